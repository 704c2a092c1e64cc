internal import Configuration
public import Foundation

/// The tables that NeuroSim 1.5 reads: the states of a cell, and the noise of converted outputs.
///
/// A table of states has a header with the columns `mean` and `std`, in siemens, and a line for every
/// state from the least to the most conducting one. A table of outputs has the columns `output`, `mean`
/// and `std`, in codes.
public struct NeuroSimTables {
  /// What became of the tables.
  public private(set) var translation: Translation

  /// One state of a cell.
  private struct State {
    /// Mean and standard deviation, in siemens.
    var mean: Double
    var deviation: Double
    var line: Int
  }

  /// Reads tables.
  ///
  /// - Parameters:
  ///   - urls: One table of states, and any number of tables of outputs.
  ///   - name: The name of the technology.
  /// - Throws: `UnavailableError` if a file cannot be read; `InputError` with file and line if it is no
  ///   such table, or if there is not one table of states.
  public init(contentsOf urls: [URL], name: String) throws {
    try self.init(
      urls.map { url in
        let text = try InputFile.text(
          of: url, limit: InputFile.tableLimit, accepted: "a table of comma-separated values")
        return (text, url.path)
      }, name: name)
  }

  /// Reads the texts of tables.
  ///
  /// - Parameters:
  ///   - texts: The texts, and the names that messages use.
  ///   - name: The name of the technology.
  /// - Throws: `InputError` as ``init(contentsOf:name:)`` does.
  public init(_ texts: [(text: String, source: String)], name: String) throws {
    let tables = try texts.map { try NumberRows($0.text, source: $0.source) }
    let files = tables.map { URL(fileURLWithPath: $0.source).lastPathComponent }
    translation = Translation(of: "NeuroSim's \(files.joined(separator: ", "))")
    var cell: (lines: [String], errors: String, bits: Int)?
    for table in tables {
      guard !table.columns.contains("output") else {
        try outputs(table)
        continue
      }
      guard cell == nil else {
        throw InputError(
          source: table.source, found: "a second table of states", accepted: "one")
      }
      cell = try states(table)
    }
    guard let cell else {
      throw InputError(
        source: tables.first?.source ?? "NeuroSim's tables",
        found: "noise of converted outputs, which alone makes no cell",
        accepted: "a table of states with the columns mean and std beside it")
    }
    finish(cell, name: name, source: files.joined(separator: ", "))
  }

  // MARK: - States

  private mutating func states(_ table: NumberRows) throws -> (
    lines: [String], errors: String, bits: Int
  ) {
    try table.require(["mean"], accepted: "the columns mean and std, and perhaps states")
    for column in table.columns where !["mean", "std", "states"].contains(column) {
      translation.leave("column \(column)", "\(table.rows.count) values", "unknown here")
    }
    let states = try table.rows.map { row in
      State(
        mean: try table.number("mean", of: row, in: 0...1e6),
        deviation: table.columns.contains("std")
          ? try table.number("std", of: row, in: 0...1e6) : 0,
        line: row.line)
    }
    if table.columns.contains("states") {
      // The other tool takes the order of the lines, whatever this column says.
      for (number, row) in table.rows.enumerated() {
        let stated = try table.number("states", of: row, in: 0...1e6)
        guard stated == Double(number) else {
          throw table.refusal(
            row, "states", found: ForeignValue.shown(stated), accepted: "\(number), in order from 0"
          )
        }
      }
    }
    guard (2...65536).contains(states.count) else {
      throw InputError(
        source: table.source, found: "\(states.count) states", accepted: "2 to 65536, a line each")
    }
    for (lower, upper) in zip(states, states.dropFirst()) where upper.mean <= lower.mean {
      throw InputError(
        source: table.source, location: "line \(upper.line), column mean",
        found: "\(upper.mean) S after \(lower.mean) S",
        accepted: "states from the least to the most conducting one")
    }
    return try cells(states, table)
  }

  private mutating func cells(
    _ states: [State], _ table: NumberRows
  ) throws -> (lines: [String], errors: String, bits: Int) {
    let last = states[states.count - 1].mean
    guard last >= 1e-24 else {
      throw InputError(
        source: table.source, location: "line \(states[states.count - 1].line), column mean",
        found: "\(last) S", accepted: "at least 1e-24 S")
    }
    var first = states[0].mean
    if first < last * 1e-9 {
      if first > 0 { translation.leave("state 0", "\(first) S", "below a ratio of 1e9") }
      first = last * 1e-9
      translation.assume(
        "cell.off_resistance_ohm", "\(1 / first)", because: "a ratio of 1e9 for no conductance")
    }
    translation.take("state 0, mean", "\(states[0].mean) S", as: "cell.off_resistance_ohm")
    translation.take(
      "state \(states.count - 1), mean", "\(last) S", as: "cell.on_resistance_ohm")
    translation.take("states", "\(states.count)", as: "cell.levels, evenly spaced")
    if last < 1e-9 {
      translation.assume(
        "the unit of mean and std", "siemens",
        because:
          "values this small may be the farads of a capacitive memory, for which there is no cell")
    } else {
      translation.assume(
        "the unit of mean and std", "siemens", because: "the table has none")
    }
    let count = states.count
    let even = (0..<count).map {
      $0 == 0
        ? first : $0 == count - 1 ? last : first + (last - first) * Double($0) / Double(count - 1)
    }
    let step = (last - first) / Double(count - 1)
    let farthest = zip(states, even).map { ($0.mean - $1).magnitude }.max() ?? 0
    // What decimals of the table leave, and the state 0 that a ratio replaces.
    let isEven = farthest <= 1e-6 * step
    if !isEven, count > 256 {
      throw InputError(
        source: table.source, found: "\(count) states that are not evenly spaced",
        accepted: "at most 256 of them")
    }
    let lines = [
      "topology = \"1R\"", "device = \"ohmic\"", "on_resistance_ohm = \(1 / last)",
      "off_resistance_ohm = \(1 / first)", "levels = \(count)",
    ]
    let bits = Int.bitWidth - 1 - count.leadingZeroBitCount
    if 1 << bits != count {
      translation.leave(
        "states", "\(count)", "\(1 << bits) of them at most hold bits of a weight, \(bits) a cell")
    }
    return (lines, errors(states, even: even, isEven: isEven, farthest / step), bits)
  }

  /// The tables of what differs from even states: a standard deviation each, and a shift of the mean.
  private mutating func errors(
    _ states: [State], even: [Double], isEven: Bool, _ farthest: Double
  ) -> String {
    func pieces(_ values: [Double], between places: [Double]) -> String {
      if Set(values).count == 1 { return "{ form = \"constant\", value = \(values[0]) }" }
      let list = values.indices.map { index in
        index == values.count - 1
          ? "  { form = \"constant\", value = \(values[index]) },\n"
          : "  { form = \"constant\", value = \(values[index]), below = \((places[index] + places[index + 1]) * 5e5) },\n"
      }
      return "[\n" + list.joined() + "]"
    }
    let deviations = states.map { $0.deviation * 1e6 }
    let isVaried = deviations.contains { $0 > 0 }
    guard isVaried || !isEven else {
      translation.take("std", "0 S", as: "cells hold what they are programmed to")
      return ""
    }
    translation.take(
      "std", "\(deviations.min() ?? 0) to \(deviations.max() ?? 0) µS",
      as: "[programming], a normal deviation for every state, clipped at 0 S")
    let programmed = pieces(deviations, between: even)
    var text =
      "[programming]\ndistribution = \"state-dependent\"\nsigma_microsiemens = \(programmed)\n"
    guard !isEven else { return text }
    translation.take(
      "mean", "up to \(farthest) of a step beside even states",
      as: "[[retention]], the shift of every state, at read.time_second = 1")
    translation.assume(
      "read.time_second", "1", because: "[[retention]] carries the shifts; the table has no time")
    let shifts = zip(states, even).map { ($0.mean - $1) * 1e6 }
    // The deviation at a time is taken at the shifted state.
    let later = pieces(deviations, between: states.map(\.mean))
    text +=
      "[[retention]]\ntime_second = 1\nsigma_microsiemens = \(later)\n"
      + "shift_microsiemens = \(pieces(shifts, between: even))\n"
    hasTime = true
    return text
  }

  /// Whether the states are reached some time after programming.
  private var hasTime = false

  // MARK: - Outputs

  private mutating func outputs(_ table: NumberRows) throws {
    try table.require(["output", "mean", "std"], accepted: "the columns output, mean and std")
    var worst = 0.0
    var largest = 0.0
    for row in table.rows {
      let output = try table.number("output", of: row, in: 0...1e6)
      let mean = try table.number("mean", of: row, in: -1e6...1e6)
      largest = max(largest, try table.number("std", of: row, in: 0...1e6))
      worst = max(worst, (mean - output).magnitude)
    }
    let file = URL(fileURLWithPath: table.source).lastPathComponent
    for (column, value) in [
      ("output", "\(table.rows.count) codes"), ("mean", "up to \(worst) codes off"),
      ("std", "up to \(largest) codes"),
    ] {
      translation.leave(
        "\(file), \(column)", value,
        "codes have no noise of their own here: it comes from cells, wires and circuits")
    }
    for column in table.columns where !["output", "mean", "std"].contains(column) {
      translation.leave("\(file), \(column)", "\(table.rows.count) values", "unknown here")
    }
  }

  // MARK: - The files

  private mutating func finish(
    _ cell: (lines: [String], errors: String, bits: Int), name: String, source: String
  ) {
    for (key, value, reason) in [
      ("wires, driver, sense", "0 ohm", "the tool's accuracy has no wires"),
      ("read.voltage_volt", "1", "--vdd of the tool"),
      ("read.temperature_celsius", "27", "the tool has none"),
      ("tile", "128 × 128", "--sub_array of the tool"),
      ("weights.bits, inputs.bits", "8", "--weight_precision and --input_precision of the tool"),
      ("weights.bits_per_cell", "\(cell.bits)", "what the states hold"),
      (
        "weights.encoding", "offset, zero = \"layer\", reference = \"dummy\"",
        "weights are raised to be positive there, and a column with the raise is subtracted"
      ),
      ("weights.columns_per_reference", "127", "one column of an array holds the raise"),
      ("inputs.bits_per_stream", "1", "--dac_precision of the tool"),
      ("adc.bits", "7", "--adc_precision of the tool"),
      ("adc.source", "ideal", "the tables describe no circuit"),
      ("adc.reads", "column", "every column is converted there, the one with the raise, too"),
    ] {
      translation.assume(key, value, because: reason)
    }
    for key in [
      "--read_noise", "--v, --t, --detect, --target", "--rate_stuck_0, --rate_stuck_1",
      "--output_noise",
    ] {
      translation.leave(
        key, "an option of the tool's command line", "the tables do not hold it")
    }
    translation.technology =
      translation.comments("assay technology translate")
      + "schema = 1\nname = \(TechnologyText.quoted(name))\n"
      + "source = \(TechnologyText.quoted("NeuroSim's \(source), by assay technology translate"))\n"
      + "[cell]\n" + cell.lines.map { $0 + "\n" }.joined()
        + """
        [wires]
        row_segment_resistance_ohm = 0
        column_segment_resistance_ohm = 0
        [driver]
        resistance_ohm = 0
        [sense]
        resistance_ohm = 0
        [read]
        voltage_volt = 1

        """ + (hasTime ? "time_second = 1\n" : "") + cell.errors
    translation.mapping =
      translation.comments("assay technology translate")
        + """
        [tile]
        rows = 128
        columns = 128
        [weights]
        bits = 8
        bits_per_cell = \(min(cell.bits, 8))
        encoding = "offset"
        zero = "layer"
        reference = "dummy"
        columns_per_reference = 127
        [inputs]
        bits = 8
        bits_per_stream = 1
        [adc]
        source = "ideal"
        bits = 7
        reads = "column"

        """
  }
}
