internal import LinearAlgebra

/// What voltages behind the sense resistances take from the column currents.
///
/// With e these voltages, the currents fall by Y e, where Y is the output admittance of the array. It
/// grows with the slopes of the cells, and so with what a column carries: between the array at rest and
/// at full drive it is taken in proportion to the column's own current.
struct OutputLoad: Sendable {
  /// Y at rest and at full drive, in siemens; *columns × columns*.
  private let atRest: Matrix
  private let atFull: Matrix?
  /// The column currents at full drive, in amperes.
  private let fullDrive: [Double]

  /// An admittance that does not depend on the currents.
  init(_ admittance: Matrix) {
    (atRest, atFull, fullDrive) = (admittance, nil, [])
  }

  /// An admittance between that at rest and that at full drive.
  init(atRest: Matrix, atFull: Matrix, fullDrive: [Double]) {
    (self.atRest, self.atFull, self.fullDrive) = (atRest, atFull, fullDrive)
  }

  /// The admittance of an array whose columns carry given currents, in siemens; *columns × columns*.
  func admittance(at currents: [Double]) -> Matrix {
    guard let atFull else { return atRest }
    return Matrix(rows: atRest.rows, columns: atRest.columns) { row, column in
      let full = fullDrive[row]
      let part = full == 0 ? 0 : min((currents[row] / full).magnitude, 1)
      return atRest[row, column] + part * (atFull[row, column] - atRest[row, column])
    }
  }
}
