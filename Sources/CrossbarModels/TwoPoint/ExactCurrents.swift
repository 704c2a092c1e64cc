internal import LinearAlgebra
internal import NodalAnalysis

/// The exact currents of the vectors that the numbers of a column are fitted to.
struct ExactCurrents {
  /// The driver voltages, in volts; *vectors × rows*.
  let drivers: Matrix
  /// The column currents beyond those at rest, in amperes; *vectors × columns*.
  let currents: Matrix

  init(_ points: TwoPoints, exact: ExactArray) throws {
    drivers = points.fitDrivers
    var found = points.fitCurrents
    let unknown = found.indices.filter { found[$0] == nil }
    let solved = try exact.currents(unknown.map(drivers.row), between: points)
    for (vector, currents) in zip(unknown, solved) { found[vector] = currents }
    let base = points.atRest.currents
    currents = Matrix(rows: drivers.rows, columns: points.array.outputs) { [found] in
      (found[$0]?[$1] ?? 0) - base[$1]
    }
  }
}
