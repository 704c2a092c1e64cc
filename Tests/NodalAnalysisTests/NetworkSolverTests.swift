import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// The general network beside block elimination, SPICE and closed forms.
@Suite struct NetworkSolverTests {
  /// The column currents of an array changed in its technology.
  private func read(
    _ conductances: Matrix, _ inputs: Matrix, deviations: ArrayDeviations = .none,
    device: any Device = OhmicDevice(), change: (inout Technology) -> Void
  ) throws -> Matrix {
    var technology = ReferenceProblem.technology(device: device)
    change(&technology)
    return try NodalSolver().program(
      Crossbar(technology: technology, conductances: conductances, deviations: deviations)
    ).read(inputs)
  }

  private func expect(
    _ currents: Matrix, _ reference: Matrix, within relative: Double, _ comment: String = ""
  ) {
    let difference = (currents - reference).largestMagnitude
    #expect(difference <= relative * reference.largestMagnitude, "\(comment): \(difference)")
  }

  @Test(arguments: 0..<40, [true, false])
  func `agrees with block elimination`(seed: Int, isOhmic: Bool) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: isOhmic, largest: (24, 16))
    let blocks = try NodalSolver().program(array.crossbar).read(array.inputs)
    let network = try NodalSolver(.network).program(array.crossbar).read(array.inputs)
    // Both meet Kirchhoff's law to rounding.
    expect(network, blocks, within: 1e-12, "\(array)")
  }

  @Test(arguments: 0..<240)
  func `meets Kirchhoff's law in every topology and mode`(seed: Int) throws {
    let array = RandomCircuit(seed: UInt64(seed))
    for outcome in try NodalSolver().program(array.crossbar).solve(array.inputs) {
      guard case .converged(let solution) = outcome else {
        Issue.record("\(array): \(outcome)")
        continue
      }
      #expect(solution.residual.isWithin(1e-10), "\(array): \(solution.residual)")
      #expect(solution.columnCurrents.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: 0..<40)
  func `finds the currents of the simulator`(seed: Int) throws {
    let array = RandomCircuit(
      seed: UInt64(1000 + seed), largest: (5, 4), hasZeros: false, batch: 1)
    let currents = try NodalSolver().program(array.crossbar).read(array.inputs)
    let deck = PlainDeck(array.crossbar, inputs: array.inputs.row(0)).text
    let simulated = try StockSimulator.run(deck, columns: array.crossbar.columns)
    #expect(simulated.first?.count == array.crossbar.columns, "\(array)")
    // The simulator stops at a relative tolerance of 1e-10.
    expect(currents, Matrix(simulated), within: 1e-8, "\(array)")
  }

  @Test(arguments: 0..<60)
  func `reads one vector as it reads it in a batch`(seed: Int) throws {
    let array = RandomCircuit(seed: UInt64(2000 + seed), largest: (6, 6), batch: 6)
    let solver = try NodalSolver().program(array.crossbar)
    let batch = try solver.read(array.inputs)
    for sample in (0..<6).reversed() {
      let alone = try solver.read(array.inputs.rows(sample..<sample + 1))
      #expect(alone.row(0) == batch.row(sample), "\(array)")
    }
  }

  @Test func `drives a column above its ideal current through a floating row`() throws {
    // Row 0 has one strong cell and one weak one; row 1 floats with two strong cells, so that
    // current sneaks through it from the first column to the second.
    let (strong, weak) = (1e-4, 1e-7)
    let conductances = Matrix([[strong, weak], [strong, strong]])
    let sense = 1000.0
    let voltage = 0.2
    let currents = try read(conductances, Matrix([[voltage, 0]])) {
      $0.read.mode.unselectedRows = .floating
      $0.resistances.rowSegment = 0
      $0.resistances.columnSegment = 0
      $0.resistances.driver = 0
      $0.resistances.sense = sense
    }
    // The floating row is a conductance k between both bit lines; two nodal equations remain.
    let k = strong * strong / (strong + strong)
    let (a, b) = (strong + 1 / sense + k, weak + 1 / sense + k)
    let determinant = a * b - k * k
    let first = (b * voltage * strong + k * voltage * weak) / determinant
    let second = (a * voltage * weak + k * voltage * strong) / determinant
    expect(currents, Matrix([[first / sense, second / sense]]), within: 1e-14)
    #expect(currents[0, 1] > 10 * voltage * weak)
  }

  @Test func `sees both ends of a word line`() throws {
    let conductances = Matrix(rows: 1, columns: 1, repeating: 1e-4)
    let inputs = Matrix([[0.2]])
    let double = try read(conductances, inputs) { $0.read.mode.driveSide = .double }
    let half = try read(conductances, inputs) { $0.resistances.driver /= 2 }
    expect(double, half, within: 1e-14)

    let random = RandomArray(seed: 8, isOhmic: false).crossbar.conductances
    let drive = Matrix(rows: 1, columns: random.rows, repeating: 0.2)
    let mirrored = Matrix(rows: random.rows, columns: random.columns) {
      random[$0, random.columns - 1 - $1]
    }
    let change = { (technology: inout Technology) in technology.read.mode.driveSide = .double }
    let currents = try read(random, drive, change: change)
    let back = try read(mirrored, drive, change: change)
    expect(Matrix([back.row(0).reversed()]), currents, within: 1e-12)
  }

  @Test func `sees both ends of a bit line`() throws {
    let random = RandomArray(seed: 9, isOhmic: false)
    let conductances = random.crossbar.conductances
    let turned = Matrix(rows: conductances.rows, columns: conductances.columns) {
      conductances[conductances.rows - 1 - $0, $1]
    }
    let turnedInputs = Matrix(rows: random.inputs.rows, columns: conductances.rows) {
      random.inputs[$0, conductances.rows - 1 - $1]
    }
    let device = SinhDevice(characteristicVoltage: 0.2)
    let bottom = try read(turned, turnedInputs, device: device) { _ in }
    let top = try read(conductances, random.inputs, device: device) {
      $0.read.mode.senseSide = .top
    }
    expect(top, bottom, within: 1e-12)

    let one = Matrix(rows: 1, columns: 3, repeating: 1e-4)
    let both = try read(one, Matrix([[0.2]])) { $0.read.mode.senseSide = .both }
    let half = try read(one, Matrix([[0.2]])) { $0.resistances.sense /= 2 }
    expect(both, half, within: 1e-14)
  }

  @Test(arguments: [ReadMode.UnselectedRows.half, .third])
  func `holds unselected rows at a part of the read voltage`(
    unselected: ReadMode.UnselectedRows
  ) throws {
    let conductances = Matrix(rows: 4, columns: 3) { Double(1 + ($0 * 3 + $1) % 5) * 1e-5 }
    let part = 0.25 / (unselected == .half ? 2 : 3)
    let currents = try read(conductances, Matrix([[0.25, 0, 0.1, 0]])) {
      $0.read.mode.unselectedRows = unselected
    }
    let reference = try read(conductances, Matrix([[0.25, part, 0.1, part]])) { _ in }
    expect(currents, reference, within: 1e-14)
  }

  @Test(arguments: [1, 10, 1e3, 1e6, 1e9], [(0.0, 0.0), (2e-3, 0), (0, 100), (-2e-3, 100)])
  func `meets the closed form of an amplifier`(
    gain: Double, ends: (offset: Double, sense: Double)
  ) throws {
    let (offset, sense) = ends
    let (conductance, feedback, driver, voltage) = (1e-5, 2e4, 500.0, 0.2)
    let currents = try read(
      Matrix([[conductance]]), Matrix([[voltage]]),
      deviations: ArrayDeviations(senseOffsets: [offset])
    ) {
      $0.resistances.sense = sense
      $0.periphery.amplifier = TransimpedanceAmplifier(
        feedbackResistance: feedback, openLoopGain: gain)
    }
    // I = (x + A₀ (x − e)) / R_f is a resistance R_f / (1 + A₀) to a source of e A₀ / (1 + A₀).
    let expected =
      (voltage - offset * gain / (1 + gain))
      / (driver + 1 / conductance + sense + feedback / (1 + gain))
    expect(currents, Matrix([[expected]]), within: 1e-13)
  }

  @Test func `saturates with its amplifier`() throws {
    // An output of 0.1 V at most through 20 kΩ takes 5 µA; the input rises with what remains.
    let currents = try read(Matrix([[1e-3]]), Matrix([[0.2]])) {
      $0.resistances.driver = 0
      $0.resistances.sense = 0
      $0.periphery.amplifier = TransimpedanceAmplifier(
        feedbackResistance: 2e4, openLoopGain: 1e6, saturationVoltage: 0.1)
    }
    // tanh(10⁶ x / 0.1) is 1 to rounding for x near 0.18 V: a divider between 0.2 V and −0.1 V.
    expect(currents, Matrix([[0.3 / (1000 + 2e4)]]), within: 1e-13)
  }

  @Test func `gives every line its own wires and every transistor its threshold`() throws {
    let conductances = Matrix(rows: 4, columns: 3) { Double(1 + ($0 * 3 + $1) % 5) * 1e-5 }
    let inputs = Matrix([[0.25, 0.2, 0.1, 0]])
    let factors = ArrayDeviations(
      rowWireFactors: Array(repeating: 2, count: 4),
      columnWireFactors: Array(repeating: 3, count: 3))
    let currents = try read(conductances, inputs, deviations: factors) { _ in }
    let reference = try read(conductances, inputs) {
      $0.resistances.rowSegment *= 2
      $0.resistances.columnSegment *= 3
    }
    expect(currents, reference, within: 1e-12)

    func transistor(_ gate: Double) -> (inout Technology) -> Void {
      {
        $0.cell.topology = .transistor(
          AccessTransistor(
            model: .level1(Level1Parameters(thresholdVoltage: 0.4, transconductance: 2e-4)),
            width: 1e-6, length: 1e-6, gateVoltage: gate))
      }
    }
    let shifted = try read(
      conductances, inputs,
      deviations: ArrayDeviations(
        thresholdShifts: Matrix(rows: 4, columns: 3, repeating: 0.125)),
      change: transistor(1.125))
    expect(shifted, try read(conductances, inputs, change: transistor(1)), within: 1e-12)
  }

  @Test(arguments: 0..<30)
  func `linearizes whole cells at zero volts`(seed: Int) throws {
    let array = RandomCircuit(seed: UInt64(3000 + seed), largest: (6, 6))
    var technology = array.crossbar.technology
    technology.read.mode.unselectedRows = .grounded
    var deviations = array.crossbar.deviations
    deviations.senseOffsets = nil
    let crossbar = Crossbar(
      technology: technology, conductances: array.crossbar.conductances, deviations: deviations)
    let matrix = try EquivalentConductance.matrix(of: crossbar)
    // So small a voltage that the curvature of no cell matters: exp(1e-7 / 0.025).
    let inputs = Matrix(rows: 1, columns: crossbar.rows) { 1e-8 * Double(1 + $1) }
    let exact = try NodalSolver().program(crossbar).read(inputs)
    expect(inputs * matrix, exact, within: 1e-5, "\(array)")
  }

  @Test(arguments: [100.0, 1e-3], [1e6, 10])
  func `solves what is far from ordinary`(segment: Double, ratio: Double) throws {
    var technology = ReferenceProblem.technology(row: segment, column: segment, on: 1e4)
    technology.read.mode = ReadMode(
      unselectedRows: .floating, driveSide: .double, senseSide: .both)
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 48, columns: 40) {
        ($0 * 7 + $1 * 3) % 5 == 0 ? 1e-4 : 1e-4 / ratio
      })
    let inputs = Matrix([(0..<48).map { $0 % 3 == 0 ? 0.25 : 0 }])
    let outcome = try NodalSolver().program(crossbar).solve(inputs)[0]
    guard case .converged(let solution) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(solution.residual.isWithin(1e-10), "\(solution.residual)")
  }

  @Test func `solves rows that float behind selectors that hardly conduct`() throws {
    var technology = ReferenceProblem.technology(row: 1e-3, column: 1e-3)
    technology.cell.topology = .selector(
      Selector(saturationCurrent: 1e-18, characteristicVoltage: 0.02))
    technology.read.mode.unselectedRows = .floating
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix(rows: 6, columns: 4, repeating: 1e-5))
    let outcome = try NodalSolver().program(crossbar).solve(Matrix([[0.5, 0, 0, 0.5, 0, 0]]))[0]
    guard case .converged(let solution) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    // Nothing flows from column to column, so a column has the currents of its two driven cells.
    let law = try #require(technology.cellLaw)
    let cell = law.current(word: 0.5, bit: 0, conductance: 1e-5, thresholdShift: 0).current
    for current in solution.columnCurrents {
      // Four cells of 31 nA make 60 µV across the driver: 0.3 % in the selector's exponent.
      #expect(Tolerance(relative: 1e-2).admits(current, reference: 2 * cell), "\(current)")
    }
  }

  @Test func `has no second opinion on a card that the simulator alone evaluates`() {
    var technology = ReferenceProblem.technology()
    technology.cell.topology = .transistor(
      AccessTransistor(
        model: .bsim4(AccessTransistor.ModelCard(file: "n.pm", name: "nch", text: "")),
        width: 1e-7, length: 5e-8, gateVoltage: 1))
    let crossbar = Crossbar(technology: technology, conductances: Matrix([[1e-5]]))
    #expect(throws: (any Error).self) { try NodalSolver().program(crossbar) }
  }
}
