internal import Configuration
internal import Foundation

/// The lines of data of a file, divided into sweeps.
struct SweepRows {
  private(set) var sweeps: [RawSweep] = []
  private(set) var notes: [String] = []

  /// A reading as it stands, and how the lines before it divide.
  private struct Row {
    var points: [SweepPoint?]
    var label: String?
    var temperature: Double?
    var section: Int
    var block: Int
  }

  /// Reads the lines of data.
  ///
  /// - Parameters:
  ///   - text: The lines of the file.
  ///   - first: The first line of data, from 0.
  ///   - header: The line of the header, from 0.
  ///   - columns: What the columns hold.
  ///   - source: The name of the file, for messages.
  ///   - reading: What the file does not say itself.
  /// - Throws: `InputError` with the line of a value that is no number.
  init(
    _ text: DelimitedText, from first: Int, header: Int?, _ columns: SweepColumns,
    _ source: String, _ reading: SweepReading
  ) throws {
    var rows: [Row] = []
    let given = reading.temperature
    var (section, block) = (0, 0)
    var overflows: [Int] = []
    for index in first..<text.lines.count {
      let line = text.lines[index]
      let content = line.trimmingCharacters(in: .whitespaces)
      if content.isEmpty {
        if rows.last?.block == block { block += 1 }
        continue
      }
      if ["#", "%", "!", "//"].contains(where: { content.hasPrefix($0) }) { continue }
      if !SweepFile.isData(line, text), Self.isRepeatedHeader(line, text, header) {
        if rows.last?.section == section { section += 1 }
        continue
      }
      let fields = text.fields(line)
      var row = Row(points: [], temperature: given, section: section, block: block)
      row.label = columns.label.flatMap { $0 < fields.count ? fields[$0] : nil }
      if let (column, unit) = columns.temperature {
        row.temperature =
          try Self.number(fields, column, "temperature", index, text, source).map {
            unit.value($0) - 273.15
          } ?? given
      }
      for pair in columns.pairs {
        let voltage = try Self.number(fields, pair.voltage, "voltage", index, text, source)
        let current = try Self.number(fields, pair.current, "current", index, text, source)
        // A shorter sweep beside longer ones leaves its last fields empty.
        guard let voltage, let current else {
          guard columns.pairs.count > 1 || voltage == nil && current == nil else {
            throw InputError(
              source: source, location: "line \(index + 1)",
              found: voltage == nil ? "no voltage" : "no current beside \(voltage ?? 0)",
              accepted: "a voltage and a current")
          }
          row.points.append(nil)
          continue
        }
        // Instruments write 9.9e37 for an overflow and 9.91e37 for what is no number.
        guard voltage.magnitude < 1e30, current.magnitude < 1e30 else {
          overflows.append(index + 1)
          row.points.append(nil)
          continue
        }
        let volts = pair.voltageUnit.value(voltage)
        var amperes = pair.currentUnit.value(current)
        switch reading.sign {
        case .asIs: break
        case .inverted: amperes = -amperes
        case .magnitude: amperes = volts < 0 ? -amperes.magnitude : amperes.magnitude
        }
        row.points.append(SweepPoint(voltage: volts, current: amperes, line: index + 1))
      }
      if row.points.contains(where: { $0 != nil }) { rows.append(row) }
    }
    if !overflows.isEmpty {
      notes.append(
        "\(Self.lines(overflows)): an overflow of the instrument (9.9e37), left out")
    }
    divide(rows, columns, source)
  }

  /// Lines by their numbers, shortened.
  static func lines(_ numbers: [Int]) -> String {
    guard let first = numbers.first, let last = numbers.last else { return "no line" }
    if numbers.count == 1 { return "line \(first)" }
    return last - first == numbers.count - 1
      ? "lines \(first) to \(last)" : "\(numbers.count) lines from \(first) to \(last)"
  }

  private static func isRepeatedHeader(
    _ line: String, _ text: DelimitedText, _ header: Int?
  ) -> Bool {
    if let header, text.lines[header] == line { return true }
    let fields = text.fields(line)
    return fields.count >= 2 && fields.allSatisfy { text.number($0) == nil && !$0.isEmpty }
      && (try? SweepColumns(names: fields, units: [], count: fields.count, wanted: .init()) {
        InputError(source: $0, found: $1)
      }) != nil
  }

  private static func number(
    _ fields: [String], _ column: Int, _ quantity: String, _ index: Int, _ text: DelimitedText,
    _ source: String
  ) throws -> Double? {
    guard column < fields.count, !fields[column].isEmpty else { return nil }
    guard let number = text.number(fields[column]), number.isFinite else {
      throw InputError(
        source: source, location: "line \(index + 1), column \(column + 1)",
        found: "the \(quantity) \"\(PrintedText.line(String(fields[column].prefix(40))))\"",
        accepted: text.dialect.hasDecimalComma
          ? "a number with a decimal comma, as the other lines have" : "a number")
    }
    return number
  }

  private mutating func divide(_ rows: [Row], _ columns: SweepColumns, _ source: String) {
    // Some files have an empty line after every line of data: those divide nothing.
    let blocks = Set(rows.map(\.block)).count
    let divides = blocks > 1 && 5 * blocks <= rows.count
    for (number, pair) in columns.pairs.enumerated() {
      var pieces: [(key: String, sweep: RawSweep)] = []
      for row in rows {
        guard let point = row.points[number] else { continue }
        // The thermometer of a stage flickers; a step of the temperature is a new sweep.
        let degrees = "\((row.temperature ?? 0).rounded())"
        let key =
          row.label.map { "label \($0)/\(degrees)" }
          ?? "\(row.section)/\(divides ? row.block : 0)/\(degrees)"
        if let last = pieces.last, last.key == key {
          pieces[pieces.count - 1].sweep.points.append(point)
        } else {
          pieces.append(
            (
              key,
              RawSweep(
                name: row.label ?? "", source: source, temperature: row.temperature,
                points: [point])
            ))
        }
      }
      let parts = pieces.flatMap { Self.restarts($0.sweep) }
      for (index, part) in parts.enumerated() {
        var sweep = part
        if sweep.name.isEmpty {
          let several = columns.pairs.count > 1
          sweep.name = several ? pair.name : "\(index + 1)"
          if several && parts.count > 1 { sweep.name += " \(index + 1)" }
        }
        sweeps.append(sweep)
      }
    }
  }

  /// The parts of a sweep between jumps of the voltage back to a start.
  private static func restarts(_ sweep: RawSweep) -> [RawSweep] {
    let voltages = sweep.points.map(\.voltage)
    guard voltages.count > 4, let low = voltages.min(), let high = voltages.max() else {
      return [sweep]
    }
    let steps = zip(voltages, voltages.dropFirst()).map { ($1 - $0).magnitude }.filter { $0 > 0 }
      .sorted()
    guard let median = steps.isEmpty ? nil : steps[steps.count / 2] else { return [sweep] }
    let limit = max(5 * median, 0.25 * (high - low))
    var parts = [sweep]
    parts[0].points = []
    for (index, point) in sweep.points.enumerated() {
      if index > 0, (point.voltage - voltages[index - 1]).magnitude > limit {
        parts.append(
          RawSweep(
            name: sweep.name, source: sweep.source, temperature: sweep.temperature, points: []))
      }
      parts[parts.count - 1].points.append(point)
    }
    return parts
  }
}
