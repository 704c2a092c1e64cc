internal import Configuration
internal import Foundation

extension EvaluationResult {
  /// The result as a table for people.
  public var table: String {
    var lines = [heading] + (regression.map(self.lines) ?? classLines)
    if isOfArrays {
      if let fastModel { lines.append(fastModel.summary) }
      if let origin = model?.origin { lines.append("model fitted to \(origin)") }
      if let converter {
        lines.append(
          PrintedText.line(
            "column converters: \(converter)" + (ranges.map { ", ranges of \($0.file)" } ?? "")))
      }
      if !departures.isEmpty { lines.append(departures.joined(separator: ", ")) }
      lines += notes.map { $0.map { PrintedText.line("note: \($0)") } } ?? []
      if let predictive { lines += [""] + predictiveLines(predictive) }
      if let attribution { lines += [""] + attributionLines(attribution) }
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
      if isOfArrays {
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

  /// What was evaluated.
  private var heading: String {
    let subject = PrintedText.line("\(network.file) on \(dataSet)")
    guard let regression else {
      return "\(subject), \(images) image\(images == 1 ? "" : "s")"
        + (positions.map { ", \($0) positions" } ?? "")
    }
    return "\(subject), \(images) samples, a regression of \(regression.outputs) "
      + "output\(regression.outputs == 1 ? "" : "s")"
      + (regression.positions.map { " at each of \($0) positions" } ?? "")
  }

  /// What computed the layers, such as `fcm, sinh-100k`.
  var computedBy: String {
    [solver.rawValue, technology?.values.name].compactMap { $0 }.joined(separator: ", ")
  }

  /// The accuracies of a network that finds classes, and what is known of them.
  private var classLines: [String] {
    guard let digital else { return [] }
    var lines = [
      row(["", "top-1 [95 %]", "top-5 [95 %]", "as digital [95 %]", "perplexity [95 %]"]),
      row(of: digital, name: "digital", agreement: "-"),
    ]
    guard let summary else { return lines }
    if trials.count > 1 {
      lines += trials.map { trial in
        row(
          of: trial.accuracy, name: "instance \(trial.trial)",
          agreement: Self.share(trial.agreement))
      }
    }
    lines.append(
      row([
        computedBy, Self.share(summary.top1), summary.top5.map(Self.share) ?? "-",
        Self.share(summary.agreement), summary.perplexity.map(Self.perplexity) ?? "-",
      ]))
    return lines + statisticLines(summary)
  }

  /// How many programmed instances there are, and what drew them.
  var instancesText: String {
    predictive?.sampling == .reads
      ? "\(instanceCount) reads of one programmed instance, seed \(seed)"
      : "\(instanceCount) programmed instance\(instanceCount == 1 ? "" : "s"), seed \(seed)"
  }

  /// Why there are so many instances, where a width decided.
  var stoppingLine: String? {
    mostTrials.map {
      instanceCount < $0
        ? "stopped at \(instanceCount) of \($0) instances: the change is known as wanted"
        : "all \($0) instances were used"
    }
  }

  /// The change with its interval, and what is known of the instances and classes.
  private func statisticLines(_ summary: Summary) -> [String] {
    let interval = summary.change.map { change in
      " [\(Self.signedPercent(change.lower)), \(Self.signedPercent(change.upper))]"
    }
    var lines = [
      "top-1 change \(Self.signedPercent(summary.top1Change))\(interval ?? "") points, "
        + instancesText
    ]
    if let modelPart { lines.append(modelPart) }
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
    if let stoppingLine { lines.append(stoppingLine) }
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

  static func share(_ share: Proportion) -> String {
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

  static func signedPercent(_ value: Double) -> String {
    String(format: "%+.2f", 100 * value)
  }
}

extension EvaluationResult.ClassAccuracy {
  /// The share of the class that is lost, below 0, or won.
  fileprivate var change: Double { (arrays - Double(digital)) / Double(max(images, 1)) }
}
