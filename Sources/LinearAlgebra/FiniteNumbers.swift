extension UnsafeBufferPointer<Float> {
  /// Whether all of the numbers are finite.
  package var areFinite: Bool {
    // The largest magnitude as an integer, for which the loop is vectorized.
    var largest: UInt32 = 0
    for number in self { largest = Swift.max(largest, number.bitPattern & 0x7fff_ffff) }
    return largest < Float.infinity.bitPattern
  }
}
