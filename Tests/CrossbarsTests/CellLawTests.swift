import Crossbars
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// The laws of cells against the simulator, element by element.
@Suite struct CellLawTests {
  private static let options = "reltol=1e-10 vntol=1e-15 abstol=1e-21 gmin=1e-12"

  /// Runs a cell between a swept word line and a held bit line.
  private func sweep(
    _ cell: [String], bit: Double, gate: Double, temperature: Double, nominal: Double,
    from first: Double, to last: Double, points: Int
  ) throws -> [(word: Double, wordCurrent: Double, bitCurrent: Double)] {
    let step = (last - first) / Double(points - 1)
    let lines =
      [
        "* one cell",
        ".options \(Self.options) temp=\(temperature) tnom=\(nominal)",
        "vword w 0 0", "vbit b 0 \(bit)", "vgate g 0 \(gate)",
      ] + cell + [
        ".control", "set numdgt=16", "set width=1000", "set nobreak",
        "dc vword \(first) \(last + 0.01 * step) \(step)", "print v(w) i(vword) i(vbit)",
      ] + StockSimulator.end
    return try StockSimulator.run(lines.joined(separator: "\n") + "\n", columns: 3).map {
      ($0[0], -$0[1], $0[2])
    }
  }

  private func compare(
    _ law: any CellLaw, _ cell: [String], conductance: Double, shift: Double = 0, bit: Double,
    gate: Double = 0, temperature: Double = 27, nominal: Double? = nil, reach: Double
  ) throws {
    let points = try sweep(
      cell, bit: bit, gate: gate, temperature: temperature, nominal: nominal ?? temperature,
      from: -reach, to: reach, points: 41)
    #expect(points.count == 41)
    for point in points {
      let value = law.current(
        word: point.word, bit: bit, conductance: conductance, thresholdShift: shift)
      // The simulator stops at a relative tolerance of 1e-10, and it rounds conductances (those of
      // a transistor's resistances are of 1 mS) times voltages where their sums are small.
      let tolerance = Tolerance(
        relative: 1e-9, absolute: 1e-15 * (conductance + 1e-3) * (reach + bit.magnitude))
      #expect(
        tolerance.admits(value.current, reference: point.bitCurrent),
        "bit current at \(point.word) V, bit \(bit) V: \(value.current), \(point.bitCurrent)")
      #expect(
        tolerance.admits(value.wordCurrent, reference: point.wordCurrent),
        "word current at \(point.word) V, bit \(bit) V: \(value.wordCurrent), \(point.wordCurrent)")
    }
  }

  @Test(arguments: 0..<12)
  func `passes the current of a simulated level-1 transistor and a resistor`(seed: Int) throws {
    var chance = SeededGenerator(seed: UInt64(seed), stream: 71)
    let hasResistances = seed % 3 == 1
    let parameters = Level1Parameters(
      thresholdVoltage: 0.3 + 0.5 * chance.uniform(),
      transconductance: 1e-4 * (1 + chance.uniform()),
      channelLengthModulation: seed % 4 == 0 ? 0 : 0.1 * chance.uniform(),
      bodyEffect: seed % 2 == 0 ? 0.5 * chance.uniform() : 0,
      surfacePotential: 0.5 + 0.4 * chance.uniform(),
      drainResistance: hasResistances ? 2000 * chance.uniform() : 0,
      sourceResistance: hasResistances ? 2000 * chance.uniform() : 0,
      junctionCurrent: seed == 5 ? 1e-9 : 1e-14)
    let temperature = seed % 5 == 0 ? 85.0 : 27
    let (width, length) = (1e-6 * (1 + chance.uniform()), 0.5e-6)
    let gate = 2 * chance.uniform()
    let shift = seed % 2 == 0 ? 0 : 0.05 * chance.uniform()
    let resistance = [1e3, 1e5, 1e8][seed % 3]
    let law = TransistorCell(
      device: OhmicDevice(),
      transistor: SquareLawTransistor(
        parameters, width: width, length: length, temperature: temperature),
      gateVoltage: gate)
    let cell = [
      "rc w d \(resistance)",
      "m0 d g b 0 nch w=\(width) l=\(length)",
      ".model nch nmos level=1 vto=\(parameters.thresholdVoltage + shift) "
        + "kp=\(parameters.transconductance) lambda=\(parameters.channelLengthModulation) "
        + "gamma=\(parameters.bodyEffect) phi=\(parameters.surfacePotential) "
        + "rd=\(parameters.drainResistance) rs=\(parameters.sourceResistance) "
        + "is=\(parameters.junctionCurrent)",
    ]
    for bit in [0, 0.02, 0.4, -0.3] {
      try compare(
        law, cell, conductance: 1 / resistance, shift: shift, bit: bit, gate: gate,
        temperature: temperature, reach: 1.5)
    }
  }

  @Test(arguments: [-55, 0, 85, 125, 200], [27, -20] as [Double])
  func `moves with the temperature as the simulated transistor does`(
    temperature: Double, nominal: Double
  ) throws {
    let parameters = Level1Parameters(
      thresholdVoltage: 0.4, transconductance: 2e-4, channelLengthModulation: 0.05,
      bodyEffect: 0.3, surfacePotential: 0.7, drainResistance: 300, sourceResistance: 500,
      junctionCurrent: 1e-14)
    let law = TransistorCell(
      device: OhmicDevice(),
      transistor: SquareLawTransistor(
        parameters, width: 1e-6, length: 0.5e-6, temperature: temperature,
        nominalTemperature: nominal),
      gateVoltage: 1.2)
    let cell = [
      "rc w d 10000", "m0 d g b 0 nch w=1e-6 l=5e-7",
      ".model nch nmos level=1 vto=0.4 kp=2e-4 lambda=0.05 gamma=0.3 phi=0.7 rd=300 rs=500 is=1e-14",
    ]
    for bit in [0, 0.3] {
      try compare(
        law, cell, conductance: 1e-4, bit: bit, gate: 1.2, temperature: temperature,
        nominal: nominal, reach: 0.8)
    }
    let still = SquareLawTransistor(
      parameters, width: 1e-6, length: 0.5e-6, temperature: nominal)
    let moved = SquareLawTransistor(
      parameters, width: 1e-6, length: 0.5e-6, temperature: nominal, nominalTemperature: nominal)
    #expect(
      still.currents(drain: 0.3, source: 0.1, gate: 1)
        == moved.currents(drain: 0.3, source: 0.1, gate: 1))
  }

  @Test(arguments: [0.05, 0.4, 1])
  func `passes the current of a simulated transistor and a sinh device`(scale: Double) throws {
    let law = TransistorCell(
      device: SinhDevice(characteristicVoltage: 0.25),
      transistor: SquareLawTransistor(
        Level1Parameters(thresholdVoltage: 0.4, transconductance: 2e-4, bodyEffect: 0.3),
        width: 1e-6, length: 1e-6, temperature: 27),
      gateVoltage: scale * 1.8)
    let cell = [
      "bc w d i=2.5e-6*sinh(v(w,d)/0.25)",
      "m0 d g b 0 nch w=1e-6 l=1e-6",
      ".model nch nmos level=1 vto=0.4 kp=2e-4 gamma=0.3 phi=0.6",
    ]
    try compare(law, cell, conductance: 1e-5, bit: 0.01, gate: scale * 1.8, reach: 1)
  }

  @Test(arguments: [(1e-12, 0.05), (1e-9, 0.1), (1e-6, 0.25), (1e-3, 0.25)], [true, false])
  func `passes the current of a simulated selector and a memory device`(
    selector: (current: Double, voltage: Double), isOhmic: Bool
  ) throws {
    let device: any Device = isOhmic ? OhmicDevice() : SinhDevice(characteristicVoltage: 0.25)
    let law = SelectorCell(
      device: device,
      selector: Selector(
        saturationCurrent: selector.current, characteristicVoltage: selector.voltage))
    let cell = [
      "bs w m i=\(selector.current)*sinh(v(w,m)/\(selector.voltage))",
      isOhmic ? "rc m b 100000" : "bc m b i=2.5e-6*sinh(v(m,b)/0.25)",
    ]
    try compare(law, cell, conductance: 1e-5, bit: 0.01, reach: 0.9)
  }

  /// All laws, with voltages at which each works.
  private static let laws: [(name: String, law: any CellLaw)] = [
    ("1R", MemoryCell(device: SinhDevice(characteristicVoltage: 0.1))),
    (
      "1S1R",
      SelectorCell(
        device: SinhDevice(characteristicVoltage: 0.3),
        selector: Selector(saturationCurrent: 1e-8, characteristicVoltage: 0.08))
    ),
    (
      "1T1R",
      TransistorCell(
        device: SinhDevice(characteristicVoltage: 0.3),
        transistor: SquareLawTransistor(
          Level1Parameters(
            thresholdVoltage: 0.4, transconductance: 2e-4, channelLengthModulation: 0.05,
            bodyEffect: 0.4, drainResistance: 500, sourceResistance: 800),
          width: 1e-6, length: 1e-6, temperature: 27),
        gateVoltage: 1.3)
    ),
  ]

  @Test(arguments: 0..<3, 0..<40)
  func `states the slopes of its currents`(kind: Int, seed: Int) {
    let law = Self.laws[kind].law
    var chance = SeededGenerator(seed: UInt64(seed), stream: 72)
    let (word, bit) = (2 * chance.uniform() - 1, 0.8 * chance.uniform() - 0.4)
    let conductance = 1e-4 * chance.uniform()
    func at(_ word: Double, _ bit: Double) -> CellCurrent {
      law.current(word: word, bit: bit, conductance: conductance, thresholdShift: 0.02)
    }
    let step = 1e-6
    let value = at(word, bit)
    func check(_ slope: Double, _ high: Double, _ low: Double, _ name: String) {
      // A central difference is off by the third derivative times 1e-12, and by rounding.
      let tolerance = Tolerance(relative: 1e-5, absolute: 1e-15 / step)
      #expect(
        tolerance.admits(slope, reference: (high - low) / (2 * step)),
        "\(Self.laws[kind].name) at \(word) V, \(bit) V: \(name)")
    }
    let (up, down) = (at(word + step, bit), at(word - step, bit))
    let (right, left) = (at(word, bit + step), at(word, bit - step))
    check(value.wordSlope, up.current, down.current, "current by word line")
    check(-value.bitSlope, right.current, left.current, "current by bit line")
    check(value.leakWordSlope, up.leak, down.leak, "leak by word line")
    check(value.leakBitSlope, right.leak, left.leak, "leak by bit line")
    #expect(value.wordSlope >= 0 && value.bitSlope >= 0)
  }

  @Test func `passes nothing through a cell of no conductance`() {
    for (name, law) in Self.laws {
      let value = law.current(word: 0.4, bit: 0.1, conductance: 0, thresholdShift: 0)
      #expect(value == .none, "\(name)")
    }
  }

  @Test func `has no law for a card that the simulator alone evaluates`() {
    var technology = ReferenceProblem.technology()
    technology.cell.topology = .transistor(
      AccessTransistor(
        model: .bsim4(AccessTransistor.ModelCard(file: "n.pm", name: "nch", text: "")),
        width: 1e-7, length: 5e-8, gateVoltage: 1))
    #expect(technology.cellLaw == nil)
  }
}
