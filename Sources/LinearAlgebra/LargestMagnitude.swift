extension Double {
  /// Becomes the magnitude of another number where that is larger; NaN as soon as either is.
  ///
  /// `max` would drop a NaN, because no comparison with it holds, and what could not be compared
  /// would pass for small. Here the comparison is written so that NaN fails it.
  ///
  /// - Parameter other: The other number.
  public mutating func grow(toMagnitudeOf other: Double) {
    if !(other.magnitude <= self) && !isNaN { self = other.magnitude }
  }
}

extension Sequence<Double> {
  /// The largest magnitude; 0 of nothing, and NaN as soon as one element is no number.
  public var largestMagnitude: Double {
    reduce(into: 0) { $0.grow(toMagnitudeOf: $1) }
  }
}
