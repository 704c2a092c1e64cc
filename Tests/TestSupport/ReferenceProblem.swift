public import Crossbars
internal import Foundation
public import LinearAlgebra

/// An array under given inputs whose column currents are known by another route.
public struct ReferenceProblem: Sendable, CustomStringConvertible {
  /// What the problem is.
  public let name: String
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public let inputs: Matrix
  /// The column currents, in amperes; *batch × columns*.
  public let currents: Matrix
  /// How far a solver may be from the reference, and why, beside the problem.
  public let tolerance: Tolerance

  /// The name of the problem.
  public var description: String { name }

  /// All problems.
  public static let all: [ReferenceProblem] =
    [
      fourByFourOhmic, fourByFourSinh, singleCell, wirelessArray,
      column(rows: 64, driver: 0, expected: 3.2784500984e-3),
      column(rows: 256, driver: 0, expected: 3.8915761487e-3),
      column(rows: 64, driver: 500, expected: 3.1950989469e-3),
    ] + closedFormColumns

  /// The technologies of the shipped library, without their files.
  public static func technology(
    device: any Device = OhmicDevice(), row: Double = 2.5, column: Double = 2.5,
    driver: Double = 500, sense: Double = 100, on: Double = 100e3, off: Double = 600e3
  ) -> Technology {
    Technology(
      name: "test", cell: Cell(device: device, onResistance: on, offResistance: off),
      resistances: ArrayResistances(
        rowSegment: row, columnSegment: column, driver: driver, sense: sense),
      read: ReadConditions(voltage: 0.25))
  }

  /// The conductances (1 + ((3i + 5j) mod 7)) · 10 µS of the published 4 × 4 example.
  static let fourByFour = Matrix(rows: 4, columns: 4) { i, j in
    Double(1 + (3 * i + 5 * j) % 7) * 10e-6
  }

  /// The inputs of the published 4 × 4 example.
  static let fourInputs = Matrix([[0.1, 0.2, 0.05, 0.25]])

  // Published with 13 digits, by an independent dense nodal solve.
  static let fourByFourOhmic = ReferenceProblem(
    name: "4 × 4 ohmic", crossbar: Crossbar(technology: technology(), conductances: fourByFour),
    inputs: fourInputs,
    currents: Matrix([[18.27479051708e-6, 13.77259647710e-6, 31.38531002563e-6, 20.61654060941e-6]]
    ),
    tolerance: Tolerance(relative: 1e-12))

  // Published with 9 digits, by an independent Newton iteration.
  static let fourByFourSinh = ReferenceProblem(
    name: "4 × 4 sinh",
    crossbar: Crossbar(
      technology: technology(device: SinhDevice(characteristicVoltage: 0.25)),
      conductances: fourByFour),
    inputs: fourInputs,
    currents: Matrix([[19.8234684e-6, 14.5089121e-6, 34.2586609e-6, 22.6174994e-6]]),
    tolerance: Tolerance(relative: 5e-9))

  // Ohm's law: V / (Rs + R + Rk).
  static let singleCell = ReferenceProblem(
    name: "one cell",
    crossbar: Crossbar(
      technology: technology(), conductances: Matrix([[1e-4]])),
    inputs: Matrix([[0.3], [0], [-0.1]]),
    currents: Matrix([[0.3 / 10600], [0], [-0.1 / 10600]]), tolerance: Tolerance(relative: 1e-14))

  // Without wires and ends every cell sees its row's voltage.
  static let wirelessArray: ReferenceProblem = {
    let inputs = Matrix([[0.1, -0.2, 0.05, 0.25], [0, 0, 0.1, 0]])
    return ReferenceProblem(
      name: "4 × 4 without wires",
      crossbar: Crossbar(
        technology: technology(row: 0, column: 0, driver: 0, sense: 0), conductances: fourByFour),
      inputs: inputs, currents: inputs * fourByFour,
      tolerance: Tolerance(relative: 1e-14, absolute: 1e-20))
  }()

  /// One column of equal cells of 10 kΩ; the reference has 11 digits.
  static func column(rows: Int, driver: Double, expected: Double) -> ReferenceProblem {
    ReferenceProblem(
      name: "column of \(rows), \(driver) Ω drivers",
      crossbar: Crossbar(
        technology: technology(driver: driver),
        conductances: Matrix(rows: rows, columns: 1, repeating: 1e-4)),
      inputs: Matrix(rows: 1, columns: rows, repeating: 1),
      currents: Matrix([[expected]]), tolerance: Tolerance(relative: 2e-11))
  }

  // cosh θ = 1 + rc g/2, S = sinh(mθ) / (2 sinh(θ/2)), I/V = g S / (cosh((m − ½)θ) + g S Rk); a
  // driver turns g into g/(1 + g Rs). The hyperbolic functions lose a few digits at large mθ.
  static let closedFormColumns: [ReferenceProblem] = [1, 2, 7, 40].flatMap { rows in
    [(0.0, 0.0, 30.0), (500.0, 0.0, 5.0), (50.0, 200.0, 0.5)].map { driver, sense, segment in
      let cell = 3e-5
      let g = cell / (1 + cell * driver)
      let theta = acosh(1 + segment * g / 2)
      let s = sinh(Double(rows) * theta) / (2 * sinh(theta / 2))
      let current = g * s / (cosh((Double(rows) - 0.5) * theta) + g * s * sense)
      return ReferenceProblem(
        name: "column of \(rows): \(driver), \(segment), \(sense) Ω",
        crossbar: Crossbar(
          technology: technology(row: 7, column: segment, driver: driver, sense: sense),
          conductances: Matrix(rows: rows, columns: 1, repeating: cell)),
        inputs: Matrix(rows: 1, columns: rows, repeating: 0.25),
        currents: Matrix([[0.25 * current]]), tolerance: Tolerance(relative: 1e-9))
    }
  }
}
