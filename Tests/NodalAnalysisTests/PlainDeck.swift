import Crossbars
import LinearAlgebra
import TestSupport

/// An array as a SPICE deck, element by element and with a node for every end: nothing of it is
/// shared with the solver or with the decks of the package.
///
/// No resistance may be 0 Ω, and cells are of level-1 transistors at most.
struct PlainDeck {
  private let crossbar: Crossbar
  private let inputs: [Double]
  private var lines: [String] = []

  init(_ crossbar: Crossbar, inputs: [Double]) {
    self.crossbar = crossbar
    self.inputs = inputs
    let temperature = crossbar.technology.read.temperature
    lines = [
      "* an array",
      ".options reltol=1e-10 vntol=1e-15 abstol=1e-18 gmin=1e-12 temp=\(temperature) "
        + "tnom=\(temperature)",
    ]
    addRows()
    addColumns()
    for row in 0..<crossbar.rows {
      for column in 0..<crossbar.columns { addCell(row, column) }
    }
  }

  var text: String {
    let currents = (0..<crossbar.columns).map { "print i(vsense\($0))" }
    return
      (lines + [".control", "set numdgt=16", "op"] + currents + StockSimulator.end)
      .joined(separator: "\n") + "\n"
  }

  private mutating func addRows() {
    let technology = crossbar.technology
    for row in 0..<crossbar.rows {
      let isUnselected = inputs[row] == 0
      var voltage = inputs[row]
      var isFloating = false
      if isUnselected {
        switch technology.read.mode.unselectedRows {
        case .grounded: break
        case .floating: isFloating = true
        case .half: voltage = technology.read.voltage / 2
        case .third: voltage = technology.read.voltage / 3
        }
      }
      if !isFloating {
        lines.append("vin\(row) in\(row) 0 \(voltage)")
        lines.append("rda\(row) in\(row) w\(row)_0 \(technology.resistances.driver)")
        if technology.read.mode.driveSide == .double {
          lines.append(
            "rdb\(row) in\(row) w\(row)_\(crossbar.columns - 1) \(technology.resistances.driver)")
        }
      }
      let factor = crossbar.deviations.rowWireFactors?[row] ?? 1
      for column in 1..<max(crossbar.columns, 1) {
        lines.append(
          "rw\(row)_\(column) w\(row)_\(column - 1) w\(row)_\(column) "
            + "\(technology.resistances.rowSegment * factor)")
      }
    }
  }

  private mutating func addColumns() {
    let technology = crossbar.technology
    let side = technology.read.mode.senseSide
    for column in 0..<crossbar.columns {
      let factor = crossbar.deviations.columnWireFactors?[column] ?? 1
      for row in 1..<max(crossbar.rows, 1) {
        lines.append(
          "rb\(row)_\(column) b\(row - 1)_\(column) b\(row)_\(column) "
            + "\(technology.resistances.columnSegment * factor)")
      }
      if side != .top {
        lines.append(
          "rsa\(column) b\(crossbar.rows - 1)_\(column) q\(column) \(technology.resistances.sense)")
      }
      if side != .bottom {
        lines.append("rsb\(column) b0_\(column) q\(column) \(technology.resistances.sense)")
      }
      lines.append("vsense\(column) q\(column) x\(column) 0")
      let offset = crossbar.deviations.senseOffsets?[column] ?? 0
      guard let amplifier = technology.periphery.amplifier else {
        lines.append("vgnd\(column) x\(column) 0 0")
        continue
      }
      let (gain, limit) = (amplifier.openLoopGain, amplifier.saturationVoltage)
      lines.append("voff\(column) e\(column) 0 \(offset)")
      lines.append("rf\(column) x\(column) o\(column) \(amplifier.feedbackResistance)")
      lines.append(
        limit.isFinite
          ? "ba\(column) o\(column) 0 v=\(-limit)*tanh(\(gain)*v(x\(column),e\(column))/\(limit))"
          : "ea\(column) o\(column) 0 e\(column) x\(column) \(gain)")
    }
  }

  private mutating func addCell(_ row: Int, _ column: Int) {
    let technology = crossbar.technology
    let conductance = crossbar.conductances[row, column]
    guard conductance != 0 else { return }
    let name = "\(row)_\(column)"
    var (high, low) = ("w\(name)", "b\(name)")
    switch technology.cell.topology {
    case .memory: break
    case .selector(let selector):
      let current = Self.exact(selector.saturationCurrent)
      let voltage = Self.exact(selector.characteristicVoltage)
      lines.append("bs\(name) \(high) m\(name) i=\(current)*sinh(v(\(high),m\(name))/\(voltage))")
      high = "m\(name)"
    case .transistor(let transistor):
      guard case .level1(let model) = transistor.model else { return }
      let shift = crossbar.deviations.thresholdShifts?[row, column] ?? 0
      lines.append("vg\(name) g\(name) 0 \(transistor.gateVoltage)")
      lines.append(
        "m\(name) m\(name) g\(name) \(low) 0 n\(name) w=\(transistor.width) l=\(transistor.length)")
      lines.append(
        ".model n\(name) nmos level=1 vto=\(model.thresholdVoltage + shift) "
          + "kp=\(model.transconductance) lambda=\(model.channelLengthModulation) "
          + "gamma=\(model.bodyEffect) phi=\(model.surfacePotential) rd=\(model.drainResistance) "
          + "rs=\(model.sourceResistance) is=\(model.junctionCurrent)")
      low = "m\(name)"
    }
    if let device = technology.cell.device as? SinhDevice {
      let voltage = Self.exact(device.characteristicVoltage)
      lines.append(
        "bc\(name) \(high) \(low) i=\(Self.exact(conductance))*\(voltage)"
          + "*sinh(v(\(high),\(low))/\(voltage))")
    } else {
      lines.append("rc\(name) \(high) \(low) \(1 / conductance)")
    }
  }

  /// A number in an expression, as the sum of parts of at most 29 bits, which are exact when the
  /// simulator prints them with eleven digits or nearly so.
  private static func exact(_ value: Double) -> String {
    let leading = Double(Float(value))
    let rest = value - leading
    return rest == 0 ? "\(value)" : "(\(leading)\(rest < 0 ? "-" : "+")\(rest.magnitude))"
  }
}
