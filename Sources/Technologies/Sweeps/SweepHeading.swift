internal import Foundation

/// The name of one column, taken apart.
struct SweepHeading {
  /// The name without the unit.
  var name: String
  /// The unit; nil if there is none that voltages, currents or temperatures have.
  var unit: SweepUnit?
  /// What the column holds; nil if neither name nor unit says it.
  var quantity: SweepQuantity?
  /// How sure that is: 3 by the unit, 2 by a word, 1 by a letter.
  var certainty = 0
  /// Whether the column names sweeps.
  var isLabel: Bool

  private static let labels: Set = [
    "sweep", "state", "cycle", "curve", "level", "repeat", "run", "trace", "sweep_id",
    "cycle_number", "cycle number", "loop", "instance", "device",
  ]
  /// What is no reading although it has the unit of one.
  private static let settings = ["compliance", "range", "limit", "error", "std", "noise", "step"]

  /// Takes a name apart: `Voltage (V)`, `Current [uA]`, `I/mA`, `U in mV`, `voltage_volt`, `off_ampere`.
  ///
  /// - Parameters:
  ///   - text: The name.
  ///   - separate: The unit from a line of its own, if there is one.
  init(_ text: String, unit separate: String?) {
    name = text.trimmingCharacters(in: .whitespaces)
    unit = separate.flatMap { SweepUnit(Self.bare($0)) }
    if unit == nil, let match = name.firstMatch(of: #/[(\[/]\s*([^()\[\]/]+?)\s*[)\]]?\s*$/#),
      let found = SweepUnit(String(match.1))
    {
      unit = found
      name = String(name[..<match.range.lowerBound]).trimmingCharacters(in: .whitespaces)
    } else if unit == nil, let match = name.firstMatch(of: #/(?:_|\s+in\s+|,\s*)([^_\s,]+)$/#),
      let found = SweepUnit(String(match.1))
    {
      unit = found
      name = String(name[..<match.range.lowerBound])
    }
    let word = name.lowercased()
    isLabel = unit == nil && Self.labels.contains(word)
    guard !isLabel, !Self.settings.contains(where: { word.contains($0) }) else { return }
    if let unit {
      (quantity, certainty) = (unit.quantity, 3)
    } else if ["volt", "bias", "spannung"].contains(where: { word.contains($0) }) {
      (quantity, certainty) = (.voltage, 2)
    } else if ["curr", "strom", "ampere"].contains(where: { word.contains($0) }) {
      (quantity, certainty) = (.current, 2)
    } else if word.hasPrefix("temp") || word == "t_c" || word == "t_k" {
      (quantity, certainty) = (.temperature, 2)
    } else if let letter = Self.letter(word) {
      (quantity, certainty) = (letter == "i" ? .current : .voltage, 1)
    }
  }

  /// The letter of a short name such as `V1`, `AI`, `DrainV`, `Id`, `abs(I)`, `V_meas`; nil for other
  /// names.
  private static func letter(_ word: String) -> Character? {
    if let match = word.wholeMatch(
      of:
        #/(?:drain|source|gate|anode|cathode|top|bottom|smu\d?|ch\d?|[agdsfm])?[ _]?([vui])\d{0,2}/#
    ) {
      return match.1.first
    }
    if let match = word.wholeMatch(
      of: #/(?:abs)?\(?([vui])(?:_?(?:[a-z]|in|out|top|bot|set|meas|read|dut|app))?\d{0,2}\)?/#)
    {
      return match.1.first
    }
    return nil
  }

  /// A unit without the brackets around it.
  static func bare(_ text: String) -> String {
    text.trimmingCharacters(in: CharacterSet(charactersIn: " ()[]"))
  }
}
