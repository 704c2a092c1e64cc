internal import Crossbars
internal import LinearAlgebra
internal import Records

/// The first stage of an array: what its drivers make of inputs.
struct RowDriver {
  /// The array with its ladders; nil for ideal drivers, which have nothing of it.
  private let crossbar: Crossbar?
  private let stage: DriverStage?

  init(_ crossbar: Crossbar, stage: DriverStage?) {
    let isIdeal =
      crossbar.technology.periphery.dac == nil
      && crossbar.technology.read.mode.unselectedRows == .grounded
    self.crossbar = isIdeal ? nil : crossbar
    self.stage = stage
  }

  /// Whether drivers give the inputs themselves.
  var isIdeal: Bool { crossbar == nil }

  /// The voltages in front of the driver resistances, in volts; *batch × rows*.
  func voltages(for inputs: Matrix) -> Matrix {
    guard let crossbar else { return inputs }
    let closedForm = crossbar.driverVoltages(for: inputs)
    guard let stage, let dac = crossbar.technology.periphery.dac else { return closedForm }
    let technology = crossbar.technology
    let nominal = dac.reduced().shares
    return Matrix(
      (0..<inputs.rows).map { sample in
        (crossbar.driverCodes(for: inputs.row(sample)) ?? []).enumerated().map { row, code in
          let wanted = dac.outputVoltage(
            code: code, readVoltage: technology.read.voltage, shares: nominal)
          // The array's own ladder deviates from the nominal one, wherever that one lies.
          return stage.voltage(code: code, of: dac, readVoltage: technology.read.voltage)
            + (closedForm[sample, row] - wanted)
        }
      })
  }

  /// The statistics of the voltages that the drivers give.
  func statistics(of inputs: InputStatistics) -> InputStatistics {
    guard let crossbar else { return inputs }
    var probabilities: [Double: Double] = [:]
    func convert(_ voltage: Double) -> [Double] {
      voltages(for: Matrix(rows: 1, columns: crossbar.rows) { _, _ in voltage }).row(0)
    }
    var lowest = Double.infinity
    var highest = -Double.infinity
    for (voltage, probability) in zip(inputs.voltages, inputs.probabilities) {
      let converted = convert(voltage)
      // Rows with ladders of their own scatter around their mean.
      let mean =
        converted.allSatisfy { $0 == converted[0] }
        ? converted[0] : converted.reduce(0, +) / Double(converted.count)
      probabilities[mean, default: 0] += probability
      lowest = min(lowest, converted.min() ?? mean)
      highest = max(highest, converted.max() ?? mean)
    }
    let scatters = crossbar.deviations.ladderMismatch != nil
    // The range of the model has to hold every row, however rare.
    for end in [lowest, highest] where probabilities[end] == nil { probabilities[end] = 0 }
    if probabilities.count < 2 { probabilities[highest == 0 ? 1 : 0] = 0 }
    let ordered = probabilities.keys.sorted()
    return InputStatistics(
      voltages: ordered, probabilities: ordered.map { probabilities[$0] ?? 0 },
      isDiscrete: inputs.isDiscrete && !scatters)
  }
}

extension DriverStage {
  /// The voltage of a code, in volts.
  func voltage(code: Int, of dac: LadderDAC, readVoltage: Double) -> Double {
    let magnitude = Int(code.magnitude)
    let voltage: Double
    if let transferVolt {
      voltage = transferVolt[magnitude]
    } else {
      let share = Double(magnitude) / Double(dac.largestCode)
      voltage =
        readVoltage * (polynomial ?? [0, 1]).reversed().reduce(0) { $0 * share + $1 }
    }
    return code < 0 ? -voltage : voltage
  }
}
