/// Vectors as raw little-endian `Float64`, one after the other.
package struct VectorPayload: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init(reserving vectorCount: Int, points: Int) {
    bytes.reserveCapacity(vectorCount * points * 8)
  }

  /// Appends one vector; every machine that this package runs on is little-endian.
  package mutating func append(_ vector: UnsafeBufferPointer<Double>) {
    bytes.append(contentsOf: UnsafeRawBufferPointer(vector))
  }

  /// The vectors in a payload.
  ///
  /// - Parameters:
  ///   - bytes: The payload.
  ///   - vectorCount: The number of vectors.
  ///   - pointCount: The length of each.
  /// - Returns: The vectors, or nil if the payload has another size.
  package static func vectors(
    in bytes: [UInt8], vectorCount: Int, pointCount: Int
  ) -> [[Double]]? {
    let (values, overflows) = vectorCount.multipliedReportingOverflow(by: pointCount)
    guard !overflows, vectorCount >= 0, pointCount > 0, bytes.count % 8 == 0,
      bytes.count / 8 == values
    else { return nil }
    return bytes.withUnsafeBytes { raw in
      (0..<vectorCount).map { vector in
        [Double](unsafeUninitializedCapacity: pointCount) { target, count in
          UnsafeMutableRawBufferPointer(target).copyMemory(
            from: UnsafeRawBufferPointer(
              rebasing: raw[(vector * pointCount * 8)..<((vector + 1) * pointCount * 8)]))
          count = pointCount
        }
      }
    }
  }
}
