/// The rows of every section of a layer with a channel a group in pairs, function after function.
struct TapPairs: Sendable {
  /// Where the pairs of every section begin among all of them, and the end.
  private(set) var first: [Int32] = [0]
  /// Where the numbers of both rows of every pair lie, counted from the first of a patch in the first plane.
  private(set) var offsets: [Int32] = []
  /// For each pair its function and its first row, counted from that of the section.
  private(set) var places: [(function: Int, row: Int)] = []

  /// The number of pairs.
  var count: Int { places.count }

  /// Pairs rows.
  ///
  /// - Parameters:
  ///   - sections: The rows of every section.
  ///   - geometry: Where codes lie.
  ///   - planes: For each function the number of the first element of its plane.
  init(_ sections: [Range<Int>], _ geometry: CodeGeometry, planes: [Int] = [0]) {
    for rows in sections {
      for (function, plane) in planes.enumerated() {
        for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
          // A row alone has itself as its neighbor, with the weight 0.
          let next = min(row + 1, rows.upperBound - 1)
          offsets += [row, next].map { Int32(plane + geometry.offset(ofRow: $0)) }
          places.append((function, row - rows.lowerBound))
        }
      }
      first.append(Int32(count))
    }
  }

  /// The pairs of a section.
  func pairs(ofSection section: Int) -> Range<Int> { Int(first[section])..<Int(first[section + 1]) }
}
