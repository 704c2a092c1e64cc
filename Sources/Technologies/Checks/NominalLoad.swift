internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// What an array of one technology carries when all cells are half on and all rows at half the
/// read voltage, about the mean of a network's inputs.
public struct NominalLoad: Sendable {
  /// The rows.
  public let rows: Int
  /// The columns.
  public let columns: Int
  /// The mean current of a column, in amperes.
  public let current: Double
  /// That current without any resistance but the cells', in amperes.
  public let idealCurrent: Double

  /// The part of the ideal current that wires, drivers and sense circuits take.
  public var lost: Double { 1 - current / idealCurrent }

  /// Solves the array exactly; nil if a cell has no law without SPICE, or the solver stalls.
  ///
  /// Converters are left out: the current is that into an ideal sink.
  ///
  /// - Parameters:
  ///   - technology: The technology.
  ///   - rows: The rows.
  ///   - columns: The columns.
  init?(_ technology: Technology, rows: Int, columns: Int) {
    guard let law = technology.cellLaw else { return nil }
    var plain = technology
    plain.periphery = .ideal
    plain.variation = .none
    let cell = technology.cell
    let half = 0.5 * (cell.onConductance + cell.offConductance)
    let crossbar = Crossbar(
      technology: plain,
      conductances: Matrix(rows: rows, columns: columns, repeating: half))
    let inputs = Matrix(rows: 1, columns: rows, repeating: 0.5 * technology.read.voltage)
    guard let solved = try? NodalSolver().program(crossbar).read(inputs) else { return nil }
    self.rows = rows
    self.columns = columns
    current = solved.elements.reduce(0, +) / Double(columns)
    idealCurrent =
      Double(rows)
      * law.current(
        word: 0.5 * technology.read.voltage, bit: 0, conductance: half, thresholdShift: 0
      ).current
    guard current.isFinite, idealCurrent > 0 else { return nil }
  }
}
