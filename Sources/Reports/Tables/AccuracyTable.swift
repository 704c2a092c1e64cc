internal import Foundation
internal import Records

/// A network's accuracy, digitally and on crossbars, one row a way of computing.
public struct AccuracyTable: Sendable, Equatable {
  /// One way of computing the network on one set of images.
  public struct Row: Sendable, Equatable {
    /// What computed the layers, such as `fcm, sinh-100k, 64 × 64`.
    public var name: String
    /// How many images were classified in each trial.
    public var images: Int
    /// How many programmed instances of the arrays were tried; 1 where nothing is drawn.
    public var trials: Int
    /// The share of images whose largest output is the label, between 0 and 1.
    public var topOne: Double
    /// The 95 % interval of that share.
    public var interval: ClosedRange<Double>?
    /// The 95 % interval of the change against the digital network, image by image.
    public var change: ClosedRange<Double>?
    /// The share of images whose label is among the five largest outputs.
    public var topFive: Double?
    /// The perplexity with its 95 % interval, where every position has a class of its own.
    public var perplexity: Interval?
    /// The perplexity over the digital one, with the interval of the differences.
    public var perplexityRatio: Interval?
    /// The part of the fast model in the intervals of shares, on either side, as a share; nil where it was
    /// not measured.
    public var modelPart: Double?

    /// Creates a row.
    public init(
      name: String, images: Int, trials: Int = 1, topOne: Double,
      interval: ClosedRange<Double>? = nil, change: ClosedRange<Double>? = nil,
      topFive: Double? = nil, perplexity: Interval? = nil, perplexityRatio: Interval? = nil,
      modelPart: Double? = nil
    ) {
      self.name = name
      self.images = images
      self.trials = trials
      self.topOne = topOne
      self.interval = interval
      self.change = change
      self.topFive = topFive
      self.perplexity = perplexity
      self.perplexityRatio = perplexityRatio
      self.modelPart = modelPart
    }
  }

  /// The rows.
  public var rows: [Row]
  /// The top-1 share to which the loss refers: the network computed digitally.
  public var digitalTopOne: Double?

  /// Creates a table.
  public init(rows: [Row], digitalTopOne: Double? = nil) {
    self.rows = rows
    self.digitalTopOne = digitalTopOne
  }

  /// The table as the report shows it.
  public var table: ReportTable {
    let hasPerplexity = rows.contains { $0.perplexity != nil }
    let hasModelPart = rows.contains { $0.modelPart != nil }
    return ReportTable(
      caption: "Top-1: share of images whose largest output is the label; in brackets the 95 % "
        + "interval. Loss: percentage points below the digital network on the same images, with the "
        + "interval of the differences image by image."
        + (hasPerplexity
          ? " Every position of an image counts; images are the draws. Ratio: the perplexity over the "
            + "digital one, with the interval of the differences of the logarithm." : "")
        + (hasModelPart
          ? " Model: how much of the intervals of top-1 and loss, on either side, is what the errors of the "
            + "fast model may change, in points; \"–\" where it was not measured and is not included."
          : ""),
      columns: [
        .init("computed by"), .init("images", .number), .init("trials", .number),
        .init("top-1, %", .number), .init("95 % interval", .number), .init("loss, points", .number),
        .init("top-5, %", .number),
      ]
        + (hasModelPart ? [.init("model, ± points", .number)] : [])
        + (hasPerplexity
          ? [.init("perplexity", .number), .init("ratio", .number)] : []),
      rows: rows.map { row in
        [
          .text(row.name), .text("\(row.images)"), .text("\(row.trials)"),
          .text(fixed(100 * row.topOne, 2)),
          .text(row.interval.map { interval($0) } ?? "–"),
          .text(digitalTopOne.map { loss(row, digital: $0) } ?? "–"),
          .text(row.topFive.map { fixed(100 * $0, 2) } ?? "–"),
        ]
          + (hasModelPart
            ? [.text(row.modelPart.map(ModelError.points) ?? "–")] : [])
          + (hasPerplexity
            ? [row.perplexity, row.perplexityRatio].map { .text($0?.text("%.4g") ?? "–") } : [])
      })
  }

  private func loss(_ row: Row, digital: Double) -> String {
    let value = fixed(100 * (digital - row.topOne), 2)
    guard let change = row.change else { return value }
    return "\(value) \(interval(-change.upperBound...(-change.lowerBound)))"
  }

  private func interval(_ range: ClosedRange<Double>) -> String {
    "[\(fixed(100 * range.lowerBound, 2)), \(fixed(100 * range.upperBound, 2))]"
  }
}

/// A number with this many places after the point, and no sign before a rounded zero.
func fixed(_ value: Double, _ places: Int) -> String {
  let text = String(format: "%.\(places)f", value)
  return text.hasPrefix("-") && text.allSatisfy { "-0.".contains($0) }
    ? String(text.dropFirst()) : text
}
