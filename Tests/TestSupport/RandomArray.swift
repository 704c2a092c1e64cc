public import Crossbars
public import LinearAlgebra

/// A random array with inputs, drawn wide: any shape, wires and ends from 0 Ω, any on/off ratio.
public struct RandomArray: Sendable, CustomStringConvertible {
  /// The seed that draws the array again.
  public let seed: UInt64
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public let inputs: Matrix

  /// Draws an array of 1 × 1 to 40 × 24 cells, wires of 0 to 50 Ω, ends of 0 to 1 kΩ and an on/off
  /// ratio of up to 1000.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - isOhmic: Whether cells are ohmic; sinh otherwise.
  ///   - batch: The number of input vectors.
  ///   - largest: The largest number of rows and columns.
  public init(
    seed: UInt64, isOhmic: Bool, batch: Int = 3, largest: (rows: Int, columns: Int) = (40, 24)
  ) {
    self.seed = seed
    var chance = SeededGenerator(seed: seed, stream: isOhmic ? 1 : 2)
    let rows = 1 + chance.integer(below: largest.rows)
    let columns = 1 + chance.integer(below: largest.columns)
    func resistance(_ largest: Double, _ chance: inout SeededGenerator) -> Double {
      // One in five is exactly 0 Ω.
      chance.uniform() < 0.2 ? 0 : largest * chance.uniform()
    }
    let on = 1e4 * (1 + 9 * chance.uniform())
    let ratio = 1 + 999 * chance.uniform() * chance.uniform()
    let technology = Technology(
      name: "random-\(seed)",
      cell: Cell(
        device: isOhmic
          ? OhmicDevice() : SinhDevice(characteristicVoltage: 0.1 + 0.2 * chance.uniform()),
        onResistance: on, offResistance: on * ratio),
      resistances: ArrayResistances(
        rowSegment: resistance(50, &chance), columnSegment: resistance(50, &chance),
        driver: resistance(1000, &chance), sense: resistance(1000, &chance)),
      read: ReadConditions(voltage: 0.25))
    crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: rows, columns: columns) { _, _ in
        1 / (on * (1 + (ratio - 1) * chance.uniform()))
      })
    inputs = Matrix(rows: batch, columns: rows) { _, _ in
      chance.uniform() < 0.3 ? 0 : (2 * chance.uniform() - 0.6) * 0.25
    }
  }

  /// The seed, the shape and the device.
  public var description: String {
    "seed \(seed), \(crossbar.rows) × \(crossbar.columns), \(crossbar.technology.cell.device.name)"
  }
}
