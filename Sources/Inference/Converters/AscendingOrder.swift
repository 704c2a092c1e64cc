/// Numbers with weights in ascending order, by their bits in place of comparisons: a layer has tens of millions of
/// them, and comparing is what takes long.
///
/// A number is an integer key: in its upper half the number, in the lower one its weight, of which the last digit
/// gives way to a mark.
enum AscendingOrder {
  /// So few are sorted by comparisons.
  private static let few = 256

  /// The key of a number.
  ///
  /// - Parameters:
  ///   - value: The number, which is not NaN.
  ///   - weight: Its weight, a power of 2 or another number of at most 23 binary digits.
  ///   - isMarked: Whether it is marked.
  /// - Returns: The key.
  static func key(_ value: Float, weight: Float, isMarked: Bool) -> UInt64 {
    let bits = value.bitPattern
    let ordered = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return UInt64(ordered) << 32 | UInt64(weight.bitPattern & ~1 | (isMarked ? 1 : 0))
  }

  /// The number of a key.
  static func value(_ key: UInt64) -> Double {
    let ordered = UInt32(truncatingIfNeeded: key >> 32)
    return Double(Float(bitPattern: ordered >> 31 == 0 ? ~ordered : ordered & 0x7fff_ffff))
  }

  /// The weight of the number of a key.
  static func weight(_ key: UInt64) -> Double {
    Double(Float(bitPattern: UInt32(truncatingIfNeeded: key) & ~1))
  }

  /// Whether the number of a key is marked.
  static func isMarked(_ key: UInt64) -> Bool { key & 1 == 1 }

  /// Sorts keys by their numbers.
  ///
  /// - Parameters:
  ///   - keys: The keys.
  ///   - byWeight: Whether equal numbers are in the order of their weights, wherever they stand; else those of more
  ///     than a few keep the order that they have.
  static func sort(_ keys: inout [UInt64], byWeight: Bool) {
    if keys.count <= few { keys.sort() } else { sort(&keys, from: byWeight ? 0 : 32) }
  }

  /// Sorts by digits, from one on: those of the weights only where they differ.
  private static func sort(_ keys: inout [UInt64], from firstShift: Int) {
    let (first, digitBits) = (keys[0], 11)
    let differing = keys.reduce(UInt64(0)) { $0 | ($1 ^ first) }
    var other = [UInt64](repeating: 0, count: keys.count)
    for shift in stride(from: firstShift, to: 64, by: digitBits) {
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
