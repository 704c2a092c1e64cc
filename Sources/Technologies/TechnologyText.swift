internal import Configuration
internal import Crossbars
public import Foundation

/// A technology file around a cell: that of another technology, or wires and ends as the literature has
/// them.
public struct TechnologyText: Sendable {
  /// The text, which ``Technology`` reads.
  public let text: String

  /// Writes a technology without another one.
  ///
  /// - Parameters:
  ///   - name: The name of the technology.
  ///   - source: Where the cell comes from.
  ///   - comments: Lines above `[cell]`, without their mark.
  ///   - cellLines: The lines of `[cell]` from `device` on.
  ///   - temperature: That of the sweeps, in degrees Celsius.
  ///   - readVoltage: The read voltage, in volts.
  public init(
    name: String = "fitted", source: String = "sweeps", comments: [String] = [],
    cellLines: [String], temperature: Double, readVoltage: Double
  ) {
    text =
      Self.head(name, source)
      + Self.cell(comments, topology: "1R", cellLines)
        + """

        # Not measured here: the habit of the literature. Replace them by your array's.
        [wires]
        row_segment_resistance_ohm = 2.5
        column_segment_resistance_ohm = 2.5

        [driver]
        resistance_ohm = 500

        [sense]
        resistance_ohm = 100

        [read]
        voltage_volt = \(readVoltage)
        temperature_celsius = \(temperature)

        """
  }

  /// Writes a technology with the wires, ends and statistics of another one.
  ///
  /// - Parameters:
  ///   - url: The other technology file; its `[cell]` is replaced but for topology and levels.
  ///   - name: The name of the technology.
  ///   - source: Where the cell comes from.
  ///   - comments: Lines above `[cell]`, without their mark.
  ///   - cellLines: The lines of `[cell]` from `device` on.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if it is no technology, or
  ///   has no header `[cell]` of its own.
  public init(
    basedOn url: URL, name: String, source: String, comments: [String], cellLines: [String]
  ) throws {
    let base = try Technology(contentsOf: url)
    let old = try ConfigurationDocument(contentsOf: url).text
    let lines = old.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map(String.init)
    func header(_ line: String) -> String? {
      let content = line.trimmingCharacters(in: .whitespaces)
      guard content.hasPrefix("["), let end = content.firstIndex(of: "]") else { return nil }
      return content[content.index(after: content.startIndex)..<end]
        .trimmingCharacters(in: CharacterSet(charactersIn: " \t[\"'"))
    }
    guard let first = lines.firstIndex(where: { header($0) == "cell" }) else {
      throw InputError(
        source: url.path, found: "no line [cell]", accepted: "a table [cell] under its own header")
    }
    let next = lines[(first + 1)...].firstIndex { header($0) != nil } ?? lines.count
    // Comments just above the next table are that table's.
    var end = next
    while end > first + 1, lines[end - 1].trimmingCharacters(in: .whitespaces).hasPrefix("#") {
      end -= 1
    }
    let start = lines.firstIndex { header($0) != nil } ?? first
    let topology =
      switch base.cell.topology {
      case .memory: "1R"
      case .selector: "1S1R"
      case .transistor: "1T1R"
      }
    let levels = base.cell.levels == 0 ? [] : ["levels = \(base.cell.levels)"]
    text =
      Self.head(name, source)
      + lines[start..<first].map { $0 + "\n" }.joined()
      + Self.cell(comments, topology: topology, cellLines + levels) + "\n"
      + lines[end...].joined(separator: "\n")
      + (lines.last?.isEmpty == true ? "" : "\n")
  }

  private static func head(_ name: String, _ source: String) -> String {
    "schema = 1\nname = \(quoted(name))\nsource = \(quoted(source))\n\n"
  }

  private static func cell(_ comments: [String], topology: String, _ lines: [String]) -> String {
    comments.map { "# " + PrintedText.line($0) + "\n" }.joined()
      + "[cell]\ntopology = \"\(topology)\"\n" + lines.map { $0 + "\n" }.joined()
  }

  static func quoted(_ text: String) -> String {
    let plain = PrintedText.line(text).replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"")
    return "\"\(plain)\""
  }
}
