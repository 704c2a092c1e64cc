import Crossbars
import LinearAlgebra
import TestSupport
import Testing

/// An array over its reads against reads that are drawn one by one.
struct RepeatedReadsTests {
  @Test(arguments: [0.05, 0.5, 2.0])
  func `mean and spread are those of drawn reads`(sigma: Double) {
    var technology = ReferenceProblem.technology(on: 10e3, off: 200e3)
    technology.variation.programming = ProgrammingVariation(
      distribution: .gaussian, relativeSigma: 0.1)
    technology.variation.readNoise = ReadNoise(.relative(sigma))
    technology.variation.faults = CellFaults(stuckOnFraction: 0.2, stuckOffFraction: 0.2)
    let targets = Matrix(rows: 3, columns: 4) { row, column in
      1e-5 * Double(1 + row + 2 * column)
    }
    func chance(_ read: Int) -> InstanceChance {
      InstanceChance(seed: 5, array: [1], read: UInt64(read))
    }
    let found = technology.repeatedReads(targets: targets, chance: chance(0))
    let reads = 4000
    let drawn = (0..<reads).map {
      technology.fabricate(targets: targets, chance: chance($0)).crossbar.conductances
    }
    for cell in targets.elements.indices {
      let values = drawn.map { $0.elements[cell] }
      let mean = values.reduce(0, +) / Double(reads)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(reads - 1)
      let deviation = found.deviations?.elements[cell] ?? 0
      #expect(deviation > 0)
      // Five standard errors; the fourth moment of a cut normal is at most four times its square.
      #expect(
        (found.crossbar.conductances.elements[cell] - mean).magnitude
          < 5 * deviation / Double(reads).squareRoot())
      #expect(
        (square / (deviation * deviation) - 1).magnitude < 5 * (3 / Double(reads)).squareRoot())
    }
  }

  @Test func `without noise the array is the one that is drawn`() {
    var technology = ReferenceProblem.technology(on: 10e3, off: 200e3)
    technology.variation.programming = ProgrammingVariation(
      distribution: .logNormal, relativeSigma: 0.1)
    let targets = Matrix(rows: 3, columns: 4, repeating: 5e-5)
    let chance = InstanceChance(seed: 5, array: [1])
    let reads = technology.repeatedReads(targets: targets, chance: chance)
    #expect(reads.deviations == nil)
    #expect(
      reads.crossbar.conductances
        == technology.fabricate(targets: targets, chance: chance).crossbar.conductances)
  }
}
