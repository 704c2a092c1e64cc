public import Crossbars
internal import LinearAlgebra

/// The alpha–beta model, a baseline: every cell's conductance times a factor for its bit line and one
/// for its word line.
///
/// With r the segment resistances, rows i = 0 … m−1 from the far end of the bit line and columns
/// j = 0 … n−1 from the driver,
///
///     α_ij = (1 + r_c Σ_{k<i} (i−k) G_kj) / (1 + r_c Σ_k (m−k) G_kj)
///     β_ij = (1 + r_r Σ_{k≥j} (k−j) G_ik) / (1 + r_r Σ_k (k+1) G_ik)
///     I = V (α ∘ G ∘ β)
///
/// It has one segment at each end of a line and knows no driver and no sense resistance, and it
/// takes all inputs as equal. Then it is right to first order in the segment resistances. The idea
/// is that of T. Cao and others, "Parasitic-Aware Modeling and Neural Network Training Scheme for
/// Energy-Efficient Processing-in-Memory With Resistive Crossbar Array", IEEE JETCAS 12, 2022
/// (doi:10.1109/JETCAS.2022.3172170); the form is the one under which public comparisons of crossbar
/// models list it.
public struct AlphaBetaModel: CrossbarModel {
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
    let (rows, columns) = (cells.rows, cells.columns)
    var matrix = cells
    for column in 0..<columns {
      let factors = LineFactors.ofBitLine(
        (0..<rows).map { cells[$0, column] }, segment: technology.resistances.columnSegment)
      for row in 0..<rows { matrix[row, column] *= factors[row] }
    }
    for row in 0..<rows {
      let factors = LineFactors.ofWordLine(
        cells.row(row), segment: technology.resistances.rowSegment)
      for column in 0..<columns { matrix[row, column] *= factors[column] }
    }
    return ProgrammedMatrix(conductances: matrix, readout: crossbar.readout)
  }
}

/// What the segments of one line leave of the voltages of its cells, where all inputs are equal.
enum LineFactors {
  /// The factors of a bit line's cells from the far end to the sense circuit.
  static func ofBitLine(_ conductances: [Double], segment: Double) -> [Double] {
    // The bit line seen from its far end is the word line seen from its driver, the other way round.
    ofWordLine(conductances.reversed(), segment: segment).reversed()
  }

  /// The factors of a word line's cells from the driver on.
  static func ofWordLine(_ conductances: [Double], segment: Double) -> [Double] {
    let whole = conductances.enumerated().reduce(0.0) { $0 + Double($1.offset + 1) * $1.element }
    return conductances.indices.map { place in
      let beyond = conductances[place...].enumerated().reduce(0.0) {
        $0 + Double($1.offset) * $1.element
      }
      return (1 + segment * beyond) / (1 + segment * whole)
    }
  }
}
