internal import Foundation

extension ModelSelection {
  /// What was taken and why, for people; one line a member.
  public var summary: String {
    var lines: [String] = []
    if let choice {
      let cost =
        choice.products.map { ", \($0) ideal product\($0 == 1 ? "" : "s") a vector" } ?? ""
      let wanted = tolerance.map { " (tolerance \(Self.percent($0)))" } ?? ""
      lines.append(
        choice.error.map {
          "model: \(choice.name), \(Self.percent($0)) relative RMSE over the load, estimated on "
            + "\(vectors) of its vectors solved exactly"
            + (arrays == 1 ? "" : " in each of \(arrays) arrays or signs") + wanted + cost
        } ?? "model: \(choice.name), \(choice.reason)")
    } else {
      lines.append(
        "no member of the family meets the tolerance \(Self.percent(tolerance)) on the load"
          + (best.map { "; the best is \($0.name) with \(Self.percent($0.error))" } ?? ""))
    }
    for candidate in candidates where candidate.settings != taken {
      lines.append(
        "passed over: \(candidate.name), "
          + (candidate.error == nil ? candidate.reason : Self.percent(candidate.error)))
    }
    return lines.joined(separator: "\n")
  }

  private static func percent(_ value: Double?) -> String {
    value.map { String(format: "%.3g %%", 100 * $0) } ?? "unknown"
  }
}
