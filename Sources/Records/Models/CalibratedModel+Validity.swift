internal import Configuration
public import Crossbars
public import LinearAlgebra

extension CalibratedModel {
  /// The ranges for which a model was tested, lower end first; both ends belong to them.
  ///
  /// Sizes are those of all cases, the held-out ones included: predicting them is what the held-out
  /// error measures. Whatever lies outside is refused.
  public struct Validity: Sendable, Equatable, Codable {
    /// The numbers of rows.
    public var rows: [Int]
    /// The numbers of columns.
    public var columns: [Int]
    /// The row voltages, in volts.
    public var inputVolt: [Double]
    /// The conductances, in siemens.
    public var conductanceSiemens: [Double]
    /// The load that the model is made for.
    public var load: Load

    /// Creates the ranges.
    public init(
      rows: [Int], columns: [Int], inputVolt: [Double], conductanceSiemens: [Double], load: Load
    ) {
      self.rows = rows
      self.columns = columns
      self.inputVolt = inputVolt
      self.conductanceSiemens = conductanceSiemens
      self.load = load
    }
  }
}

extension CalibratedModel.Validity {
  /// How far beyond the cells of the golden data a cell may lie: programming scatters without
  /// bounds, and ten million cells reach further than a few thousand.
  static let scatter = 1.5

  /// The ranges that cases cover.
  ///
  /// Conductances are widened by half on both sides. Voltages reach from 0 to the read voltage at
  /// least, which drawn inputs may just miss, and to both signs where the law of the cell is odd.
  ///
  /// - Parameters:
  ///   - crossbars: The arrays of all cases; at least one.
  ///   - inputs: Their row voltages, in volts; *batch × rows* each.
  ///   - kind: The member of the model.
  ///   - statistics: The voltages that its operating point was chosen for; nil if there is none.
  public init(
    covering crossbars: [Crossbar], inputs: [Matrix], kind: ModelKind,
    statistics: InputStatistics? = nil
  ) {
    func range<Value: Comparable>(_ values: [Value]) -> [Value] {
      guard let lower = values.min(), let upper = values.max() else { return [] }
      return [lower, upper]
    }
    var volts = range(inputs.flatMap(\.elements) + [0] + crossbars.map(\.technology.read.voltage))
    if crossbars.allSatisfy({ $0.technology.hasOddLaw }) {
      let largest = volts.map(\.magnitude).max() ?? 0
      volts = [-largest, largest]
    }
    var load = LoadComposition()
    for (crossbar, inputs) in zip(crossbars, inputs) {
      load += LoadComposition(inputs, voltage: crossbar.technology.read.voltage)
    }
    let cells = range(crossbars.flatMap(\.conductances.elements).filter { $0 > 0 })
    self.init(
      rows: range(crossbars.map(\.rows)), columns: range(crossbars.map(\.columns)),
      inputVolt: volts,
      conductanceSiemens: cells.isEmpty
        ? [0, 0] : [cells[0] / Self.scatter, cells[1] * Self.scatter],
      load: CalibratedModel.Load(
        isAny: kind == .twoPoint
          || crossbars.allSatisfy(\.technology.isLinear),
        fitted: load, statistics: statistics))
  }

  /// Refuses an array that the model was not tested for.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - source: The name of the model file, for the message.
  /// - Throws: `InputError` that names the first value outside its range.
  public func require(_ crossbar: Crossbar, source: String) throws {
    try require(rows: crossbar.rows, columns: crossbar.columns, source: source)
    var range = conductanceSiemens
    // A cell of 0 S is none. Arrays with cells between their states need not have any that is off, and what
    // holds for them and without a cell holds for that.
    range[0] = min(range[0], crossbar.technology.cell.offConductance)
    for (cell, value) in crossbar.conductances.elements.enumerated()
    where value != 0 && !(value >= range[0] && value <= range[1]) {
      throw Self.refusal(
        "conductance_siemens",
        found: "conductance \(value) S at row \(cell / crossbar.columns), column "
          + "\(cell % crossbar.columns)",
        accepted: "0 S, or \(range[0]) to \(range[1]) S", source: source)
    }
  }

  /// Refuses inputs that the model was not tested for.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - source: The name of the model file, for the message.
  /// - Throws: `InputError` that names the first value outside its range.
  public func require(inputs: Matrix, source: String) throws {
    let range = inputVolt
    for (index, value) in inputs.elements.enumerated()
    where !(value >= range[0] && value <= range[1]) {
      throw Self.refusal(
        "input_volt",
        found: "voltage \(value) V in sample \(index / inputs.columns), row "
          + "\(index % inputs.columns)",
        accepted: "\(range[0]) to \(range[1]) V", source: source)
    }
  }

  /// Refuses a size outside the tested ones.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - source: The name of the model file, for the message.
  /// - Throws: `InputError` that names the number and its range.
  public func require(rows: Int, columns: Int, source: String) throws {
    for (key, value, range) in [("rows", rows, self.rows), ("columns", columns, self.columns)]
    where !(range[0]...range[1]).contains(value) {
      throw Self.refusal(
        key, found: "an array of \(rows) × \(columns) cells",
        accepted: "\(range[0]) to \(range[1]) \(key)", source: source)
    }
  }

  static func refusal(
    _ key: String, found: String, accepted: String, source: String
  ) -> InputError {
    InputError(
      source: source, location: "key validity.\(key)",
      found: "\(found), which the model was not tested for", accepted: accepted)
  }
}

extension Technology {
  /// Whether a cell's current changes its sign alone where the voltage does, as far as a few
  /// voltages tell.
  fileprivate var hasOddLaw: Bool {
    guard let law = cellLaw, law.isTwoTerminal else { return false }
    return [cell.onConductance, cell.offConductance].allSatisfy { conductance in
      (1...4).allSatisfy { step in
        let voltage = read.voltage * Double(step) / 4
        func current(_ word: Double) -> Double {
          law.current(word: word, bit: 0, conductance: conductance, thresholdShift: 0).current
        }
        return (current(voltage) + current(-voltage)).magnitude
          <= 1e-9 * current(voltage).magnitude
      }
    }
  }
}
