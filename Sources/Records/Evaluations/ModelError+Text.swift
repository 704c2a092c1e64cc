internal import Foundation

extension ModelError {
  /// What of the intervals is the model's, number by number, on either side.
  public var parts: String {
    var parts: [String] = []
    for (name, part) in [("top-1", top1), ("top-5", top5), ("as digital", agreement)] {
      if let part { parts.append("\(name) ± \(Self.points(part.halfWidth)) points") }
    }
    if let loss {
      parts.append("perplexity ± " + String(format: "%.3g %%", 100 * (exp(loss.halfWidth) - 1)))
    }
    if let rmse { parts.append("RMSE ± " + String(format: "%.2g", rmse.halfWidth)) }
    if let r2 { parts.append("R² ± " + String(format: "%.2g", r2.halfWidth)) }
    return parts.joined(separator: ", ")
  }

  /// What of the intervals is the model's, and what it was found from, in one line.
  public var text: String {
    "of which the model: \(parts); outputs off by "
      + String(format: "%.2g %%", 100 * outputs.relative) + " of their deviation (errors of "
      + "\(vectors) vectors, \(injections) times into \(images) image\(images == 1 ? "" : "s"))"
  }

  /// A share as points, with two digits of what is small.
  package static func points(_ share: Double) -> String {
    let points = 100 * share
    return String(format: points >= 0.095 || points == 0 ? "%.2f" : "%.1g", points)
  }
}
