internal import Configuration
internal import Foundation

extension CurrentAudit {
  /// The audit as a table for people.
  var table: String {
    let wanted = tolerance.map { ", tolerance \(Self.percent($0))" } ?? ""
    var lines = [
      "audit: currents of \(readsPerLayer) reads a layer by the nodal solver, drawn from "
        + "\(images) image\(images == 1 ? "" : "s")\(wanted)",
      "layer                            reads  arrays      error     worst read    LSB  worst LSB"
        + "  other codes",
    ]
    for layer in layers {
      let cells: [(String, Int)] = [
        ("\(layer.reads)", 5), ("\(layer.arrays)", 6), (Self.percent(layer.relativeError), 9),
        (Self.percent(layer.worstReadError), 13), (Self.steps(layer.errorLsb), 5),
        (Self.steps(layer.worstErrorLsb), 9),
        (layer.changedCodes.map { Self.percent($0) } ?? "-", 11),
      ]
      lines.append(
        EvaluationResult.padded(layer.name, 30)
          + cells.map { "  " + EvaluationResult.padded($0.0, $0.1, right: true) }.joined()
          + (layer.isBeyond ? "  BEYOND" : ""))
    }
    lines.append(verdict)
    return lines.joined(separator: "\n")
  }

  /// What the audit says of the tolerance, in one line.
  public var verdict: String {
    guard let tolerance else { return "no tolerance was asked for that a layer could be beyond" }
    let limit = "\(Self.allowance) times the tolerance of \(Self.percent(tolerance))"
    let beyond = layersBeyond
    guard !beyond.isEmpty else { return "no layer is beyond \(limit)" }
    return
      "\(beyond.count) of \(layers.count) layers \(beyond.count == 1 ? "is" : "are") beyond \(limit): "
      + beyond.map { "\(PrintedText.line($0.name)) (\(Self.percent($0.relativeError)))" }.joined(
        separator: ", ")
  }

  private static func percent(_ value: Double) -> String {
    String(format: "%.3g %%", 100 * value)
  }

  private static func steps(_ value: Double?) -> String {
    value.map { String(format: "%.2g", $0) } ?? "-"
  }
}
