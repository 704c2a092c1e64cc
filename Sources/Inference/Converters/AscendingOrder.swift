/// Numbers with weights in ascending order, by their bits in place of comparisons: a layer has tens of millions of
/// them, and comparing is what takes long.
enum AscendingOrder {
  /// So few are sorted by comparisons.
  private static let few = 256

  /// Sorts numbers.
  ///
  /// - Parameter values: The numbers, none of which is NaN, with their weights; the order of equal numbers is that of
  ///   their weights' bits, wherever they stand.
  /// - Returns: The numbers with their weights.
  static func sorted(
    _ values: [(value: Float, weight: Float)]
  ) -> [(value: Double, weight: Double)] {
    var keys = values.map { UInt64(key($0.value)) << 32 | UInt64($0.weight.bitPattern) }
    if keys.count <= few { keys.sort() } else { sort(&keys) }
    return keys.map {
      (Double(value(UInt32($0 >> 32))), Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))))
    }
  }

  /// Integers in the order of the numbers.
  private static func key(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    return bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func value(_ key: UInt32) -> Float {
    Float(bitPattern: key >> 31 == 0 ? ~key : key & 0x7fff_ffff)
  }

  /// Sorts by digits, from the last on: those of the weights only where they differ.
  private static func sort(_ keys: inout [UInt64]) {
    let (first, digitBits) = (keys[0], 11)
    let differing = keys.reduce(UInt64(0)) { $0 | ($1 ^ first) }
    var other = [UInt64](repeating: 0, count: keys.count)
    for shift in stride(from: 0, to: 64, by: digitBits) {
      let mask: UInt64 = 1 << digitBits - 1
      guard differing >> UInt64(shift) & mask != 0 else { continue }
      var places = [Int](repeating: 0, count: 1 << digitBits)
      for key in keys { places[Int(key >> UInt64(shift) & mask)] += 1 }
      var sum = 0
      for digit in places.indices { (places[digit], sum) = (sum, sum + places[digit]) }
      keys.withUnsafeBufferPointer { keys in
        other.withUnsafeMutableBufferPointer { other in
          places.withUnsafeMutableBufferPointer { places in
            for key in keys {
              let digit = Int(key >> UInt64(shift) & mask)
              other[places[digit]] = key
              places[digit] += 1
            }
          }
        }
      }
      swap(&keys, &other)
    }
  }
}
