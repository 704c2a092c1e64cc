internal import Foundation
internal import Records

/// A network's accuracy as `assay evaluate` stored it.
public struct StoredEvaluation: Sendable {
  let result: EvaluationResult
  let source: String

  /// Reads an evaluation.
  ///
  /// - Parameters:
  ///   - data: The bytes of a result file.
  ///   - source: Its name, for messages.
  /// - Throws: `InputError` if the bytes are no result, or one that contradicts itself.
  init(_ data: Data, source: String) throws {
    self.source = source
    result = try EvaluationResult(data, source: source)
  }
}

extension EvaluationResult {
  /// What computed the layers, such as `fcm (calibrated), sinh-100k`.
  var shortMethod: String {
    solver.rawValue + (model == nil ? "" : " (calibrated)")
      + (technology.map { ", \($0.values.name)" } ?? "")
  }

  /// What computed the layers, with the arrays and the resolutions.
  var method: String {
    var parts = [shortMethod]
    if let mapping {
      parts.append("\(mapping.tile.rows) × \(mapping.tile.columns) arrays")
      parts.append(
        "bits: weights \(mapping.weights.bits), inputs \(mapping.inputs.bits)"
          + (converter.map { ", column converters: \($0)" }
            ?? ", ADC \(mapping.outputs.bits == 0 ? "none" : "\(mapping.outputs.bits ?? 0)")"))
    }
    parts += departures
    if let ranges { parts.append("ranges of \(ranges.file)") }
    return parts.joined(separator: ", ")
  }
}
