import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// Lines whose cells all have 0 S: no current reaches them, so the array is the one without them.
///
/// The lines left empty here are the ones farthest from the sense circuits and from the drivers. In
/// between, two wire segments would be one of twice the resistance.
@Suite struct IsolatedLineTests {
  struct Read: Sendable, CustomStringConvertible {
    var mode: ReadMode
    /// Row segment, column segment, driver and sense circuit, in ohms.
    var resistances: [Double]
    var isOhmic: Bool

    var description: String {
      "\(mode.unselectedRows) \(mode.driveSide) \(mode.senseSide) \(resistances) "
        + (isOhmic ? "ohmic" : "sinh")
    }

    var technology: Technology {
      var technology = ReferenceProblem.technology(
        device: isOhmic ? OhmicDevice() : SinhDevice(characteristicVoltage: 0.1),
        row: resistances[0], column: resistances[1], driver: resistances[2], sense: resistances[3])
      technology.read.mode = mode
      return technology
    }
  }

  static let reads: [Read] = ReadMode.UnselectedRows.allCases.flatMap { rows in
    [(ReadMode.DriveSide.single, ReadMode.SenseSide.bottom), (.single, .top), (.double, .both)]
      .flatMap { ends in
        [[2.0, 3, 500, 100], [0, 3, 0, 0], [2, 0, 500, 0], [0, 0, 0, 100], [0, 0, 0, 0]].flatMap {
          resistances in
          [true, false].map {
            Read(
              mode: ReadMode(unselectedRows: rows, driveSide: ends.0, senseSide: ends.1),
              resistances: resistances, isOhmic: $0)
          }
        }
      }
  }

  static let cells = Matrix(rows: 3, columns: 4) { Double(1 + ($0 * 5 + $1 * 3) % 7) * 1e-5 }
  static let inputs = Matrix([[0.2, 0, 0.1], [0, 0.2, 0], [0, 0, 0]])

  /// What rounding makes of two eliminations of one network, and the iteration's residual.
  static func requireEqual(_ found: Matrix, _ expected: Matrix, _ read: Read) {
    let error = RelativeError(of: found, against: expected)
    #expect(error.worst <= max(1e-11 * error.fullScale, 1e-30), "\(read): \(found) \(expected)")
  }

  // A bit line sensed at both ends has no far end, unless it has no resistance.
  @Test(
    arguments: reads.filter { $0.mode.senseSide != .both || $0.resistances[1] == 0 }, [0, 0.15])
  func `a row without cells changes nothing, floating or driven`(
    read: Read, input: Double
  ) throws {
    let technology = read.technology
    let place = read.mode.senseSide == .top ? 3 : 0
    var rows = (0..<3).map(Self.cells.row)
    rows.insert([0, 0, 0, 0], at: place)
    let wide = Matrix(
      (0..<3).map { sample in
        var vector = Self.inputs.row(sample)
        vector.insert(input, at: place)
        return vector
      })
    let crossbar = Crossbar(technology: technology, conductances: Matrix(rows))
    try crossbar.validate(inputs: wide, source: "V.npy")
    let solutions = try NodalSolver().program(crossbar).solutions(for: wide)
    let expected = try NodalSolver().program(
      Crossbar(technology: technology, conductances: Self.cells)
    ).read(Self.inputs)
    Self.requireEqual(Matrix(solutions.map(\.columnCurrents)), expected, read)
    for (sample, solution) in solutions.enumerated() {
      // All of the row is at its driver's voltage, and at 0 V without one.
      let driver = crossbar.driverVoltages(for: wide.row(sample))[place]
      let tolerance = Tolerance(relative: 1e-13, absolute: 0)
      for voltage in solution.wordLine.row(place) {
        #expect(tolerance.admits(voltage, reference: driver), "\(read): \(voltage) V")
      }
    }
  }

  @Test(arguments: reads.filter { $0.mode.driveSide == .single })
  func `a column without cells carries nothing and changes nothing`(read: Read) throws {
    let wide = Matrix(rows: 3, columns: 5) { $1 == 4 ? 0 : Self.cells[$0, $1] }
    let found = try NodalSolver().program(
      Crossbar(technology: read.technology, conductances: wide)
    ).read(Self.inputs)
    let expected = try NodalSolver().program(
      Crossbar(technology: read.technology, conductances: Self.cells)
    ).read(Self.inputs)
    Self.requireEqual(
      Matrix((0..<3).map { Array(found.row($0).dropLast()) }), expected, read)
    #expect(found.column(4).allSatisfy { $0 == 0 }, "\(read)")
  }

  @Test(arguments: reads)
  func `an array without cells carries nothing`(read: Read) throws {
    let crossbar = Crossbar(
      technology: read.technology, conductances: Matrix(rows: 3, columns: 4))
    try crossbar.validate(inputs: Self.inputs, source: "V.npy")
    let currents = try NodalSolver().program(crossbar).read(Self.inputs)
    #expect(currents.elements.allSatisfy { $0 == 0 }, "\(read)")
  }
}
