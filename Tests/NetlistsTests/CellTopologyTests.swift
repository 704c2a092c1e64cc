import Crossbars
import Foundation
import LinearAlgebra
import Netlists
import TestSupport
import Testing

/// Cells of two devices, run by the stock simulator, against equations of one unknown.
@Suite struct CellTopologyTests {
  static func technology(_ topology: CellTopology, device: any Device = OhmicDevice()) -> Technology
  {
    var technology = ReferenceProblem.technology(device: device)
    technology.cell.topology = topology
    return technology
  }

  /// The root of a growing function between two bounds.
  static func root(_ low: Double, _ high: Double, _ function: (Double) -> Double) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<200 {
      let middle = 0.5 * (low + high)
      if function(middle) < 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }

  @Test(arguments: [0.05, 0.1], [0.25, 1.0, 2.0])
  func `a selector takes its voltage`(characteristic: Double, voltage: Double) throws {
    let selector = Selector(saturationCurrent: 1e-7, characteristicVoltage: characteristic)
    let crossbar = Crossbar(
      technology: Self.technology(.selector(selector)), conductances: Matrix([[1e-5]]))
    let inputs = Matrix([[0], [voltage], [-voltage], [0.1 * voltage]])
    let deck = CrossbarDeck(crossbar, inputs: inputs)
    let currents = try StockSimulator.run(deck.standalone(name: "1S1R"), columns: 1)
    for (sample, row) in currents.enumerated() {
      // V = I (Rs + R + Rk) + Vs asinh(I / Is).
      let expected = Self.root(-1e-3, 1e-3) {
        $0 * 100_600 + characteristic * asinh($0 / 1e-7) - inputs[sample, 0]
      }
      // Newton in the simulator stops at reltol 1e-9.
      #expect(
        Tolerance(relative: 1e-8, absolute: 1e-20).admits(row[0], reference: expected),
        "\(row[0]), \(expected)")
    }
  }

  static let square = AccessTransistor(
    model: .level1(
      Level1Parameters(
        thresholdVoltage: 0.4, transconductance: 3e-4, channelLengthModulation: 0.05,
        bodyEffect: 0.3, surfacePotential: 0.7, junctionCurrent: 0)),
    width: 90e-9, length: 45e-9, gateVoltage: 1)

  /// Shichman and Hodges' law with drain at `drain` and source at `source`, bulk at 0 V.
  static func squareLaw(drain: Double, source: Double, shift: Double) -> Double {
    guard drain >= source else { return -squareLaw(drain: source, source: drain, shift: shift) }
    // SPICE goes on with the tangent where the bulk is above the source.
    let root = 0.7.squareRoot()
    let body = source >= 0 ? (0.7 + source).squareRoot() : root + source / (2 * root)
    let threshold = 0.4 + shift + 0.3 * (body - root)
    let overdrive = 1 - source - threshold
    let across = drain - source
    guard overdrive > 0 else { return 0 }
    let beta = 3e-4 * 2 * (1 + 0.05 * across)
    return across < overdrive
      ? beta * across * (overdrive - 0.5 * across) : 0.5 * beta * overdrive * overdrive
  }

  @Test(arguments: [0.0, 0.03, -0.05], [1e-5, 1e-3])
  func `a transistor conducts by its square law`(shift: Double, conductance: Double) throws {
    let crossbar = Crossbar(
      technology: Self.technology(.transistor(Self.square)), conductances: Matrix([[conductance]]),
      deviations: ArrayDeviations(thresholdShifts: Matrix([[shift]])))
    let inputs = Matrix([[0], [0.05], [0.5], [1.4], [-0.2]])
    let deck = CrossbarDeck(crossbar, inputs: inputs)
    let currents = try StockSimulator.run(deck.standalone(name: "1T1R"), columns: 1)
    for (sample, row) in currents.enumerated() {
      let expected = Self.root(-1e-3, 1e-3) { current in
        current
          - Self.squareLaw(
            drain: inputs[sample, 0] - current * (500 + 1 / conductance), source: current * 100,
            shift: shift)
      }
      // Newton in the simulator stops at reltol 1e-9; the option gmin leaks 1e-12 S at the drain.
      #expect(
        Tolerance(relative: 1e-8, absolute: 1e-12 * inputs[sample, 0].magnitude + 1e-30).admits(
          row[0], reference: expected),
        "input \(inputs[sample, 0]): \(row[0]), \(expected)")
    }
  }

  @Test func `an absent cell takes its selector or transistor along`() {
    for topology in [
      CellTopology.selector(Selector(saturationCurrent: 1e-7, characteristicVoltage: 0.1)),
      .transistor(Self.square),
    ] {
      let deck = CrossbarDeck(
        Crossbar(
          technology: Self.technology(topology), conductances: Matrix([[1e-5, 0], [1e-5, 1e-5]])),
        inputs: Matrix([[0.1, 0.1]]))
      #expect(!deck.circuit.contains("0_1 w0_1 "))
      #expect(!deck.circuit.contains("x0_1"))
      #expect(deck.circuit.contains("x1_1"))
    }
  }

  @Test func `a 1T1R deck holds its elements and nothing else`() {
    let crossbar = Crossbar(
      technology: Self.technology(.transistor(Self.square)),
      conductances: Matrix([[1e-5], [2e-5]]),
      deviations: ArrayDeviations(thresholdShifts: Matrix([[0], [0.25]])))
    let lines = CrossbarDeck(crossbar, inputs: Matrix([[0.1, 0.2]])).circuit
      .split(separator: "\n").map(String.init)
    let parameters = "lambda=0.05 gamma=0.3 phi=0.7 rd=0.0 rs=0.0 is=0.0"
    #expect(
      lines == [
        "* crossbar: 2 rows x 1 columns, ohmic cells in 1T1R, 1 input vectors",
        ".options reltol=1e-9 vntol=1e-14 gmin=1e-12 abstol=1e-17 temp=27.0 tnom=27.0",
        "vindex index 0 dc 0",
        "vin0 in0 0 dc 0.1", "rdrv0 in0 w0_0 500.0",
        "vin1 in1 0 dc 0.2", "rdrv1 in1 w1_0 500.0",
        ".model access nmos level=1 vto=0.4 kp=0.0003 \(parameters)",
        "vgate0 gate0 0 dc 1.0", "vgate1 gate1 0 dc 1.0",
        "rc1_0 w1_0 x1_0 \(1 / 2e-5)",
        ".model access1_0 nmos level=1 vto=0.65 kp=0.0003 \(parameters)",
        "m1_0 x1_0 gate1 b1_0 0 access1_0 w=9e-08 l=4.5e-08",
        "rb1_0 b0_0 b1_0 2.5",
        "rc0_0 w0_0 x0_0 \(1 / 1e-5)",
        "m0_0 x0_0 gate0 b0_0 0 access w=9e-08 l=4.5e-08",
        "rsns0 b1_0 s0 100.0", "vsense0 s0 0 dc 0",
        ".end",
      ])
  }
}
