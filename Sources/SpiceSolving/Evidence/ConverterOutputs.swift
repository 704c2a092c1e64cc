package import LinearAlgebra

/// What the converters of an array gave, once it is judged.
package struct ConverterOutputs {
  /// The outputs of the amplifiers, in volts; *batch × columns*, nil for ideal sinks.
  package var amplifierVoltages: Matrix?
  /// The codes; *batch × columns*, nil without ADCs.
  package var codes: Matrix?
  /// The number of codes that the accepted error leaves open.
  package var undecidedCodes = 0
  /// The means of stochastic converters; *batch × columns*, nil without them.
  package var stochasticMeans: Matrix?
}
