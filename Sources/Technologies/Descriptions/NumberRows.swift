internal import Configuration
internal import Foundation

/// A table of comma-separated numbers under a header.
struct NumberRows {
  /// A line of numbers.
  struct Row {
    /// The line of the file, from 1.
    var line: Int
    var fields: [String]
  }

  /// The file, for messages.
  let source: String
  /// The names of the columns.
  private(set) var columns: [String] = []
  /// The lines below the header.
  private(set) var rows: [Row] = []

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: The text; a mark of its encoding and empty lines are skipped.
  ///   - source: The name that messages use.
  /// - Throws: `InputError` with the line if a column has no name or two have the same, or if a line has
  ///   another number of values.
  init(_ text: String, source: String) throws {
    self.source = source
    var number = 0
    let body = text.drop { $0 == "\u{FEFF}" }
    for line in body.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      guard fields.contains(where: { !$0.isEmpty }) else { continue }
      if columns.isEmpty {
        guard !fields.contains(""), Set(fields).count == fields.count else {
          throw InputError(
            source: source, location: "line \(number)",
            found: "a column without a name, or two of one name",
            accepted: "a header of different names")
        }
        columns = fields
        continue
      }
      guard fields.count == columns.count else {
        throw InputError(
          source: source, location: "line \(number)", found: "\(fields.count) values",
          accepted: "\(columns.count), one for each of \(columns.joined(separator: ", "))")
      }
      rows.append(Row(line: number, fields: fields))
    }
    guard !columns.isEmpty, !rows.isEmpty else {
      throw InputError(
        source: source, found: columns.isEmpty ? "no line" : "no line below the header",
        accepted: "a header and a line of numbers for every state or output")
    }
  }

  /// Refuses a table without a column.
  func require(_ names: [String], accepted: String) throws {
    for name in names where !columns.contains(name) {
      throw InputError(
        source: source, location: "line 1", found: "no column \(name)", accepted: accepted)
    }
  }

  /// A number of a line.
  ///
  /// - Parameters:
  ///   - column: The name of a column that is there.
  ///   - row: The line.
  ///   - range: The numbers that are accepted.
  /// - Returns: The number.
  /// - Throws: `InputError` with line and column for anything else.
  func number(_ column: String, of row: Row, in range: ClosedRange<Double>) throws -> Double {
    guard let index = columns.firstIndex(of: column) else {
      preconditionFailure("no column \(column) in \(columns)")
    }
    let field = row.fields[index]
    guard field.allSatisfy({ $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }),
      let number = Double(field), range.contains(number)
    else {
      throw refusal(
        row, column, found: "\"\(field)\"",
        accepted: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The refusal of a value.
  func refusal(_ row: Row, _ column: String, found: String, accepted: String) -> InputError {
    InputError(
      source: source, location: "line \(row.line), column \(column)", found: found,
      accepted: accepted)
  }
}
