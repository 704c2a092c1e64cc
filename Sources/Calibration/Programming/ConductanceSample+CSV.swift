internal import Configuration
public import Foundation

extension ConductanceSample {
  /// Reads measured conductances.
  ///
  /// - Parameter url: A CSV file with the columns `target_siemens`, `measured_siemens` and, if it
  ///   tells instances apart, `instance`. Empty lines and lines that begin with `#` are skipped.
  /// - Returns: The samples in order.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` with file and line if a
  ///   column is missing or unknown, or a value is no conductance.
  public static func measured(in url: URL) throws -> [ConductanceSample] {
    let text = try InputFile.text(
      of: url, limit: InputFile.tableLimit, accepted: "a table of comma-separated values")
    return try measured(text, source: url.path)
  }

  /// Reads measured conductances from the text of a CSV file.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - source: The name of the file, for messages.
  /// - Returns: The samples in order.
  /// - Throws: `InputError` as ``measured(in:)`` does.
  public static func measured(_ text: String, source: String) throws -> [ConductanceSample] {
    var columns: [String] = []
    var samples: [ConductanceSample] = []
    var number = 0
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      number += 1
      let content = trimmed(line)
      guard !content.isEmpty, !content.hasPrefix("#") else { continue }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      if columns.isEmpty {
        columns = try header(fields, line: number, source: source)
        continue
      }
      guard fields.count == columns.count else {
        throw InputError(
          source: source, location: "line \(number)", found: "\(fields.count) values",
          accepted: "\(columns.count), one for each of \(columns.joined(separator: ", "))")
      }
      var sample = ConductanceSample(target: 0, measured: 0)
      for (column, field) in zip(columns, fields) {
        switch column {
        case "instance":
          guard !field.isEmpty else {
            throw InputError(
              source: source, location: "line \(number), column instance", found: "nothing",
              accepted: "a name or a number")
          }
          sample.instance = field
        case "target_siemens":
          sample.target = try conductance(field, column: column, line: number, source: source)
          guard sample.target > 0 else {
            throw InputError(
              source: source, location: "line \(number), column \(column)", found: "\"\(field)\"",
              accepted: "a wanted conductance above 0 S")
          }
        default:
          sample.measured = try conductance(field, column: column, line: number, source: source)
        }
      }
      samples.append(sample)
    }
    guard !columns.isEmpty else {
      throw InputError(
        source: source, found: "no line but comments",
        accepted: "a header target_siemens,measured_siemens[,instance] and a line per cell")
    }
    return samples
  }

  private static func trimmed(_ text: Substring) -> String {
    text.trimmingCharacters(in: .whitespaces)
  }

  private static func header(
    _ fields: [String], line: Int, source: String
  ) throws -> [String] {
    let known: Set = ["target_siemens", "measured_siemens", "instance"]
    let accepted = "target_siemens, measured_siemens and perhaps instance"
    for field in fields where !known.contains(field) {
      throw InputError(
        source: source, location: "line \(line)", found: "column \"\(field)\"",
        accepted: accepted)
    }
    guard Set(fields).count == fields.count else {
      throw InputError(
        source: source, location: "line \(line)", found: "a column twice", accepted: accepted)
    }
    for name in ["target_siemens", "measured_siemens"] where !fields.contains(name) {
      throw InputError(
        source: source, location: "line \(line)", found: "no column \(name)", accepted: accepted)
    }
    return fields
  }

  private static func conductance(
    _ field: String, column: String, line: Int, source: String
  ) throws -> Double {
    guard let value = Double(field), value.isFinite, value >= 0, value < 1e6 else {
      throw InputError(
        source: source, location: "line \(line), column \(column)", found: "\"\(field)\"",
        accepted: "a conductance in siemens, at least 0 S")
    }
    return value
  }
}
