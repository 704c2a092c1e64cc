internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// The share of conversions that are clipped from which on a range is none.
  private static let clippedLimit = 0.2

  /// Names what the arrays take most of, and what could give it back.
  ///
  /// - Parameters:
  ///   - findings: What the digital network and every instance made of the images.
  ///   - errors: The errors of the layers' outputs on arrays.
  ///   - uses: How the column converters of the layers were used.
  /// - Returns: Notes: on ranges that do not fit, and on the worst layer where the change is beyond chance or
  ///   a layer is more than a tenth off; nothing of the latter where a digital remedy is at work.
  func lossNotes(
    _ findings: Findings, errors: [RelativeError], uses: [EvaluationResult.ConverterUse?]
  ) -> [String] {
    let clipped = uses.indices.compactMap { layer -> String? in
      guard let use = uses[layer], use.clipped > Self.clippedLimit else { return nil }
      return "\(network.matrixLayers[layer].name) by \(IdealReview.percent(use.clipped))"
    }
    let notes =
      clipped.isEmpty
      ? []
      : [
        "conversions are clipped in \(clipped.joined(separator: ", ")): the ranges "
          + (options.ranges == nil ? "" : "of \(options.rangesSource?.file ?? "the file") ")
          + "do not fit what these arrays carry"
      ]
    guard options.correction == .none, mapping.gain != .layer, mapping.gain != .column,
      let worst = errors.indices.max(by: {
        (errors[$0].relative ?? 0) < (errors[$1].relative ?? 0)
      }), let error = errors[worst].relative,
      findings.changeFromDigital.upper < 0 || error > IdealReview.limit
    else { return notes }
    guard options.arrays(ofLayer: network.matrixLayers[worst].name)?.mapping.hasGains != true else {
      return notes
    }
    let behind = errors[worst].relativeRMSEBehindFactor
    let name = network.matrixLayers[worst].name
    let most = "layer \(name) errs most, by \(IdealReview.percent(error))"
    guard behind < 0.7 * error else {
      return notes + [
        "\(most), which no factor on its outputs takes back; --attribute tells what it comes from"
      ]
    }
    let column =
      mapping.weights.encoding == .differential && mapping.outputs.source == .ideal
      ? "; columns that trim their neighbors, too: encoding = \"offset\"" : ""
    return notes + [
      "\(most), of which one factor on its outputs would leave \(IdealReview.percent(behind)); digital "
        + "logic can take it back: gain = \"layer\" or \"column\" in [calibration] of the mapping, "
        + "--correction factors or moments\(column); --attribute measures what each gives"
    ]
  }
}
