internal import Foundation

extension ProgrammingCalibration {
  /// The tables for a technology file.
  ///
  /// - Parameter source: What was fitted, for the comment.
  /// - Returns: TOML text: `[programming]`, and `[[retention]]` for every time.
  public func technologyTables(source: String) -> String {
    var lines = ["# Fitted to \(source) by `assay calibrate --statistics`."]
    for point in points {
      let fit = point.fit
      lines.append("")
      lines.append(
        "# \(point.cells) cells, \(fit.goodness.instances) "
          + "\(fit.goodness.instances == 1 ? "instance" : "instances"); the form \(fit.form) "
          + (fit.goodness.isConsistent ? "explains them" : "does not explain them, see the report"))
      for estimate in fit.coefficients + fit.shift {
        lines.append(
          String(
            format: "# %@: %.6g, 95 %% interval %.6g to %.6g", estimate.name, estimate.value,
            estimate.lower, estimate.upper))
      }
      let table = point.time == nil ? "programming" : "retention"
      lines.append(point.time == nil ? "[programming]" : "[[retention]]")
      if let time = point.time { lines.append("time_second = \(time)") }
      guard fit.form.isFunctionOfState else {
        lines.append("distribution = \"\(fit.form)\"")
        lines.append("relative_sigma = \(fit.coefficients[0].value)")
        continue
      }
      if point.time == nil { lines.append("distribution = \"state-dependent\"") }
      if let voltage = units.referenceVoltage {
        lines.append("reference_voltage_volt = \(voltage)")
      } else if units.argument != units.value {
        lines.append("reference_conductance_microsiemens = \(units.argument / units.value)")
      }
      let unit = units.referenceVoltage == nil ? "microsiemens" : "nanoampere"
      lines.append("[\(table).sigma_\(unit)]")
      lines += Self.keys(fit.form, fit.coefficients.map(\.value))
      guard !fit.shift.isEmpty else { continue }
      lines.append("[\(table).shift_\(unit)]")
      lines += Self.keys(
        .polynomial(degree: fit.shift.count - 1), fit.shift.map(\.value))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func keys(_ form: SpreadForm, _ values: [Double]) -> [String] {
    switch form {
    case .polynomial:
      [
        "form = \"polynomial\"", "order = \"ascending\"",
        "coefficients = [\(values.map(\.description).joined(separator: ", "))]",
      ]
    default:
      ["form = \"\(form)\""] + zip(form.names, values).map { "\($0) = \($1)" }
    }
  }
}
