internal import Configuration
internal import Foundation

/// Which columns of a file hold voltages, currents, temperatures and the names of sweeps.
struct SweepColumns {
  /// A voltage and the current that belongs to it.
  struct Pair {
    var voltage: Int
    var current: Int
    var voltageUnit: SweepUnit
    var currentUnit: SweepUnit
    /// The name of the current's column.
    var name: String
  }

  /// Every sweep that stands side by side.
  let pairs: [Pair]
  /// The column that names sweeps, if there is one.
  let label: Int?
  /// The column of temperatures and its unit, if there is one.
  let temperature: (column: Int, unit: SweepUnit)?
  /// What had to be assumed, for people.
  let notes: [String]

  /// Recognizes columns.
  ///
  /// - Parameters:
  ///   - names: The names in the header; empty if there is none.
  ///   - units: The units of a line of their own under the names, if there is one.
  ///   - count: The number of columns of the first line of data.
  ///   - wanted: Columns that the caller names or numbers from 1.
  ///   - refuse: Makes an error about the header from what was found and what is accepted.
  /// - Throws: What `refuse` makes, if voltages or currents cannot be told.
  init(
    names: [String], units: [String], count: Int, wanted: SweepReading.Columns,
    refuse: (String, String) -> InputError
  ) throws {
    var notes: [String] = []
    let headings = (0..<max(count, names.count)).map { column in
      SweepHeading(
        column < names.count ? names[column] : "", unit: column < units.count ? units[column] : nil)
    }
    func column(_ text: String, _ option: String) throws -> Int {
      if let index = names.firstIndex(of: text)
        ?? headings.firstIndex(where: { $0.name == text && !text.isEmpty })
      {
        return index
      }
      if let number = Int(text), (1...max(count, 1)).contains(number) { return number - 1 }
      throw refuse(
        "no column \"\(text)\" for \(option) among \(Self.list(names, count))",
        "a name of the header, or a number from 1 to \(count)")
    }
    let label =
      try wanted.label.map { try column($0, "the names of sweeps") }
      ?? headings.firstIndex(where: \.isLabel)
    temperature = headings.indices.first { headings[$0].quantity == .temperature }.map {
      ($0, headings[$0].unit ?? SweepUnit("C") ?? .volt)
    }
    // A column with a unit is surer than a word, and a word surer than a letter.
    func surest(_ quantity: SweepQuantity) -> [Int] {
      let all = headings.indices.filter { headings[$0].quantity == quantity && $0 != label }
      let best = all.map { headings[$0].certainty }.max()
      return all.filter { headings[$0].certainty == best }
    }
    var (voltages, currents) = (surest(.voltage), surest(.current))
    if let name = wanted.voltage { voltages = [try column(name, "the voltage")] }
    if let name = wanted.current { currents = [try column(name, "the current")] }
    if names.isEmpty && wanted.voltage == nil && wanted.current == nil && count == 2 {
      (voltages, currents) = ([0], [1])
      notes.append("no header: the first column is taken for volts, the second for amperes")
    }
    guard !voltages.isEmpty, !currents.isEmpty else {
      throw refuse(
        "no column of \(voltages.isEmpty ? "voltages" : "currents") among "
          + Self.list(names, count),
        "names such as voltage_volt, Voltage (V), current_ampere or I [uA], or the columns' names "
          + "or numbers by --voltage-column and --current-column")
    }
    // A source's voltage and what was measured of it may both be there: the first is taken.
    if voltages.count > 1 && voltages.count != currents.count {
      notes.append("voltages are taken from the column \"\(headings[voltages[0]].name)\"")
      voltages = [voltages[0]]
    }
    var pairs: [Pair] = []
    for (index, current) in currents.enumerated() {
      let voltage = voltages.count == 1 ? voltages[0] : voltages[index]
      for (column, quantity) in [(voltage, SweepQuantity.voltage), (current, .current)] {
        if let unit = headings[column].unit, unit.quantity != quantity {
          throw refuse(
            "the column \"\(names[column])\" for \(quantity == .voltage ? "volts" : "amperes")",
            "a column of that unit")
        }
        if headings[column].unit == nil, !names.isEmpty {
          notes.append(
            "the column \"\(headings[column].name)\" has no unit: taken for "
              + (quantity == .voltage ? "volts" : "amperes"))
        }
      }
      pairs.append(
        Pair(
          voltage: voltage, current: current, voltageUnit: headings[voltage].unit ?? .volt,
          currentUnit: headings[current].unit ?? .ampere, name: headings[current].name))
    }
    self.label = label
    self.pairs = pairs
    self.notes = notes.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private static func list(_ names: [String], _ count: Int) -> String {
    names.isEmpty
      ? "\(count) columns without names"
      : names.map { "\"\(PrintedText.line(String($0.prefix(40))))\"" }.joined(separator: ", ")
  }

  /// Whether every field of a line is a unit or empty, and one is a unit: the line under the names.
  static func areUnits(_ fields: [String]) -> Bool {
    let units = fields.map { SweepHeading.bare($0) }
    return units.contains { SweepUnit($0) != nil }
      && units.allSatisfy {
        $0.isEmpty || SweepUnit($0) != nil || ["s", "S", "Ohm", "#"].contains($0)
      }
  }
}
