internal import Foundation

extension CalibratedModel.Measured {
  /// What the fit found of the instrument, one sentence each without a point, for people.
  public var statements: [String] {
    var lines: [String] = []
    if let offset {
      lines.append(
        String(
          format: "Offset of the instrument: %.4g A, 95 %% interval %.4g to %.4g A", offset.ampere,
          offset.lower, offset.upper))
    } else {
      lines.append("The instrument has no offset by assumption")
    }
    if let absolute = noise.absoluteAmpere, let relative = noise.relative {
      let whence: [String: String] = [
        "nothing": "both estimated", "absolute": "the absolute part given",
        "relative": "the proportional part given", "absolute and relative": "both given",
      ]
      lines.append(
        String(
          format: "Noise of a reading: %.4g A and %.4g %% of the current, ", absolute,
          100 * relative) + (whence[noise.given] ?? noise.given))
    } else {
      lines.append("Noise of a reading: by the \(noise.given) that were given")
    }
    lines.append(
      String(format: "Readings that the fit saw scatter %.3f times their noise", noise.scatter)
        + (noise.isContradicted
          ? ", more than chance explains: the intervals are wider by as much" : ""))
    if let scatter = noise.heldOutScatter {
      lines.append(
        String(
          format: "Readings of arrays that it never saw scatter %.3f times their noise", scatter))
    }
    if let memberRelativeRmse {
      lines.append(
        String(
          format: "The model's own error against its exact circuit: relative RMSE %.3e",
          memberRelativeRmse))
    }
    return lines
  }
}
