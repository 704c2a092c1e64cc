public import Crossbars
public import LinearAlgebra

/// A random array of any topology in any read mode, with deviations and amplifiers.
public struct RandomCircuit: Sendable, CustomStringConvertible {
  /// The seed that draws the array again.
  public let seed: UInt64
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public let inputs: Matrix

  /// Draws an array of 1 × 1 cell and more, with all that a technology can describe but DACs.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - largest: The largest number of rows and columns.
  ///   - hasZeros: Whether resistances of exactly 0 Ω and cells of 0 S occur.
  ///   - batch: The number of input vectors.
  public init(
    seed: UInt64, largest: (rows: Int, columns: Int) = (12, 10), hasZeros: Bool = true,
    batch: Int = 2
  ) {
    self.seed = seed
    var chance = SeededGenerator(seed: seed, stream: 31)
    let rows = 1 + chance.integer(below: largest.rows)
    let columns = 1 + chance.integer(below: largest.columns)
    func resistance(_ largest: Double, _ chance: inout SeededGenerator) -> Double {
      let value = largest * (0.01 + chance.uniform())
      return hasZeros && chance.uniform() < 0.2 ? 0 : value
    }
    let isOhmic = chance.uniform() < 0.5
    let on = 1e4 * (1 + 9 * chance.uniform())
    let ratio = 1 + 99 * chance.uniform()
    var technology = Technology(
      name: "random-\(seed)",
      cell: Cell(
        device: isOhmic
          ? OhmicDevice() : SinhDevice(characteristicVoltage: 0.1 + 0.2 * chance.uniform()),
        onResistance: on, offResistance: on * ratio),
      resistances: ArrayResistances(
        rowSegment: resistance(20, &chance), columnSegment: resistance(20, &chance),
        driver: resistance(500, &chance), sense: resistance(500, &chance)),
      read: ReadConditions(voltage: 0.3))
    technology.cell.topology = Self.topology(&chance)
    technology.read.mode = ReadMode(
      unselectedRows: ReadMode.UnselectedRows.allCases[chance.integer(below: 4)],
      driveSide: ReadMode.DriveSide.allCases[chance.integer(below: 2)],
      senseSide: ReadMode.SenseSide.allCases[chance.integer(below: 3)])
    if chance.uniform() < 0.4 {
      technology.periphery.amplifier = TransimpedanceAmplifier(
        feedbackResistance: 0.2 * on, openLoopGain: [1e3, 1e6][chance.integer(below: 2)],
        saturationVoltage: [.infinity, 1, 0.05][chance.integer(below: 3)])
    }
    var deviations = ArrayDeviations.none
    func factors(_ count: Int, _ chance: inout SeededGenerator) -> [Double] {
      (0..<count).map { _ in 0.8 + 0.4 * chance.uniform() }
    }
    if chance.uniform() < 0.3 { deviations.rowWireFactors = factors(rows, &chance) }
    if chance.uniform() < 0.3 { deviations.columnWireFactors = factors(columns, &chance) }
    if chance.uniform() < 0.3 {
      deviations.senseOffsets = (0..<columns).map { _ in 2e-3 * (chance.uniform() - 0.5) }
    }
    if chance.uniform() < 0.5 {
      deviations.thresholdShifts = Matrix(rows: rows, columns: columns) { _, _ in
        0.1 * (chance.uniform() - 0.5)
      }
    }
    crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: rows, columns: columns) { _, column in
        // No row is without a cell.
        let isEmpty = hasZeros && column > 0 && chance.uniform() < 0.05
        let value = 1 / (on * (1 + (ratio - 1) * chance.uniform()))
        return isEmpty ? 0 : value
      }, deviations: deviations)
    inputs = Matrix(rows: batch, columns: rows) { _, _ in
      chance.uniform() < 0.4 ? 0 : (1.3 * chance.uniform() - 0.3) * 0.3
    }
  }

  private static func topology(_ chance: inout SeededGenerator) -> CellTopology {
    switch chance.integer(below: 3) {
    case 0: return .memory
    case 1:
      return .selector(
        Selector(
          saturationCurrent: [1e-9, 1e-7, 1e-5][chance.integer(below: 3)],
          characteristicVoltage: 0.05 + 0.1 * chance.uniform()))
    default:
      let hasResistances = chance.uniform() < 0.4
      return .transistor(
        AccessTransistor(
          model: .level1(
            Level1Parameters(
              thresholdVoltage: 0.4, transconductance: 2e-4,
              channelLengthModulation: 0.05 * chance.uniform(), bodyEffect: 0.4 * chance.uniform(),
              drainResistance: hasResistances ? 300 : 0,
              sourceResistance: hasResistances ? 500 : 0)),
          width: 2e-7, length: 5e-8, gateVoltage: 0.5 + chance.uniform()))
    }
  }

  /// The seed, the shape, the cell and the mode.
  public var description: String {
    let technology = crossbar.technology
    let mode = technology.read.mode
    return "seed \(seed), \(crossbar.rows) × \(crossbar.columns), \(technology.cell.topology.name) "
      + "\(technology.cell.device.name), \(mode.unselectedRows.rawValue), \(mode.driveSide.rawValue), "
      + "\(mode.senseSide.rawValue)\(technology.periphery.amplifier == nil ? "" : ", amplifiers")"
  }
}
