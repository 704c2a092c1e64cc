import Crossbars
import Foundation
import LinearAlgebra
import Testing

/// The amplifier behind a pair of columns, against its nodal equations.
struct DifferenceAmplifierTests {
  private static let deviation = DifferenceAmplifier.Deviation(
    offset: 3e-3, resistors: [0.01, -0.02, 0.03, -0.005])

  /// The output of the linear circuit by elimination of its two inner nodes and the output.
  private func nodalOutput(
    _ amplifier: DifferenceAmplifier, positive: Double, negative: Double,
    _ deviation: DifferenceAmplifier.Deviation
  ) -> Double {
    let g = amplifier.resistances(deviation).map { 1 / $0 }
    // x⁺ (g3 + g4) = vn g3; x⁻ (g1 + g2) − out g2 = vp g1; out = A (x⁺ − x⁻ + e).
    let plus = negative * g[2] / (g[2] + g[3])
    let gain = amplifier.openLoopGain
    let offset = amplifier.offset + deviation.offset
    let (a, b, c, d) = (g[0] + g[1], -g[1], gain, 1.0)
    let (r, s) = (positive * g[0], gain * (plus + offset))
    return (a * s - c * r) / (a * d - b * c)
  }

  @Test(arguments: [1.0, 40, 1e5], [0.5, 1, 8])
  func `a linear amplifier is the solution of its nodal equations`(open: Double, gain: Double) {
    let amplifier = DifferenceAmplifier(
      inputResistance: 2e4, gain: gain, openLoopGain: open, offset: -1e-3)
    for (positive, negative) in [(-0.1, -0.1), (-0.3, -0.05), (0.02, -0.4), (0, 0)] {
      let found = amplifier.output(
        positive: positive, negative: negative, deviation: Self.deviation)
      let wanted = nodalOutput(
        amplifier, positive: positive, negative: negative, Self.deviation)
      // The elimination subtracts numbers that are A times as large as what is left.
      #expect((found - wanted).magnitude <= 1e-15 * (1 + open))
      let transfer = amplifier.transfer(Self.deviation)
      let parts =
        transfer.differential * (negative - positive)
        + transfer.common * (negative + positive) / 2 + transfer.output
      #expect((found - parts).magnitude <= 1e-15 * (1 + open))
    }
  }

  @Test(arguments: [1.0, 40, 1e5], [0.1, 1])
  func `a saturating amplifier meets its equation and its limits`(open: Double, limit: Double) {
    let amplifier = DifferenceAmplifier(
      inputResistance: 2e4, gain: 4, openLoopGain: open, saturationVoltage: limit)
    var last = -Double.infinity
    for step in -60...60 {
      let difference = 0.02 * Double(step)
      let output = amplifier.output(
        positive: -0.2 - difference / 2, negative: -0.2 + difference / 2,
        deviation: Self.deviation)
      #expect(output.magnitude <= limit && output >= last)
      last = output
      guard output.magnitude < 0.999 * limit else { continue }
      // What is between the inputs makes the output.
      let resistances = amplifier.resistances(Self.deviation)
      let plus =
        (-0.2 + difference / 2) * resistances[3] / (resistances[2] + resistances[3])
      let minus =
        ((-0.2 - difference / 2) * resistances[1] + output * resistances[0])
        / (resistances[0] + resistances[1])
      let wanted = limit * tanh(open * (plus - minus + 3e-3) / limit)
      #expect((output - wanted).magnitude <= 1e-15 * (1 + open))
    }
    #expect(last > 0.99 * limit || open == 1)
  }

  @Test func `an equal amplifier far from saturation is the linear one`() {
    let linear = DifferenceAmplifier(inputResistance: 1e4, gain: 3, openLoopGain: 1e4)
    var saturating = linear
    saturating.saturationVoltage = 100
    for difference in [-0.1, 1e-6, 0, 0.2] {
      let (a, b) = (
        linear.output(positive: -0.1 - difference, negative: -0.1),
        saturating.output(positive: -0.1 - difference, negative: -0.1)
      )
      // The bend of the tanh is (v / S)² / 3 of the part 1 / A β that is not fed back.
      #expect((a - b).magnitude <= 1e-8 * a.magnitude)
      #expect((a - 3 * difference / (1 + 4e-4)).magnitude <= 1e-14)
    }
  }

  @Test func `pairs lie beside each other or in halves, as weights do`() {
    for (pairs, arrangement) in [
      (DifferenceAmplifier.Pairs.interleaved, ColumnArrangement.interleaved),
      (.separated, .separated),
    ] {
      let currents = Matrix([(0..<8).map { Double($0 * $0) }])
      let wanted = arrangement.differences(of: currents)
      for pair in 0..<4 {
        let place = pairs.columns(ofPair: pair, of: 8)
        #expect(
          currents[0, place.positive] - currents[0, place.negative] == wanted[0, pair])
      }
    }
  }

  @Test func `a reading has the differences of the amplifiers of its columns`() {
    var technology = Technology(
      name: "t", cell: Cell(device: OhmicDevice(), onResistance: 1e5, offResistance: 1e6),
      resistances: ArrayResistances(segments: 1, ends: 1), read: ReadConditions(voltage: 0.3))
    let amplifier = DifferenceAmplifier(inputResistance: 1e4, gain: 2, openLoopGain: 1e5)
    technology.periphery = Periphery(
      amplifier: TransimpedanceAmplifier(feedbackResistance: 1e4, openLoopGain: 1e9),
      difference: amplifier,
      converter: .senseAmplifier(
        ClockedSenseAmplifier(
          supplyVoltage: 1, regenerationTime: 1e-11, decisionTime: 2e-10)))
    var crossbar = Crossbar(
      technology: technology, conductances: Matrix(rows: 1, columns: 4, repeating: 1e-5))
    let currents = Matrix([[3e-6, 1e-6, 1e-6, 1.5e-6]])
    let reading = crossbar.readout.reading(currents: currents)
    // 2 · 10 kΩ · (I⁺ − I⁻), less 3 / A of it.
    #expect(((reading.differenceVoltages?[0, 0] ?? 0) - 0.04).magnitude < 2e-6)
    #expect(((reading.differenceVoltages?[0, 1] ?? 0) + 0.01).magnitude < 1e-6)
    #expect(reading.outputs?.decisions == Matrix([[1, -1]]))
    // An offset beyond the difference turns the decision.
    crossbar = Crossbar(
      technology: technology, conductances: crossbar.conductances,
      deviations: ArrayDeviations(latchOffsets: [0.05, -0.02]))
    #expect(
      crossbar.readout.reading(currents: currents).outputs?.decisions == Matrix([[-1, 1]]))
    // A part of the columns has no pairs.
    #expect(crossbar.readout.reading(currents: currents.columns(0..<2)).outputs == nil)
  }
}
