internal import Configuration
public import Foundation

/// A file of voltages and currents as an instrument writes it.
///
/// Before the data there may be any number of lines about the measurement. The last line of text
/// before the first line of numbers is the header; a line of units may stand under it. Sweeps stand side
/// by side, are named by a column, or follow each other: after an empty line, a repeated header, or a jump
/// of the voltage back to a start.
public struct SweepFile: Sendable {
  /// The sweeps in order.
  public private(set) var sweeps: [RawSweep]
  /// What was assumed or left out, one line each.
  public private(set) var notes: [String]

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - reading: What the file does not say itself.
  /// - Throws: `UnavailableError` if it cannot be read; `InputError` with the line if it has no
  ///   columns of voltages and currents, or a value is no number.
  public init(contentsOf url: URL, reading: SweepReading = SweepReading()) throws {
    try self.init(
      InputFile.data(of: url, limit: InputFile.tableLimit), source: url.path, reading: reading)
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameters:
  ///   - data: The bytes.
  ///   - source: The name of the file, for messages.
  ///   - reading: What the file does not say itself.
  /// - Throws: `InputError` as ``init(contentsOf:reading:)`` does.
  public init(_ data: Data, source: String, reading: SweepReading = SweepReading()) throws {
    let text = try DelimitedText(data, source: source)
    let lines = text.lines
    guard
      let first = lines.indices.first(where: { Self.beginsData($0, text) })
        ?? lines.indices.first(where: { Self.isData(lines[$0], text) })
    else {
      throw InputError(
        source: source, found: "no line of two numbers",
        accepted: "a header and lines of voltages and currents, separated by , ; tab or spaces")
    }
    let header = Self.header(above: first, of: text)
    let place = header.map { "line \($0.line + 1)" } ?? "line \(first + 1)"
    let columns = try SweepColumns(
      names: header?.names ?? [], units: header?.units ?? [],
      count: text.fields(lines[first]).count, wanted: reading.columns
    ) { InputError(source: source, location: place, found: $0, accepted: $1) }
    let rows = try SweepRows(text, from: first, header: header?.line, columns, source, reading)
    sweeps = rows.sweeps
    notes = (columns.notes + rows.notes).map { "\(source): \($0)" }
    guard !sweeps.isEmpty else {
      throw InputError(source: source, found: "no reading", accepted: "lines of readings")
    }
  }

  private static func isComment(_ line: String) -> Bool {
    ["#", "%", "!", "//"].contains { line.hasPrefix($0) }
  }

  /// Whether a line is one of data: at least two numbers, and not a line about the measurement with
  /// numbers in it.
  static func isData(_ line: String, _ text: DelimitedText) -> Bool {
    guard !isComment(line), !line.hasPrefix("DataName") else { return false }
    let fields = text.fields(line)
    let numbers = fields.count { text.number($0) != nil }
    // A line of text may hold a few numbers; one of data holds little else.
    return numbers >= 2 && 2 * numbers >= fields.count { !$0.isEmpty }
      && (text.number(fields[0]) != nil || fields.count > 2 || line.hasPrefix("DataValue"))
  }

  /// Whether the data begin at a line: the next line that is not empty has as many columns of data.
  private static func beginsData(_ index: Int, _ text: DelimitedText) -> Bool {
    guard isData(text.lines[index], text) else { return false }
    guard
      let next = text.lines[(index + 1)...].first(where: {
        !$0.trimmingCharacters(in: .whitespaces).isEmpty && !isComment($0)
      })
    else { return true }
    // A line about the measurement may hold numbers, but not two of them the same ones.
    return text.fields(next).count == text.fields(text.lines[index]).count
      && text.numericFields(next) > 0
  }

  private static func header(
    above first: Int, of text: DelimitedText
  ) -> (line: Int, names: [String], units: [String])? {
    func fields(_ line: Int) -> [String] {
      var content = text.lines[line].trimmingCharacters(in: .whitespaces)
      while let mark = ["#", "%", "!", "//"].first(where: { content.hasPrefix($0) }) {
        content = String(content.dropFirst(mark.count)).trimmingCharacters(in: .whitespaces)
      }
      return text.fields(content)
    }
    let count = text.fields(text.lines[first]).count
    let above = (0..<first).reversed().filter {
      !text.lines[$0].trimmingCharacters(in: .whitespaces).isEmpty
    }
    guard let last = above.first else { return nil }
    let names = fields(last)
    if above.count > 1, SweepColumns.areUnits(names) {
      let upper = fields(above[1])
      if upper.count >= 2, upper.contains(where: { SweepUnit($0) == nil && !$0.isEmpty }) {
        return (above[1], upper, names)
      }
    }
    // A comment above numbers is a header if it names as many columns.
    guard names.count >= 2, !isComment(text.lines[last]) || names.count == count else { return nil }
    return (last, names, [])
  }
}
