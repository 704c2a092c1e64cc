internal import CKernels

/// Currents that are hyperbolic sines of voltages.
package enum HyperbolicSine {
  /// Puts the currents G V₀ sinh(V / V₀) in the place of the voltages V.
  ///
  /// - Parameters:
  ///   - values: The voltages of every conductance, in volts, equally many for each; then the currents, in
  ///     amperes, to two units in the last place, infinite beyond ±709 V₀.
  ///   - conductances: G, in siemens.
  ///   - characteristicVoltage: V₀, in volts.
  package static func replaceVoltages(
    _ values: UnsafeMutableBufferPointer<SIMD8<Double>>, conductances: UnsafeBufferPointer<Double>,
    characteristicVoltage: Double
  ) {
    guard let start = values.baseAddress, let given = conductances.baseAddress else { return }
    assay_sinh_currents(
      conductances.count, values.count / conductances.count, characteristicVoltage, given,
      UnsafeMutableRawPointer(start).assumingMemoryBound(to: Double.self))
  }
}
