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
  ///   - differences: Those of the difference amplifiers, in volts; *batch × pairs*.
  ///   - converters: The simulated codes, means or decisions; *batch × converters*.
  ///   - samples: The simulated means of the single samples; *batch × (converters · samples)*.
  /// - Returns: The values, codes and decisions as integers with the number of those that the accepted error
  ///   leaves open; nil without converters.
  /// - Throws: `ConverterDisagreement` if a value is further from its closed form than accepted.
  package func judge(
    amplifiers: Matrix?, differences: Matrix? = nil, converters: Matrix?, samples: Matrix? = nil
  ) throws(ConverterDisagreement) -> ColumnOutputs? {
    guard let amplifiers else { return nil }
    try judge(amplifiers: amplifiers)
    if let differences { try judge(differences: differences, amplifiers: amplifiers) }
    guard let converters else { return nil }
    let inputs = differences ?? amplifiers
    func integers() -> Matrix {
      Matrix(
        rows: converters.rows, columns: converters.columns,
        elements: converters.elements.map { $0.rounded() })
    }
    switch crossbar.technology.periphery.converter {
    case nil: return nil
    case .adc:
      let undecided = try judge(codes: converters, inputs: inputs)
      return .codes(integers(), undecided: undecided)
    case .stochastic:
      try judge(means: converters, samples: samples, inputs: inputs)
      return .stochasticMeans(converters, samples: samples)
    case .senseAmplifier(let amplifier):
      let undecided = try judge(decisions: converters, inputs: inputs, amplifier: amplifier)
      return .decisions(integers(), undecided: undecided)
    }
  }

  /// The largest accepted difference of what a converter converts, in volts.
  private var inputBound: Double {
    crossbar.technology.periphery.difference == nil ? outputBound : differenceBound
  }

  /// The largest accepted difference of a difference amplifier's output, in volts: what the accepted differences of both
  /// columns make of it.
  private var differenceBound: Double {
    guard let differences = crossbar.readout.differences else { return 0 }
    let saturation = differences.amplifier.saturationVoltage
    let offset =
      differences.amplifier.offset.magnitude
      + (crossbar.deviations.differenceOffsets?.largestMagnitude ?? 0)
    return differences.reach * (outputBound + 1e-9 * offset)
      + (saturation.isFinite ? 1e-9 * saturation : 0)
  }

  /// The simulator's own outputs and the nodal solver's currents must give the differences.
  private func judge(
    differences: Matrix, amplifiers: Matrix
  ) throws(ConverterDisagreement) {
    let opinion = crossbar.amplifierVoltages(for: opinion)
    for (who, voltages) in [("the column amplifiers", amplifiers), ("the nodal solver", opinion)] {
      guard let voltages,
        let expected = crossbar.readout.differences?.voltages(for: voltages)
      else { continue }
      let difference = (differences - expected).largestMagnitude
      guard difference <= differenceBound else {
        throw ConverterDisagreement(
          reason:
            "a difference amplifier's output differs by \(difference) V from that of \(who); at "
            + "most \(differenceBound) V is accepted")
      }
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
  private func judge(codes: Matrix, inputs: Matrix) throws(ConverterDisagreement) -> Int {
    guard let converters = crossbar.readout.converters else { return 0 }
    let margin = converters.positionSlope.magnitude * inputBound
    var undecided = 0
    for column in 0..<codes.columns {
      for sample in 0..<codes.rows {
        let position = converters.position(of: inputs[sample, column])
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

  /// Judges decisions.
  ///
  /// A latch whose voltage lies within the accepted error of the edge of its metastable window may have decided or not.
  ///
  /// - Returns: The number of decisions that are open, metastable latches among them.
  private func judge(
    decisions: Matrix, inputs: Matrix, amplifier: ClockedSenseAmplifier
  ) throws(ConverterDisagreement) -> Int {
    var undecided = 0
    for column in 0..<decisions.columns {
      let offset = crossbar.deviations.latchOffsets?[column] ?? 0
      for sample in 0..<decisions.rows {
        let voltage = inputs[sample, column]
        let reach =
          inputBound
          + 1e-11 * (voltage.magnitude + (amplifier.thresholdVoltage + offset).magnitude)
        let low = amplifier.decision(at: voltage - reach, offset: offset)
        let high = amplifier.decision(at: voltage + reach, offset: offset)
        let found = decisions[sample, column]
        guard found >= Double(low), found <= Double(high), found == found.rounded() else {
          throw ConverterDisagreement(
            reason:
              "the sense amplifier \(column) decides \(found) for input \(sample), not "
              + (low == high ? "\(low)" : "\(low) to \(high)"))
        }
        if low != high || found == 0 { undecided += 1 }
      }
    }
    return undecided
  }

  private func judge(
    means: Matrix, samples: Matrix?, inputs: Matrix
  ) throws(ConverterDisagreement) {
    guard let expected = crossbar.readout.converters?.outputs(for: inputs) else { return }
    for (found, wanted) in [(means, expected.stochasticMeans), (samples, expected.sampleMeans)] {
      guard let wanted else { continue }
      // A NaN, for means that are not there, exceeds every bound.
      let difference = found.map { ($0 - wanted).largestMagnitude } ?? .nan
      // The mean follows the reported voltage to the tolerance of the iteration.
      guard difference <= 1e-7 else {
        throw ConverterDisagreement(
          reason: "a stochastic converter's mean differs by \(difference) from its closed form")
      }
    }
  }
}
