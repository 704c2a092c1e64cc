import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Records
import Testing

/// Whether what a model may be off by holds what it is off by, and how solutions are allotted.
@Suite struct ModelPartTests {
  /// Images that gain or lose by chance, with a part that all of an injection have in common.
  @Test(arguments: [(0.002, 0.0, 500), (0.01, 0.0, 2000), (0.01, 0.004, 1000), (0.0, 0.0, 500)])
  func `the exact share is within the half-width`(
    rate: Double, common: Double, images: Int
  ) {
    let studies = 400
    let held = concurrentMap(studies, threads: 2) { study -> Bool in
      var generator = SeededGenerator(seed: UInt64(study), stream: 77)
      let before = (0..<images).map { _ in generator.uniform() < 0.9 }
      func changed() -> [Bool] {
        // Of right images twice as many are lost as there are wrong ones won.
        let own = max(rate + common * generator.normal(), 0)
        return before.map { $0 ? !(generator.uniform() < own) : generator.uniform() < 0.5 * own }
      }
      let part = ModelError.Part(
        (0..<8).map { _ in changed() }, before: before, evaluated: images)
      let truth = zip(changed(), before).reduce(0.0) { $0 + ($1.0 ? 1 : 0) - ($1.1 ? 1 : 0) }
      return truth.magnitude / Double(images) <= part.halfWidth
    }
    // 95 % less three standard errors of the studies.
    #expect(Double(held.count { $0 }) / Double(studies) >= 0.917, "\(held.count { $0 })")
  }

  @Test func `chance of single images falls with their number, what they share does not`() {
    let before = [Bool](repeating: true, count: 1000)
    let scattered = (0..<8).map { injection in
      before.indices.map { ($0 + 125 * injection) % 1000 >= 10 }
    }
    let same = ModelError.Part(scattered, before: before, evaluated: 1000)
    let many = ModelError.Part(scattered, before: before, evaluated: 100_000)
    #expect((same.shift + 0.01).magnitude < 1e-12)
    #expect(many.halfWidth - 0.01 < 0.15 * (same.halfWidth - 0.01))
    let common = (0..<8).map { injection in before.indices.map { $0 >= 40 * (injection % 2) } }
    let shared = ModelError.Part(common, before: before, evaluated: 100_000)
    #expect(shared.halfWidth > 0.02 + 2 * 0.02)
  }

  @Test func `a part is an image at least, unless no output moves`() {
    let before = [Bool](repeating: true, count: 200)
    let none = [[Bool]](repeating: before, count: 8)
    #expect(ModelError.Part(none, before: before, evaluated: 200).halfWidth == 1.0 / 200)
    // Of more images than errors were injected into some may change all the same.
    let many = ModelError.Part(none, before: before, evaluated: 10_000)
    #expect((1e-4...1e-3).contains(many.halfWidth))
    let exact = ModelError.Part(none, before: before, evaluated: 200, moves: false)
    #expect((exact.shift, exact.halfWidth) == (0, 0))
    // One image that rounding moves, in one injection, is a part all the same.
    let one = [[false] + before.dropFirst()] + none.dropLast()
    let moved = ModelError.Part(one, before: before, evaluated: 200, moves: false)
    #expect(moved.shift < 0 && moved.halfWidth >= 1.0 / 200)
  }

  @Test func `solutions are allotted by parts and costs within the budget`() {
    let allocation = AuditAllocation(
      of: 1000, shares: [0.7, 0.2, 0.1, 0], costs: [1, 4, 1, 10], least: 3, most: 640)
    let counts = allocation.counts
    #expect(zip(counts, [1, 4, 1, 10]).reduce(0) { $0 + $1.0 * $1.1 } <= 1000)
    #expect(counts[3] == 3 && counts.allSatisfy { (3...640).contains($0) })
    // 7 to 1 by parts; 7 to 1 by parts over the root of the cost.
    #expect((Double(counts[0]) / Double(counts[2]) - 7).magnitude < 0.2, "\(counts)")
    #expect((Double(counts[0]) / Double(counts[1]) - 7).magnitude < 0.2, "\(counts)")
    let poor = AuditAllocation(
      of: 10, shares: [0, 0], costs: [100, 100], least: 4, most: 64)
    #expect(poor.counts == [4, 4])
    let rich = AuditAllocation(of: 1e9, shares: [1, 0], costs: [1, 1], least: 4, most: 64)
    #expect(rich.counts[0] == 64)
  }
}
