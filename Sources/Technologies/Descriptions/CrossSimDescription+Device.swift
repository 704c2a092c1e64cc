internal import Configuration

extension CrossSimDescription {
  /// The values of a device that other parameters refer to.
  struct Device {
    /// The smallest and the largest resistance, in ohms.
    var on: Double
    var off: Double
    /// Whether off cells are taken to conduct nothing.
    var isOffIdeal: Bool
    /// The read voltage, in volts.
    var voltage: Double
    /// The bits of a cell; 0 for any conductance.
    var bits: Int

    /// The conductances, in microsiemens.
    var largest: Double { 1e6 / on }
    var smallest: Double { isOffIdeal ? 0 : 1e6 / off }
  }

  /// The ratio that stands for off cells without any conductance.
  static let idealRatio = 1e9

  /// Reads the cells but for their errors.
  mutating func deviceParameters() throws -> Device {
    let path = "xbar.device"
    let on = try parameters.number("\(path).Rmin", in: 1e-3...1e15, usual: 1000)
    take("\(path).Rmin", on, as: "cell.on_resistance_ohm")
    let isOffIdeal = try parameters.flag("\(path).infinite_on_off_ratio", usual: false)
    var off = try parameters.number("\(path).Rmax", in: 1e-3...1e24, usual: 10000)
    guard off > on else {
      throw parameters.refusal(
        "\(path).Rmax", found: "\(off)", accepted: "more than Rmin, \(on)")
    }
    if isOffIdeal {
      if stated.contains("\(path).Rmax") {
        leave("\(path).Rmax", "\(off)", "infinite_on_off_ratio takes its place")
      }
      off = on * Self.idealRatio
      take(
        "\(path).infinite_on_off_ratio", "true",
        as: "cell.off_resistance_ohm = \(off), a ratio of 1e9 for no conductance")
    } else {
      take("\(path).Rmax", off, as: "cell.off_resistance_ohm")
      if stated.contains("\(path).infinite_on_off_ratio") {
        take("\(path).infinite_on_off_ratio", "false", as: "nothing to change")
      }
    }
    let voltage = try parameters.number("\(path).Vread", in: 1e-6...1e3, usual: 0.1)
    take("\(path).Vread", voltage, as: "read.voltage_volt")
    let bits = try parameters.integer("\(path).cell_bits", in: -1...16, usual: 0)
    let levels = bits > 0 ? 1 << bits : 0
    take(
      "\(path).cell_bits", bits,
      as: levels == 0 ? "cell.levels = 0: any conductance" : "cell.levels = \(levels)")
    if try parameters.flag("\(path).clip_conductance", usual: false) {
      leave(
        "\(path).clip_conductance", "true",
        "cells may leave the range from Rmax to Rmin by their errors; 0 S is the limit")
    } else if stated.contains("\(path).clip_conductance") {
      take("\(path).clip_conductance", "false", as: "0 S is the limit here, too")
    }
    let device = Device(
      on: on, off: off, isOffIdeal: isOffIdeal, voltage: voltage, bits: max(bits, 0))
    cell =
      ["topology = \"1R\""] + (try law(of: device)) + [
        "on_resistance_ohm = \(on)", "off_resistance_ohm = \(off)", "levels = \(levels)",
      ]
    read = ["voltage_volt = \(voltage)"]
    assume("read.temperature_celsius", "27", because: "CrossSim knows no temperature")
    return device
  }

  /// The law of a cell: linear, or one of the two curves that CrossSim has.
  private mutating func law(of device: Device) throws -> [String] {
    let path = "xbar.device.nonlinear_IV"
    guard parameters.contains(under: path) else {
      assume(path, "off", because: "absent in the file: cells are ohmic")
      return ["device = \"ohmic\""]
    }
    let isOn = try parameters.flag("\(path).enable", usual: false)
    let model = try parameters.text("\(path).model", usual: "IdealDevice")
    if let magnitude = parameters.value("\(path).magnitude") {
      take("\(path).magnitude", magnitude.shown, as: "no effect there either")
    }
    if stated.contains("\(path).enable") {
      take("\(path).enable", isOn, as: isOn ? "the law of the cell" : "cell.device = \"ohmic\"")
    }
    guard isOn, model != "IdealDevice" else {
      if stated.contains("\(path).model") {
        take(
          "\(path).model", model, as: isOn ? "cell.device = \"ohmic\"" : "not enabled there either")
      }
      return ["device = \"ohmic\""]
    }
    let largest = device.voltage
    switch model {
    case "CubicDevice":
      // G₀ (V − V³/4) rises up to 2/√3 V; CrossSim goes beyond, where a larger voltage drives less.
      guard largest < 1.15 else {
        throw parameters.refusal(
          "xbar.device.Vread",
          found: "\(largest) V with the CubicDevice, whose current falls from "
            + "1.155 V on", accepted: "less than 1.15 V")
      }
      take("\(path).model", model, as: "cell.device = \"polynomial\", G (V − V³/4)")
      return [
        "device = \"polynomial\"", "relative_coefficients = [0, -0.25]",
        "largest_voltage_volt = \(largest)",
      ]
    case "RRAMMilo":
      guard largest <= 0.5 else {
        throw parameters.refusal(
          "xbar.device.Vread", found: "\(largest) V with the current of RRAMMilo",
          accepted: "at most 0.5 V, the end of its fit")
      }
      take("\(path).model", model, as: "cell.device = \"polynomial\", its quadratic and cubic fits")
      return [
        "device = \"polynomial\"",
        "quadratic_log10_coefficients = [0.0001388, 0.001541, 0.005711, 0.007063]",
        "cubic_log10_coefficients = [8.8710e-05, 6.7919e-04, 1.2968e-03]",
        "fitted_conductance_siemens = [50e-6, 225e-6]", "largest_voltage_volt = \(largest)",
      ]
    default:
      throw parameters.refusal(
        "\(path).model", found: "\"\(model)\"",
        accepted: "\"IdealDevice\" | \"CubicDevice\" | \"RRAMMilo\"")
    }
  }

  /// The resistances of wires and ends.
  ///
  /// CrossSim's rows have a segment before the first cell and its columns one behind the last, which
  /// are parts of driver and sense here, as are its terminals.
  ///
  /// - Returns: The tables of the technology.
  mutating func wires() throws -> String {
    let path = "xbar.array.parasitics"
    let isOn = try parameters.flag("\(path).enable", usual: false)
    func value(_ key: String) throws -> Double {
      let resistance = try parameters.number("\(path).\(key)", in: 0...1e12, usual: 0)
      guard resistance == 0 || resistance >= 1e-12 else {
        throw parameters.refusal(
          "\(path).\(key)", found: "\(resistance)", accepted: "0, or 1e-12 to 1e12 ohm")
      }
      return resistance
    }
    var row = try value("Rp_row")
    var column = try value("Rp_col")
    var driver = try value("Rp_row_terminal")
    var sense = try value("Rp_col_terminal")
    if isOn {
      take("\(path).Rp_row", row, as: "wires.row_segment_resistance_ohm, and a part of the driver")
      take(
        "\(path).Rp_col", column, as: "wires.column_segment_resistance_ohm, and a part of the sense"
      )
      take("\(path).Rp_row_terminal", driver, as: "driver.resistance_ohm = \(row + driver)")
      take("\(path).Rp_col_terminal", sense, as: "sense.resistance_ohm = \(column + sense)")
      (driver, sense) = (row + driver, column + sense)
    } else {
      for (key, resistance) in [
        ("Rp_row", row), ("Rp_col", column), ("Rp_row_terminal", driver),
        ("Rp_col_terminal", sense),
      ] where stated.contains("\(path).\(key)") {
        take("\(path).\(key)", resistance, as: "0 ohm: parasitics.enable is false")
      }
      (row, column, driver, sense) = (0, 0, 0, 0)
    }
    take("\(path).enable", isOn, as: isOn ? "wires and ends" : "wires and ends of 0 ohm")
    // Earlier versions have the same switch under another name, the other way around.
    let gate = try parameters.flag("\(path).gate_input", usual: false)
    let fromInput = try parameters.flag("\(path).current_from_input", usual: !gate)
    for key in ["\(path).gate_input", "\(path).current_from_input"] where stated.contains(key) {
      let value = key.hasSuffix("gate_input") ? gate : fromInput
      if fromInput {
        take(key, value, as: "the current comes from the line of the input")
      } else {
        leave(
          key, "\(value)",
          "the current comes from the line of the input here, not from a line along the column")
      }
    }
    if let rows = parameters.value("\(path).selected_rows") {
      leave(
        "\(path).selected_rows", rows.shown,
        isOn && !fromInput ? "the first rows of a tile are used" : "no effect there either")
    }
    let most = try parameters.number("xbar.array.Icol_max", in: 0...1e12, usual: 0)
    if most > 0 {
      leave(
        "xbar.array.Icol_max", "\(most)", "nothing limits a column's current but its converter")
    } else if stated.contains("xbar.array.Icol_max") {
      take("xbar.array.Icol_max", 0, as: "no limit, as here")
    }
    return """
      [wires]
      row_segment_resistance_ohm = \(row)
      column_segment_resistance_ohm = \(column)
      [driver]
      resistance_ohm = \(driver)
      [sense]
      resistance_ohm = \(sense)

      """
  }
}
