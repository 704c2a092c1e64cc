import Crossbars
import Foundation
import LinearAlgebra
import Testing

@Suite struct SamplingTests {
  @Test func `gives other streams for other parts and the same for the same`() {
    func first(_ stream: UInt64...) -> UInt64 {
      var generator =
        stream.count == 2
        ? SeededGenerator(seed: 7, stream: stream[0], stream[1])
        : SeededGenerator(seed: 7, stream: stream[0])
      return generator.next()
    }
    #expect(first(1, 2) == first(1, 2))
    #expect(Set([first(1, 2), first(2, 1), first(1), first(2), first(1, 3)]).count == 5)
  }

  @Test(arguments: [ProgrammingVariation.Distribution.logNormal, .gaussian])
  func `draws the stated distribution`(distribution: ProgrammingVariation.Distribution) {
    let variation = ProgrammingVariation(distribution: distribution, relativeSigma: 0.1)
    var generator = SeededGenerator(seed: 3)
    let count = 40_000
    let draws = (0..<count).map { _ in variation.sample(2e-5, using: &generator) / 2e-5 }
    let values = distribution == .logNormal ? draws.map { log($0) } : draws.map { $0 - 1 }
    let mean = values.reduce(0, +) / Double(count)
    let deviation =
      (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
    // Five standard errors: 0.1/√n for the mean, 0.1/√(2n) for the deviation.
    #expect(mean.magnitude < 5 * 0.1 / Double(count).squareRoot())
    #expect((deviation - 0.1).magnitude < 5 * 0.1 / Double(2 * count).squareRoot())
  }

  @Test func `never programs a negative conductance`() {
    let variation = ProgrammingVariation(distribution: .gaussian, relativeSigma: 1)
    var generator = SeededGenerator(seed: 9)
    #expect((0..<10_000).allSatisfy { _ in variation.sample(1e-5, using: &generator) >= 0 })
  }

  @Test func `programs levels in equal steps from off to on`() {
    let technology = Technology(
      name: "t", cell: Cell(device: OhmicDevice(), onResistance: 1e5, offResistance: 6e5),
      resistances: ArrayResistances(segments: 0, ends: 0), read: ReadConditions(voltage: 0.25))
    let levels = (0..<4).map { technology.cell.conductance(ofLevel: $0, of: 4) }
    let steps = zip(levels.dropFirst(), levels).map(-)
    // Steps are differences of rounded numbers near 1e-5.
    #expect(steps.allSatisfy { ($0 - steps[0]).magnitude < 1e-20 })
    #expect(levels[0] == 1 / 6e5)
  }
}
