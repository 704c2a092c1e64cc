internal import CrossbarModels
internal import Foundation
public import Records

/// What a calibration found, as text for a reader.
public enum CalibrationSummary {
  /// Estimates that are correlated as closely are determined in combination rather than alone.
  static let closeCorrelation = 0.99

  /// Describes a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - output: The file that holds it.
  /// - Returns: Parameters with intervals, what is not determined and why, close correlations, and the
  ///   errors by size.
  public static func text(of model: CalibratedModel, output: String) -> String {
    var lines = ["\(model.kind.rawValue) model of \(model.technology.name), in \(output)", ""]
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
    lines.append("")
    for (title, errors) in [
      ("arrays that the fit saw", model.errors.training),
      ("arrays that it never saw", model.errors.heldOut),
    ] {
      lines.append(title + " " + text(errors))
    }
    for size in model.errors.sizes {
      lines.append(
        "  \(size.rows)x\(size.columns), \(size.isHeldOut ? "never seen" : "seen") "
          + text(size.summary))
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ errors: CalibratedModel.ErrorSummary) -> String {
    String(
      format: "(%d cases): relative RMSE %.3e, worst %.3e of full scale", errors.cases,
      errors.relativeRmse, errors.worstOfFullScale)
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
