/// What a chord step left, vector by vector of the bundle.
package struct ChordChange {
  /// The largest change of a source, in amperes; infinite if a current is no number.
  package var change = SIMD8<Double>.zero
  /// The largest magnitude of a cell current, in amperes; NaN if a current is no number.
  package var largest = SIMD8<Double>.zero

  /// Creates the change that a step without any leaves.
  package init() {}
}
