internal import LinearAlgebra
internal import NodalAnalysis

/// The exact currents of the vectors that the numbers of a column are fitted to.
struct ExactCurrents {
  /// The driver voltages, in volts; *vectors × rows*.
  let drivers: Matrix
  /// The column currents beyond those at rest, in amperes; *vectors × columns*.
  let currents: Matrix

  init(_ points: TwoPoints, exact: ExactArray) throws {
    let parts = FitInputs.parts(
      rows: points.array.rows, rest: points.rest / points.full,
      isTwoLevel: points.isTwoLevel, isSigned: points.isSigned)
    let (rest, full) = (points.rest, points.full)
    drivers = Matrix(rows: parts.rows, columns: parts.columns) {
      parts[$0, $1] == 0 ? rest : parts[$0, $1] * full
    }
    let whole = try exact.currents(drivers, between: points)
    let base = points.atRest.currents
    currents = Matrix(rows: whole.rows, columns: whole.columns) {
      whole[$0, $1] - base[$1]
    }
  }
}
