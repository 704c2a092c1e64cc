internal import Configuration
internal import Foundation

/// Measured sweeps of one device in several programmed states, on common voltages.
///
/// The file is a table of comma-separated values. The first line names the columns: `voltage_volt`
/// and, for every state, a name that ends in `_ampere`. Lines that begin with `#` are comments.
public struct MeasuredSweeps: Sendable, Equatable {
  /// The voltages, increasing, in volts; 0 V is one of them.
  public let voltages: [Double]
  /// The currents of every state at the voltages, increasing, in amperes; 0 A at 0 V.
  public let currents: [[Double]]

  /// The most points of a sweep; every one is a branch in every cell of a deck.
  private static let mostPoints = 256

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - text: The text of the file.
  ///   - source: The name of the file, for messages.
  /// - Throws: `InputError` with the line if a number is missing or not finite, if voltages or
  ///   currents do not increase, or if the voltages do not reach 0 V.
  public init(text: String, source: String) throws {
    func refuse(_ line: Int, _ found: String, _ accepted: String) -> InputError {
      InputError(source: source, location: "line \(line)", found: found, accepted: accepted)
    }
    var header: (line: Int, names: [String])?
    var rows: [(line: Int, values: [Double])] = []
    for (index, rawLine) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    )
    .enumerated() {
      let content = rawLine.trimmingCharacters(in: .whitespaces)
      guard !content.isEmpty, !content.hasPrefix("#") else { continue }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let line = index + 1
      guard let names = header?.names else {
        guard fields.count >= 2, fields[0] == "voltage_volt",
          fields.dropFirst().allSatisfy({ $0.hasSuffix("_ampere") && $0.count > 7 })
        else {
          throw refuse(
            line, "the header \"\(content.prefix(80))\"",
            "voltage_volt and a column for every state whose name ends in _ampere")
        }
        header = (line, fields)
        continue
      }
      guard fields.count == names.count else {
        throw refuse(
          line, "\(fields.count) values", "\(names.count), as the header has")
      }
      let values = try zip(names, fields).map { name, field in
        guard let value = Double(field), value.isFinite else {
          throw refuse(line, "\(name) is \"\(field.prefix(40))\"", "a finite number")
        }
        return value
      }
      if let before = rows.last {
        for (name, pair) in zip(names, zip(before.values, values)) where !(pair.1 > pair.0) {
          throw refuse(
            line, "\(name) is \(pair.1), not more than \(pair.0) in line \(before.line)",
            "voltages and currents that increase from line to line")
        }
      }
      rows.append((line, values))
    }
    guard let header else {
      throw InputError(source: source, found: "no header", accepted: "voltage_volt,…_ampere")
    }
    guard (2...Self.mostPoints).contains(rows.count) else {
      throw refuse(header.line, "\(rows.count) points", "2 to \(Self.mostPoints) points")
    }
    try self.init(rows: rows, names: header.names, refuse)
  }

  private init(
    rows: [(line: Int, values: [Double])], names: [String],
    _ refuse: (Int, String, String) -> InputError
  ) throws {
    guard rows[0].values[0] <= 0, rows[rows.count - 1].values[0] >= 0 else {
      throw refuse(
        rows[0].line, "voltages from \(rows[0].values[0]) to \(rows[rows.count - 1].values[0]) V",
        "voltages that contain 0 V or lie on both sides of it")
    }
    var rows = rows
    let next = rows.firstIndex { $0.values[0] >= 0 } ?? 0
    if rows[next].values[0] != 0 {
      rows.insert((rows[next].line, [Double](repeating: 0, count: names.count)), at: next)
    }
    for column in 1..<names.count {
      // What an instrument shows at 0 V is its offset, as long as it is small.
      let largest = max(rows[0].values[column].magnitude, rows[rows.count - 1].values[column])
      guard rows[next].values[column].magnitude <= 1e-3 * largest else {
        throw refuse(
          rows[next].line, "\(names[column]) is \(rows[next].values[column]) A at 0 V",
          "at most a thousandth of the largest current, \(largest) A, there")
      }
      rows[next].values[column] = 0
    }
    for (before, after) in zip(rows, rows.dropFirst()) {
      for column in 1..<names.count where !(after.values[column] > before.values[column]) {
        throw refuse(
          after.line, "\(names[column]) does not rise through 0 A at 0 V",
          "negative currents at negative voltages and positive ones at positive voltages")
      }
    }
    voltages = rows.map { $0.values[0] }
    currents = (1..<names.count).map { column in rows.map { $0.values[column] } }
  }
}
