internal import Configuration

/// What the description of another tool became: a technology, a mapping, and an account of both.
public struct Translation: Sendable {
  /// One value of the description, or one that had to be found elsewhere.
  public struct Entry: Sendable, Equatable, Encodable {
    /// The key, as the description has it; for an assumption the key of the file that is written.
    public var key: String
    /// The value that was found, or that is assumed.
    public var value: String
    /// What it became, why it is assumed, or what happens in its place.
    public var remark: String
  }

  /// Which description it is, for people.
  public let subject: String
  /// The text of the technology file.
  public var technology = ""
  /// The text of the mapping file.
  public var mapping = ""
  /// What was taken over, in the order of the description.
  public private(set) var taken: [Entry] = []
  /// What the description does not say, or says in a way that means nothing here.
  public private(set) var assumed: [Entry] = []
  /// What has no counterpart.
  public private(set) var unmatched: [Entry] = []

  /// Begins an account.
  ///
  /// - Parameter subject: Which description it is.
  init(of subject: String) { self.subject = subject }

  /// Notes a value that was taken over.
  mutating func take(_ key: String, _ value: String, as remark: String) {
    taken.append(Entry(key: key, value: value, remark: remark))
  }

  /// Notes a value that the description does not give.
  mutating func assume(_ key: String, _ value: String, because remark: String) {
    assumed.append(Entry(key: key, value: value, remark: remark))
  }

  /// Notes a value that nothing here corresponds to.
  mutating func leave(_ key: String, _ value: String, _ remark: String) {
    unmatched.append(Entry(key: key, value: value, remark: remark))
  }

  /// The account for people: what was taken over, assumed, and left.
  public var text: String {
    func part(_ title: String, _ entries: [Entry], _ sign: String) -> [String] {
      guard !entries.isEmpty else { return ["\(title): nothing"] }
      return ["\(title):"]
        + entries.map {
          PrintedText.line(
            "  \($0.key) = \($0.value)" + ($0.remark.isEmpty ? "" : " \(sign) \($0.remark)"))
        }
    }
    return
      (part("taken over", taken, "→") + part("assumed", assumed, "–")
      + part("no counterpart", unmatched, "–")).joined(separator: "\n")
  }

  /// The account as comments of a file.
  ///
  /// - Parameter command: What writes the file.
  /// - Returns: Lines that begin with `#`, each with its end.
  func comments(_ command: String) -> String {
    "# \(PrintedText.line(subject)), translated by \(command).\n"
      + assumed.map { "# assumed: \($0.key) = \($0.value), \($0.remark)\n" }.map(Self.oneLine)
      .joined()
      + unmatched.map { "# no counterpart: \($0.key) = \($0.value)\n" }.map(Self.oneLine).joined()
  }

  private static func oneLine(_ line: String) -> String {
    PrintedText.line(String(line.dropLast())) + "\n"
  }
}
