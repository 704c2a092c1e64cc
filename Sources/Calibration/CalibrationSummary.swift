internal import CrossbarModels
internal import Crossbars
internal import Foundation
public import Records

/// What a calibration found, as text for a reader.
public enum CalibrationSummary {
  /// Estimates that are correlated as closely are determined in combination rather than alone.
  static let closeCorrelation = 0.99
  /// No instrument is as bad as this: files that do not belong together are.
  static let doubtfulError = 0.1
  /// The obstacle of a parameter that no current knows of.
  private static let unseen = "no current depends on it"

  /// Describes a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - output: The file that holds it.
  /// - Returns: Parameters with intervals, what is not determined and why, close correlations, and the
  ///   errors by size.
  public static func text(of model: CalibratedModel, output: String) -> String {
    var lines = [
      "\(model.kind.rawValue) model of \(model.technology.name), in \(output)",
      "fitted to \(model.origin)", "",
    ]
    for parameter in model.parameters {
      let name = parameter.name.padding(toLength: 32, withPad: " ", startingAt: 0)
      guard parameter.isIdentifiable else {
        lines.append(
          name + String(format: "%.10g   not determined: ", parameter.value)
            + (parameter.obstacle ?? "its interval is wider than itself"))
        continue
      }
      lines.append(
        name
          + String(
            format: "%.10g   95 %% interval %.10g to %.10g", parameter.value, parameter.lower,
            parameter.upper))
    }
    lines += collinear(model)
    if let measured = model.measured { lines += [""] + statements(measured, of: model) }
    lines.append("")
    for (title, errors) in [
      ("arrays that the fit saw", model.errors.training),
      ("arrays that it never saw", model.errors.heldOut),
    ] where errors.cases > 0 {
      lines.append(title + " " + text(errors))
    }
    for size in model.errors.sizes {
      lines.append(
        "  \(size.rows)x\(size.columns), \(size.isHeldOut ? "never seen" : "seen") "
          + text(size.summary))
    }
    lines += [""] + loads(of: model)
    return lines.joined(separator: "\n")
  }

  /// On what load the errors hold, and those on others.
  private static func loads(of model: CalibratedModel) -> [String] {
    let load = model.validity.load
    var lines = [
      "these errors hold for inputs like those of the fit: "
        + load.words
        + (load.isAny ? "; the model is made for any load" : "; the model is made for them")
    ]
    guard let errors = model.errors.loads else {
      lines.append(
        "its errors on other loads are unknown: parameters of \(model.kind.rawValue) are those of no "
          + "exact circuit; two-point states them")
      return lines
    }
    let circuit = model.measured == nil ? "the exact circuit" : "the exact circuit as fitted"
    lines.append(
      "by load, against \(circuit), \(errors.rows)x\(errors.columns), an array that the fit "
        + (errors.isHeldOut ? "never saw" : "saw")
        + ": RMS error over the mean column current at full drive, and over the load's own RMS")
    for error in errors.kinds {
      let name = error.load.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
      guard let full = error.ofFullDrive, let own = error.relativeRmse else {
        lines.append("  \(name)not read: \(error.refusal ?? "")")
        continue
      }
      lines.append("  " + name + String(format: "%.2e   %.2e", full, own))
    }
    return lines
  }

  private static func text(_ errors: CalibratedModel.ErrorSummary) -> String {
    String(
      format: "(%d cases): relative RMSE %.3e, worst %.3e of full scale", errors.cases,
      errors.relativeRmse, errors.worstOfFullScale)
  }

  /// What the fit found of the instrument, and what a reader should doubt.
  private static func statements(
    _ measured: CalibratedModel.Measured, of model: CalibratedModel
  ) -> [String] {
    var lines = measured.statements
    let unknown = model.parameters.filter { !$0.isIdentifiable && $0.obstacle != unseen }
    if !unknown.isEmpty {
      lines.append(
        "the other intervals allow for \(unknown.map(\.name).joined(separator: " and ")) from 0 to "
          + "twice the technology's value")
    }
    if model.errors.heldOut.cases == 0 {
      lines.append(
        "no array is held out, as there is one of its size alone: the error on arrays that the fit "
          + "never saw is unknown")
    } else if let scatter = measured.noise.heldOutScatter,
      scatter > 1.25 * max(1, measured.noise.scatter)
    {
      lines.append(
        "doubtful: arrays that the fit never saw are farther from it than their noise explains")
    }
    if model.errors.training.relativeRmse > doubtfulError {
      lines.append(
        String(
          format:
            "doubtful: readings are %.0f %% (RMS) from the fitted circuit; are rows, columns and "
            + "vectors in the same order in all files?", 100 * model.errors.training.relativeRmse))
    }
    return lines
  }

  private static func collinear(_ model: CalibratedModel) -> [String] {
    var lines: [String] = []
    for (row, values) in model.correlation.enumerated() {
      for column in 0..<row where values[column].magnitude > closeCorrelation {
        lines.append(
          String(
            format: "%@ and %@ are determined in combination: correlation %.4f",
            model.parameters[column].name, model.parameters[row].name, values[column]))
      }
    }
    return lines
  }
}
