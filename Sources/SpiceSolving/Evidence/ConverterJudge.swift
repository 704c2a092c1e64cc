package import Crossbars
package import LinearAlgebra

/// The check of simulated amplifier outputs and codes against their closed forms.
package struct ConverterJudge {
  /// The array with its converters.
  let crossbar: Crossbar
  /// The column currents of the simulator, in amperes; *batch × columns*.
  let simulated: Matrix
  /// The column currents of the nodal solver, in amperes; *batch × columns*.
  let opinion: Matrix
  /// The largest accepted difference of a current, in amperes.
  let bound: Double

  /// Creates the check.
  ///
  /// - Parameters:
  ///   - crossbar: The array with its converters.
  ///   - simulated: The column currents of the simulator, in amperes; *batch × columns*.
  ///   - opinion: The column currents of the nodal solver, in amperes; *batch × columns*.
  ///   - bound: The largest accepted difference of a current, in amperes.
  package init(crossbar: Crossbar, simulated: Matrix, opinion: Matrix, bound: Double) {
    self.crossbar = crossbar
    self.simulated = simulated
    self.opinion = opinion
    self.bound = bound
  }

  /// Judges the converters.
  ///
  /// - Parameters:
  ///   - amplifiers: The simulated outputs of the amplifiers, in volts; *batch × columns*.
  ///   - converters: The simulated codes or means; *batch × columns*.
  /// - Returns: The values, codes as integers with the number of those that the accepted error
  ///   leaves open; nil without converters.
  /// - Throws: `ConverterDisagreement` if a value is further from its closed form than accepted.
  package func judge(
    amplifiers: Matrix?, converters: Matrix?
  ) throws(ConverterDisagreement) -> ColumnOutputs? {
    guard let amplifiers else { return nil }
    try judge(amplifiers: amplifiers)
    guard let converters else { return nil }
    switch crossbar.technology.periphery.converter {
    case nil: return nil
    case .adc:
      let undecided = try judge(codes: converters, amplifiers: amplifiers)
      let codes = Matrix(
        rows: converters.rows, columns: converters.columns,
        elements: converters.elements.map { $0.rounded() })
      return .codes(codes, undecided: undecided)
    case .stochastic(let converter):
      try judge(means: converters, amplifiers: amplifiers, converter: converter)
      return .stochasticMeans(converters)
    }
  }

  /// The largest accepted difference of an amplifier's output, in volts: what the accepted
  /// difference of its current makes at R_f.
  private var outputBound: Double {
    guard let amplifier = crossbar.technology.periphery.amplifier else { return 0 }
    let largest = (simulated.elements + opinion.elements).largestMagnitude
    // The offset is amplified into the output without a current.
    let offset = crossbar.deviations.senseOffsets?.largestMagnitude ?? 0
    return amplifier.feedbackResistance * bound
      + 1e-9 * (offset + min(amplifier.feedbackResistance * largest, amplifier.saturationVoltage))
  }

  /// Both the simulator's own current and the nodal solver's must give the output.
  private func judge(amplifiers: Matrix) throws(ConverterDisagreement) {
    for (who, currents) in [("its own current", simulated), ("the nodal solver", opinion)] {
      guard let expected = crossbar.amplifierVoltages(for: currents) else { continue }
      let difference = (amplifiers - expected).largestMagnitude
      guard difference <= outputBound else {
        throw ConverterDisagreement(
          reason:
            "an amplifier's output differs by \(difference) V from that of \(who); at most "
            + "\(outputBound) V is accepted")
      }
    }
  }

  /// Judges codes.
  ///
  /// The simulator's code belongs to its own voltage up to the tolerance of its iteration. Where
  /// the accepted error of the voltage reaches a threshold, the code is one of the neighbors and
  /// the second opinion cannot decide it.
  ///
  /// - Returns: The number of codes that are not decided.
  private func judge(codes: Matrix, amplifiers: Matrix) throws(ConverterDisagreement) -> Int {
    guard let converters = crossbar.readout.converters else { return 0 }
    let margin = converters.positionSlope.magnitude * outputBound
    var undecided = 0
    for column in 0..<codes.columns {
      for sample in 0..<codes.rows {
        let position = converters.position(of: amplifiers[sample, column])
        // What the rounding of the simulator's own arithmetic makes of a position.
        let reach = margin + 1e-11 * (1 + position.magnitude)
        let low = converters.code(at: position - reach, column: column)
        let high = converters.code(at: position + reach, column: column)
        let found = codes[sample, column]
        let code = found.rounded()
        // A sum of bits is an integer up to rounding.
        guard code >= Double(low), code <= Double(high), (found - code).magnitude <= 1e-6 else {
          throw ConverterDisagreement(
            reason:
              "the converter of column \(column) gives code \(found) for input \(sample), not "
              + (low == high ? "\(low)" : "\(low) to \(high)"))
        }
        if low != high { undecided += 1 }
      }
    }
    return undecided
  }

  private func judge(
    means: Matrix, amplifiers: Matrix, converter: StochasticConverter
  ) throws(ConverterDisagreement) {
    let expected = Matrix(
      rows: means.rows, columns: means.columns,
      elements: amplifiers.elements.map(converter.mean(at:)))
    let difference = (means - expected).largestMagnitude
    // The mean follows the reported voltage to the tolerance of the iteration.
    guard difference <= 1e-7 else {
      throw ConverterDisagreement(
        reason: "a stochastic converter's mean differs by \(difference) from its closed form")
    }
  }
}
