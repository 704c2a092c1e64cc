/// What turns the currents of a layer's columns into numbers.
package enum ColumnConversion: Sendable {
  /// Ideal converters.
  case ideal(ColumnConverters)
  /// The converters of the circuit, and what their outputs stand for.
  case circuit(CircuitDecoding)
  /// Comparisons that are counted.
  case counts(CountConverters)

  /// The feedback resistance of the circuit's amplifiers, in ohms; nil for ideal converters.
  var feedbackResistance: Double? {
    guard case .circuit(let decoding) = self else { return nil }
    return decoding.feedbackResistance
  }
}
