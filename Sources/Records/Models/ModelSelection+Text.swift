internal import Foundation

extension ModelSelection {
  /// What was taken and why, for people; one line a member.
  public var summary: String {
    var lines: [String] = []
    if let choice {
      lines.append(
        "model: \(choice.name), \(Self.percent(choice.error)) relative RMSE estimated of "
          + "\(arrays) array\(arrays == 1 ? "" : "s") on \(vectors) exact solutions each "
          + "(tolerance \(Self.percent(tolerance))), \(choice.products ?? 0) ideal "
          + "product\(choice.products == 1 ? "" : "s") a vector"
      )
    } else {
      lines.append(
        "no member of the family meets the tolerance \(Self.percent(tolerance))"
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
