extension EvaluationResult {
  /// The tree of causes, and what remedies give back.
  func attributionLines(_ attribution: Attribution) -> [String] {
    let change = regression == nil ? Self.pointChange : Self.change
    let mutual = attribution.together.mean - attribution.sum
    func wide(_ name: String, _ first: String, _ second: String = "") -> String {
      // Changes of R² have five places.
      let width = regression == nil ? 22 : 30
      let line = Self.padded(name, 40) + "  " + Self.padded(first, width, right: true)
      return second.isEmpty ? line : line + "  " + Self.padded(second, width, right: true)
    }
    var lines = [
      wide(
        regression == nil ? "top-1 change, points [95 %]" : "R² change [95 %]", "alone",
        "beside the others"),
      wide("integers of weights and inputs", change(attribution.integers)),
    ]
    lines += attribution.causes.map {
      wide("  " + $0.name, change($0.alone), change($0.together))
    }
    lines.append(wide("all of them", change(attribution.together)))
    lines.append(
      wide(
        "  of it what they do to each other",
        regression == nil ? Self.signedPercent(mutual) : Self.signed(mutual)))
    lines += attribution.remedies.map { wide("given back by " + $0.name, change($0.gain)) }
    return lines
  }

  /// A change of a share, in points.
  private static func pointChange(_ mean: TrialMean) -> String {
    signedPercent(mean.mean) + " [" + signedPercent(mean.lower) + ", "
      + signedPercent(mean.upper) + "]"
  }

  /// A change of R².
  private static func change(_ mean: TrialMean) -> String {
    "\(signed(mean.mean)) [\(signed(mean.lower)), \(signed(mean.upper))]"
  }
}
