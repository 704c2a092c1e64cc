import Crossbars
import Foundation
import LinearAlgebra
import TestSupport
import Testing

@Suite struct TabulatedTransistorTests {
  /// A transistor after Enz, Krummenacher and Vittoz, which is smooth from weak to strong
  /// inversion, with a leak into the bulk.
  private static func current(drain: Double, source: Double, gate: Double) -> Double {
    func part(_ voltage: Double) -> Double {
      let logarithm = log1p(exp(((gate - 0.4) / 1.3 - voltage) / 0.1))
      return 2e-5 * logarithm * logarithm
    }
    return part(source) - part(drain)
  }

  private static func leak(_ drain: Double) -> Double { 1e-12 * drain }

  private static func tabulated(gates: [Double]) -> TabulatedTransistor {
    let drains = (0...60).map { -0.2 + 0.02 * Double($0) }
    let sources = (0...30).map { -0.1 + 0.02 * Double($0) }
    func table(_ value: (Double, Double, Double) -> Double) -> [Matrix] {
      gates.map { gate in
        Matrix(rows: drains.count, columns: sources.count) { value(drains[$0], sources[$1], gate) }
      }
    }
    return TabulatedTransistor(
      drains: drains, sources: sources, gates: gates,
      drainCurrents: table { current(drain: $0, source: $1, gate: $2) + leak($0) },
      sourceCurrents: table { current(drain: $0, source: $1, gate: $2) })
  }

  @Test(arguments: 0..<50)
  func `meets the currents between its points`(seed: Int) {
    var chance = SeededGenerator(seed: UInt64(seed), stream: 73)
    let law = Self.tabulated(gates: [1])
    let (drain, source) = (chance.uniform() - 0.1, 0.5 * chance.uniform() - 0.05)
    let value = law.currents(drain: drain, source: source, gate: 1)
    let expected = Self.current(drain: drain, source: source, gate: 1)
    // The step over the width of the transition, to the fourth power, over 384 and for two
    // directions: (0.02 / 0.1)⁴ / 192 of the current's scale of 1e-4 A, and margin.
    let tolerance = Tolerance(relative: 0, absolute: 1e-5 * 1e-4)
    #expect(tolerance.admits(value.channel, reference: expected))
    let leak = Tolerance(relative: 1e-4, absolute: 1e-19)
    #expect(leak.admits(value.drainLeak, reference: Self.leak(drain)))

    let step = 1e-6
    let high = law.currents(drain: drain + step, source: source, gate: 1)
    let low = law.currents(drain: drain - step, source: source, gate: 1)
    // The slope of the surface itself, so only the central difference is inexact.
    let slope = Tolerance(relative: 1e-5, absolute: 1e-9)
    #expect(slope.admits(value.drainSlope, reference: (high.channel - low.channel) / (2 * step)))
  }

  @Test func `follows a deviation of the threshold`() {
    let law = Self.tabulated(gates: [0.95, 1, 1.05])
    let value = law.currents(drain: 0.4, source: 0.05, gate: 1.02)
    let expected = Self.current(drain: 0.4, source: 0.05, gate: 1.02)
    // A parabola through three gates 0.05 V apart: third differences are near 1e-4 of the current.
    #expect(Tolerance(relative: 1e-3).admits(value.channel, reference: expected))
  }

  @Test func `makes a cell that passes one current through memory and transistor`() {
    let law = TransistorCell(
      device: OhmicDevice(), transistor: Self.tabulated(gates: [1]), gateVoltage: 1)
    let conductance = 1e-4
    let value = law.current(word: 0.3, bit: 0.01, conductance: conductance, thresholdShift: 0)
    // At the drain that the current leaves to the transistor, the transistor passes that current.
    let drain = 0.3 - value.wordCurrent / conductance
    let expected = Self.current(drain: drain, source: 0.01, gate: 1)
    #expect(Tolerance(relative: 1e-4).admits(value.current, reference: expected))
    #expect(Tolerance(relative: 1e-3).admits(value.leak, reference: Self.leak(drain)))
  }
}
