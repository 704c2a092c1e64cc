public import Crossbars
internal import LinearAlgebra

/// The closed form of Jeong, Zidan and Lu, a baseline: one factor a column.
///
/// With R̄ the mean resistance of a cell and columns j = 1 … n from the driver,
///
///     I_j = (V G)_j R̄ / (R̄ + A_j + B)    A_j = r_r Σ_{k=1}^{j} (n+1−k)    B = r_c Σ_{k=1}^{m} k
///
/// A is the drop along a word line whose cells are all on, B the drop of the row furthest from the
/// sense circuit; both count one segment before the first and after the last cell. The model knows
/// no driver and no sense resistance. It is right to first order in the segment resistances for one
/// row of equal cells. R̄ is here the inverse of the mean conductance. After "Parasitic Effect
/// Analysis in Memristor-Array-Based Neuromorphic Systems", IEEE Transactions on Nanotechnology 17,
/// 2018, in the form in which public comparisons of crossbar models list it.
public struct JeongModel: CrossbarModel {
  /// Creates the model; it has no parameters beside the technology's.
  public init() {}

  /// Finds the matrix of an array; driver and sense resistance, and deviations, count for nothing.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array as one matrix.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedMatrix {
    let cells = try LinearModel.cellConductances(of: crossbar)
    let technology = crossbar.technology
    let mean = cells.elements.reduce(0, +) / Double(cells.elements.count)
    let rows = Double(cells.rows)
    let columns = Double(cells.columns)
    let bitLine = technology.resistances.columnSegment * rows * (rows + 1) / 2
    return ProgrammedMatrix(
      conductances: Matrix(rows: cells.rows, columns: cells.columns) { row, column in
        let place = Double(column + 1)
        let wordLine =
          technology.resistances.rowSegment * (place * (columns + 1) - place * (place + 1) / 2)
        return cells[row, column] / (1 + mean * (wordLine + bitLine))
      }, readout: crossbar.readout)
  }
}
