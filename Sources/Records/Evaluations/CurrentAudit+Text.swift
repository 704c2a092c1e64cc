internal import Configuration
internal import Crossbars
internal import Foundation

extension CurrentAudit {
  /// The audit as a table for people.
  var table: String {
    let wanted = tolerance.map { ", tolerance \(Self.percent($0))" } ?? ""
    var lines = [
      "audit: currents of \(readsPerLayer) reads a layer by the nodal solver"
        + (isWeighted == true ? ", by the layers' parts of the error," : ",") + " drawn from "
        + "\(images) image\(images == 1 ? "" : "s")\(wanted)",
      "layer                            reads  arrays      error     worst read  of full drive    LSB"
        + "  worst LSB  other codes    outputs  share",
    ]
    for layer in layers {
      let cells: [(String, Int)] = [
        ("\(layer.reads)", 5), ("\(layer.arrays)", 6), (Self.percent(layer.relativeError), 9),
        (Self.percent(layer.worstReadError), 13),
        (layer.ofFullDrive.map(Self.percent) ?? "-", 13), (Self.steps(layer.errorLsb), 5),
        (Self.steps(layer.worstErrorLsb), 9),
        (layer.changedCodes.map { Self.percent($0) } ?? "-", 11),
        (layer.outputError.map(Self.percent) ?? "-", 9),
        (layer.outputShare.map { String(format: "%.0f %%", 100 * $0) } ?? "-", 5),
      ]
      lines.append(
        EvaluationResult.padded(layer.name, 30)
          + cells.map { "  " + EvaluationResult.padded($0.0, $0.1, right: true) }.joined()
          + (layer.isBeyond ? "  BEYOND" : ""))
    }
    lines += loadLines
    lines.append(verdict)
    if let spice { lines.append(spice.text) }
    return lines.joined(separator: "\n")
  }

  /// The reads of all layers by the kind of load: the root mean squares of their errors.
  private var loadLines: [String] {
    let all = layers.flatMap { $0.loads ?? [] }
    let kinds = LoadKind.allCases.map(\.rawValue) + [LoadStatement.bothSigns]
    return kinds.compactMap { kind in
      let parts = all.filter { $0.load == kind }
      let reads = parts.reduce(0) { $0 + $1.reads }
      guard reads > 0 else { return nil }
      func mean(_ value: (Load) -> Double?) -> Double? {
        let found = parts.compactMap { part in value(part).map { (part.reads, $0) } }
        let count = found.reduce(0) { $0 + $1.0 }
        guard count > 0 else { return nil }
        return (found.reduce(0) { $0 + Double($1.0) * $1.1 * $1.1 } / Double(count)).squareRoot()
      }
      return "load \(kind): \(reads) reads, "
        + "\(Self.percent(mean(\.ofFullDrive) ?? 0)) of full drive"
        + (mean(\.errorLsb).map { ", \(Self.steps($0)) LSB" } ?? "")
        + (parts.lazy.compactMap(\.stated).first.map { ", stated \(Self.percent($0))" } ?? "")
    }
  }

  /// What the audit says of the tolerance and of what the model states, in one line.
  public var verdict: String {
    let statesLoads = layers.contains { $0.loads?.contains { $0.stated != nil } ?? false }
    let limits = [
      tolerance.map { "\(Self.allowance) times the tolerance of \(Self.percent($0))" },
      statesLoads ? "\(Self.loadAllowance) times the error that the model states for a load" : nil,
    ].compactMap { $0 }
    guard let worst = layers.max(by: { $0.relativeError < $1.relativeError }) else {
      return "no layer is on arrays, nothing was compared"
    }
    guard !limits.isEmpty else {
      return "no tolerance was asked for, no layer was judged; the worst is "
        + "\(PrintedText.line(worst.name)) (\(Self.percent(worst.relativeError)))"
    }
    let limit = limits.joined(separator: " or ")
    let beyond = layersBeyond
    guard !beyond.isEmpty else { return "no layer is beyond \(limit)" }
    return
      "\(beyond.count) of \(layers.count) layers \(beyond.count == 1 ? "is" : "are") beyond \(limit): "
      + beyond.map { "\(PrintedText.line($0.name)) (\(Self.percent($0.relativeError)))" }.joined(
        separator: ", ")
  }

  fileprivate static func percent(_ value: Double) -> String {
    String(format: "%.3g %%", 100 * value)
  }

  private static func steps(_ value: Double?) -> String {
    value.map { String(format: "%.2g", $0) } ?? "-"
  }
}

extension CurrentAudit.Spice {
  /// What the simulator says, in one line, and a line for every read that it did not solve.
  public var text: String {
    let found =
      reads == 0
      ? "SPICE: no read was solved"
      : "SPICE: \(reads) reads of \(arrays) array\(arrays == 1 ? "" : "s"), the nodal solver within "
        + String(format: "%.1e", nodalDifference)
        + " of the largest current, Kirchhoff's law within "
        + String(format: "%.1e", kirchhoff)
        + ", the model off by \(CurrentAudit.percent(relativeError))"
    return ([found] + (unsolved ?? []).map { PrintedText.line("not solved by SPICE: \($0.text)") })
      .joined(separator: "\n")
  }
}
