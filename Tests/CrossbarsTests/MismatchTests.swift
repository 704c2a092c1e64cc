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

  @Test func `nothing deviates without a mismatch`() throws {
    #expect(try Self.array(.none, bits: 4).deviations == .none)
  }
}
