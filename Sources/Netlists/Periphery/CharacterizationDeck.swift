/// The circuit of one converter alone, swept over an index or followed in time.
public struct CharacterizationDeck: Sendable {
  /// What the circuit is, for its title.
  public let title: String
  /// The index of the first point.
  public let first: Int
  /// The number of points; in time the largest.
  public let pointCount: Int
  /// The vectors that the closed forms are about, in the order in which they are stated.
  public let vectors: [String]
  private let elements: [String]
  /// The analysis in time; nil for a sweep.
  private let transient: String?

  init(
    title: String, first: Int, pointCount: Int, vectors: [String], elements: [String],
    transient: String? = nil
  ) {
    self.title = title
    self.first = first
    self.pointCount = pointCount
    self.vectors = vectors
    self.elements = elements
    self.transient = transient
  }

  /// The circuit: a title, all elements, the options and `.end`, without an analysis.
  public var circuit: String { (lines + [".end"]).joined(separator: "\n") + "\n" }

  /// The analysis that sweeps the index, or that in time.
  public var analysis: String { transient ?? "dc vindex \(first) \(first + pointCount - 1) 1" }

  /// A deck that stock `ngspice -b` runs unchanged and that prints the vectors.
  public var standalone: String {
    let control = DeckText.control(analysis, printing: [vectors.joined(separator: " ")])
    return (lines + control).joined(separator: "\n") + "\n"
  }

  private var lines: [String] {
    // Nothing in these circuits draws less than nanoamperes where a closed form is compared.
    [
      "* \(DeckText.title(title))",
      ".options \(CrossbarDeck.commonOptions) abstol=1e-18"
        + (transient == nil ? "" : " method=trap chgtol=1e-24 trtol=1"),
      "vindex index 0 dc 0",
    ]
      + elements
  }
}
