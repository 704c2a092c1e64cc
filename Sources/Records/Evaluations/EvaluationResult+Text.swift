internal import Configuration
internal import Foundation

extension EvaluationResult {
  /// The result as a table for people.
  public var table: String {
    var lines = [
      PrintedText.line("\(network.file) on \(dataSet)") + ", \(images) image\(images == 1 ? "" : "s")"
        + (positions.map { ", \($0) positions" } ?? ""),
      row(["", "top-1 [95 %]", "top-5 [95 %]", "as digital [95 %]", "perplexity [95 %]"]),
      row(of: digital, name: "digital", agreement: "-"),
    ]
    if let summary {
      let name = [solver.rawValue, technology?.values.name].compactMap { $0 }.joined(
        separator: ", ")
      if trials.count > 1 {
        lines += trials.map { trial in
          row(
            of: trial.accuracy, name: "instance \(trial.trial)",
            agreement: Self.share(trial.agreement))
        }
      }
      lines.append(
        row([
          name, Self.share(summary.top1), summary.top5.map(Self.share) ?? "-",
          Self.share(summary.agreement), summary.perplexity.map(Self.perplexity) ?? "-",
        ]))
      lines += statisticLines(summary)
      if let fastModel { lines.append(fastModel.summary) }
      if let origin = model?.origin { lines.append("model fitted to \(origin)") }
      if let converter {
        lines.append(
          PrintedText.line(
            "column converters: \(converter)" + (ranges.map { ", ranges of \($0.file)" } ?? "")))
      }
      lines += notes.map { $0.map { PrintedText.line("note: \($0)") } } ?? []
      if let attribution { lines += [""] + Self.lines(of: attribution) }
      lines.append("")
      lines.append(
        "layer                           inputs × outputs  arrays  relative error   SER, dB  "
          + "bits  clipped  codes used  entropy")
      lines += layers.map { layer in
        let shape =
          "\(layer.inputs) × \(layer.outputs)" + (layer.groups > 1 ? " × \(layer.groups)" : "")
        let error = layer.relativeError.map { String(format: "%.2f %%", 100 * $0) } ?? "-"
        return Self.padded(layer.name, 30) + "  " + Self.padded(shape, 16, right: true) + "  "
          + Self.padded(layer.isDigital ? "digital" : "\(layer.arrays)", 6, right: true) + "  "
          + Self.padded(error, 14, right: true) + Self.quality(of: layer)
      }
      lines.append("")
      let factors = layers.compactMap { layer in
        layer.nonIdeality.map { (name: layer.name, factors: $0) }
      }
      if let reads = factors.first?.factors.reads {
        lines.append("non-ideality factors 1 − I/I ideal of \(reads) reads a layer")
        lines += factors.map { Self.padded($0.name, 30) + "  " + $0.factors.text }
        lines.append("")
      }
      if let audit { lines += [audit.table, ""] }
    }
    if let timing {
      var parts = [("digital", timing.digital)]
      if summary != nil {
        if fastModel != nil { parts.append(("choice of the model", timing.selection)) }
        parts += [
          ("ranges", timing.calibration), ("programming", timing.programming),
          ("crossbars", timing.crossbar),
        ]
        if audit != nil { parts.append(("audit", timing.audit)) }
      }
      lines.append(
        parts.map { String(format: "\($0.0) %.2f s", $0.1) }.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  /// The change with its interval, and what is known of the instances and classes.
  private func statisticLines(_ summary: Summary) -> [String] {
    let interval = summary.change.map { change in
      " [\(Self.signedPercent(change.lower)), \(Self.signedPercent(change.upper))]"
    }
    var lines = [
      "top-1 change \(Self.signedPercent(summary.top1Change))\(interval ?? "") points, "
        + "\(trials.count) programmed instance\(trials.count == 1 ? "" : "s"), seed \(seed)"
    ]
    if let ratio = summary.perplexityRatio {
      lines.append("perplexity over the digital one: \(Self.perplexity(ratio))")
    }
    if let deviation = summary.top1Deviation {
      lines.append(
        String(
          format: "instances differ by a standard deviation of %.2f points", 100 * deviation))
    }
    if let yield = summary.yield {
      lines.append(
        "yield: \(yield.share.count) of \(yield.share.total) instances have a top-1 of at least "
          + String(format: "%.2f %%, ", 100 * yield.wantedTop1) + Self.share(yield.share))
    }
    if let mostTrials {
      lines.append(
        trials.count < mostTrials
          ? "stopped at \(trials.count) of \(mostTrials) instances: the change is known as wanted"
          : "all \(mostTrials) instances were used")
    }
    if let worst = classes?.filter({ $0.images > 0 }).min(by: { $0.change < $1.change }),
      worst.change < 0
    {
      lines.append(
        "class that loses most: \(worst.label), "
          + String(
            format: "%.2f to %.2f %% of %d \(positions == nil ? "images" : "positions")",
            100 * Double(worst.digital) / Double(worst.images),
            100 * worst.arrays / Double(worst.images), worst.images))
    }
    return lines
  }

  /// The tree of causes, and what remedies give back.
  private static func lines(of attribution: Attribution) -> [String] {
    var lines = [
      wide("top-1 change, points [95 %]", "alone", "beside the others"),
      wide("integers of weights and inputs", change(attribution.integers), ""),
    ]
    lines += attribution.causes.map {
      wide("  " + $0.name, change($0.alone), change($0.together))
    }
    lines.append(wide("all of them", change(attribution.together), ""))
    lines.append(
      wide(
        "  of it what they do to each other",
        signedPercent(attribution.together.mean - attribution.sum), ""))
    lines += attribution.remedies.map { wide("given back by " + $0.name, change($0.gain), "") }
    return lines
  }

  private static func wide(_ name: String, _ first: String, _ second: String) -> String {
    let line = padded(name, 40) + "  " + padded(first, 22, right: true)
    return second.isEmpty ? line : line + "  " + padded(second, 22, right: true)
  }

  private static func change(_ mean: TrialMean) -> String {
    signedPercent(mean.mean) + " [" + signedPercent(mean.lower) + ", "
      + signedPercent(mean.upper) + "]"
  }

  /// What a layer's error is worth, and how its converters are used.
  private static func quality(of layer: Layer) -> String {
    guard let ratio = layer.signalToErrorDecibel, let bits = layer.effectiveBits else { return "" }
    var text = padded(String(format: "%.1f", ratio), 10, right: true)
    text += padded(String(format: "%.1f", bits), 6, right: true)
    guard let use = layer.converterUse else { return text }
    text += padded(String(format: "%.2f %%", 100 * use.clipped), 9, right: true)
    text += padded(String(format: "%.0f %%", 100 * use.occupied), 12, right: true)
    return text + padded(String(format: "%.1f bits", use.entropyBits), 9, right: true)
  }

  private func row(
    of accuracy: Accuracy, name: String, agreement: String
  ) -> String {
    row([
      name, Self.share(accuracy.top1), accuracy.top5.map(Self.share) ?? "-", agreement,
      accuracy.perplexity.map(Self.perplexity) ?? "-",
    ])
  }

  /// A line of the accuracies; the last cell is a perplexity, for which networks of a class an image have
  /// no column.
  private func row(_ cells: [String]) -> String {
    Self.padded(cells[0], 24)
      + (positions == nil ? cells.dropLast() : cells[...]).dropFirst()
      .map { "  " + Self.padded($0, 24, right: true) }.joined()
  }

  /// A cell of a table, in which a name from a file breaks no line.
  static func padded(_ text: String, _ width: Int, right: Bool = false) -> String {
    let text = PrintedText.line(text)
    let fill = String(repeating: " ", count: max(0, width - text.count))
    return right ? fill + text : text + fill
  }

  private static func share(_ share: Proportion) -> String {
    percent(share.value, share.lower, share.upper)
  }

  private static func share(_ mean: TrialMean) -> String {
    percent(mean.mean, mean.lower, mean.upper)
  }

  private static func perplexity(_ found: Perplexity) -> String {
    String(format: "%.4g [%.4g, %.4g]", found.value, found.lower, found.upper)
  }

  private static func percent(_ value: Double, _ lower: Double, _ upper: Double) -> String {
    String(format: "%.2f %% [%.2f, %.2f]", 100 * value, 100 * lower, 100 * upper)
  }

  private static func signedPercent(_ value: Double) -> String {
    String(format: "%+.2f", 100 * value)
  }
}

extension EvaluationResult.ClassAccuracy {
  /// The share of the class that is lost, below 0, or won.
  fileprivate var change: Double { (arrays - Double(digital)) / Double(max(images, 1)) }
}
