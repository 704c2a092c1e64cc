import Crossbars
import Foundation
import LinearAlgebra
import Testing

@Suite struct MismatchTests {
  private static func array(_ mismatch: Mismatch, bits: Int? = nil) throws -> Crossbar {
    var technology = try technology("")
    technology.variation.mismatch = mismatch
    technology.periphery.dac = bits.map {
      LadderDAC(bits: $0, unitResistance: 1e4, switchResistance: 0)
    }
    return technology.fabricate(
      targets: Matrix(rows: 300, columns: 400, repeating: 1e-5),
      chance: InstanceChance(seed: 4, array: [1])
    ).crossbar
  }

  private func expect(_ values: [Double]?, sigma: Double, count: Int) throws {
    let values = try #require(values)
    #expect(values.count == count)
    let found = moments(values)
    // Five standard errors.
    #expect(found.mean.magnitude < 5 * sigma / Double(count).squareRoot())
    #expect((found.deviation - sigma).magnitude < 5 * sigma / Double(2 * count).squareRoot())
  }

  @Test func `every part has the stated deviation and a stream of its own`() throws {
    let all = try Self.array(
      Mismatch(
        rowWidth: 0.05, columnWidth: 0.1, threshold: 0.02, senseOffset: 1e-3,
        ladderResistor: 0.01), bits: 6
    ).deviations
    // The width of a line is the inverse of its resistance, and its logarithm is normal.
    try expect(all.rowWireFactors?.map { log(1 / $0) }, sigma: 0.05, count: 300)
    try expect(all.columnWireFactors?.map { log(1 / $0) }, sigma: 0.1, count: 400)
    try expect(all.thresholdShifts?.elements, sigma: 0.02, count: 120_000)
    try expect(all.senseOffsets, sigma: 1e-3, count: 400)
    let ladders = try #require(all.ladderMismatch)
    #expect(ladders.rows == 300 && ladders.columns == 12)
    try expect(ladders.elements.map { log(1 + $0) }, sigma: 0.01, count: 3600)

    let offsets = try Self.array(Mismatch(senseOffset: 1e-3)).deviations
    #expect(offsets.senseOffsets == all.senseOffsets)
    #expect(offsets.rowWireFactors == nil && offsets.columnWireFactors == nil)
    #expect(offsets.thresholdShifts == nil && offsets.ladderMismatch == nil)
  }

  @Test func `what stands behind pairs has streams of its own, one for each pair`() throws {
    func deviations(_ mismatch: Mismatch, _ converter: ColumnConverter) throws -> ArrayDeviations {
      var technology = try technology("")
      technology.variation.mismatch = mismatch
      technology.periphery = Periphery(
        amplifier: TransimpedanceAmplifier(feedbackResistance: 1e4, openLoopGain: 1e3),
        difference: DifferenceAmplifier(inputResistance: 1e4, gain: 1, openLoopGain: 1e3),
        converter: converter)
      return technology.fabricate(
        targets: Matrix(rows: 3, columns: 1600, repeating: 1e-5),
        chance: InstanceChance(seed: 4, array: [1])
      ).crossbar.deviations
    }
    let latch = ColumnConverter.senseAmplifier(
      ClockedSenseAmplifier(supplyVoltage: 1, regenerationTime: 1e-11, decisionTime: 1e-10))
    let junction = ColumnConverter.stochastic(
      StochasticConverter(sensitivity: 2, fullScaleVoltage: 1))
    let all = try deviations(
      Mismatch(
        differenceOffset: 2e-3, differenceResistor: 0.01, stochasticOffset: 0.1,
        stochasticSensitivity: 0.05), junction)
    try expect(all.differenceOffsets, sigma: 2e-3, count: 800)
    let resistors = try #require(all.differenceMismatch)
    #expect(resistors.rows == 800 && resistors.columns == 4)
    try expect(resistors.elements.map { log(1 + $0) }, sigma: 0.01, count: 3200)
    try expect(all.stochasticOffsets, sigma: 0.1, count: 800)
    try expect(
      all.stochasticSensitivities?.map { log(1 + $0) }, sigma: 0.05, count: 800)
    try expect(
      try deviations(Mismatch(latchOffset: 5e-3), latch).latchOffsets, sigma: 5e-3, count: 800)
    let one = try deviations(Mismatch(stochasticOffset: 0.1), junction)
    #expect(one.stochasticOffsets == all.stochasticOffsets)
    #expect(one.stochasticSensitivities == nil && one.differenceOffsets == nil)
  }

  @Test func `nothing deviates without a mismatch`() throws {
    #expect(try Self.array(.none, bits: 4).deviations == .none)
  }
}
