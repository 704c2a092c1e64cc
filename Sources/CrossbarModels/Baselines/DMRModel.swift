public import Crossbars
internal import LinearAlgebra

/// The DMR model, a baseline: one factor a row and one a column, diag(a) G diag(b).
///
/// The factors are those of ``AlphaBetaModel`` with the mean conductance of every row in the place of
/// a bit line's cells, and of every column in the place of a word line's. They are right to first
/// order in the segment resistances for arrays of equal cells under equal inputs, with one segment
/// at each end of a line. The model knows no driver and no sense resistance. It is listed under this
/// name, in this form, by public comparisons of crossbar models; a paper that defines it was not
/// found.
public struct DMRModel: CrossbarModel {
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
    let rowMeans = (0..<cells.rows).map { row in
      cells.row(row).reduce(0, +) / Double(cells.columns)
    }
    let columnMeans = (0..<cells.columns).map { column in
      (0..<cells.rows).reduce(0) { $0 + cells[$1, column] } / Double(cells.rows)
    }
    let a = LineFactors.ofBitLine(rowMeans, segment: technology.resistances.columnSegment)
    let b = LineFactors.ofWordLine(columnMeans, segment: technology.resistances.rowSegment)
    return ProgrammedMatrix(
      conductances: Matrix(rows: cells.rows, columns: cells.columns) {
        a[$0] * cells[$0, $1] * b[$1]
      }, readout: crossbar.readout)
  }
}
