internal import Crossbars
internal import Foundation

extension LayerModels {
  /// Says of which arrays the stated errors of the models are not: members are chosen and judged on arrays as the
  /// mapping wants them, and read such as chance programs.
  ///
  /// - Parameters:
  ///   - layers: The layers on arrays.
  ///   - options: What is asked for.
  /// - Returns: A note for every technology of which an error is stated without what varies in it; none where an
  ///   audit compares the arrays that are read.
  func variationNotes(of layers: [PreparedLayer], _ options: EvaluationOptions) -> [String] {
    guard options.audit == nil else { return [] }
    var notes: [String] = []
    for layer in layers
    where layer.mapping.hasVariedArrays(on: layer.technology) || options.states != nil {
      guard isJudged(layer: layer.matrix.index) else { continue }
      let judged = "the model was judged, and its error is stated, on arrays "
      let note: String
      if let states = options.states {
        note = judged + "as the mapping wants them, not on those of \(states.folder.path)"
      } else {
        let kinds = Self.variations(of: layer.technology).joined(separator: ", ")
        note =
          judged
          + "without the variation of \(layer.technology.name) (\(kinds)); assay audit, or --audit of "
          + "assay evaluate, compares those that are read"
      }
      if !notes.contains(note) { notes.append(note) }
    }
    return notes
  }

  /// What varies, without its numbers.
  private static func variations(of technology: Technology) -> [String] {
    let kinds = technology.variationSummary.map { String($0.prefix { $0 != ":" }) }
    return (technology.periphery.adc?.mismatch ?? 0) > 0 ? kinds + ["converters"] : kinds
  }
}
