import Crossbars
import Foundation
import LinearAlgebra
import Records
import Testing

/// What is said of the load at hand where a model file is used.
@Suite struct LoadStatementTests {
  private func load(_ parts: (LoadKind, Int)...) -> LoadComposition {
    var load = LoadComposition()
    for (kind, count) in parts {
      load += LoadComposition(kind.inputs(count, rows: 64, voltage: 0.25, seed: 6), voltage: 0.25)
    }
    return load
  }

  @Test func `the error of a mixture is the root mean square over its vectors`() throws {
    let model = ModelFileTests.model(.twoPoint)
    let load = load((.together, 30), (.levels16, 10))
    let statement = LoadStatement(of: model, on: load)
    #expect(statement.parts.map(\.load) == ["together", "16 levels"])
    #expect(statement.parts.map(\.share) == [0.75, 0.25])
    let stated = try #require(model.errors.loads)
    let (together, levels) = try (
      #require(stated.error(under: .together)?.ofFullDrive),
      #require(stated.error(under: .levels16)?.ofFullDrive)
    )
    let expected = (0.75 * together * together + 0.25 * levels * levels).squareRoot()
    let found = try #require(statement.ofFullDrive)
    #expect((found - expected).magnitude < 1e-12 * expected)
    #expect(statement.text.hasPrefix("load: together (75 % of the vectors), 16 levels (25 %); "))
    #expect(statement.text.contains("at 16x8"))
    #expect(!statement.isOutside && !statement.text.contains("another load"))
  }

  @Test func `a load that a model was not made for is named with the one that it was made for`() {
    var model = ModelFileTests.model(.chord)
    var statement = LoadStatement(of: model, on: load((.levels256, 5)))
    #expect(statement.isOutside)
    #expect(statement.text.contains("made for another load: two levels (67 % of the vectors)"))
    statement = LoadStatement(of: model, on: load((.together, 5)))
    #expect(!statement.isOutside)
    model.validity.load.isAny = true
    #expect(!LoadStatement(of: model, on: load((.levels256, 5))).isOutside)
  }

  @Test func `no error is stated where the file has none`() {
    var model = ModelFileTests.model(.twoPoint)
    // The file of the test has a refusal in the place of this error.
    let on = LoadStatement(of: model, on: load((.allOn, 4), (.together, 8)))
    #expect(on.ofFullDrive == nil && on.text.contains("no error for all on"))
    var signed = load((.together, 1))
    signed += LoadComposition(Matrix([[-0.1, 0.1], [0.2, -0.2]]), voltage: 0.25)
    let both = LoadStatement(of: model, on: signed)
    #expect(both.parts.map(\.load) == ["both signs", "together"] && both.ofFullDrive == nil)
    #expect(both.text.contains("no error for both signs"))
    model.errors.loads = nil
    #expect(LoadStatement(of: model, on: load((.together, 8))).text.contains("no error for it"))
  }

  @Test func `no error is stated that belongs to other vectors or other currents`() {
    // Kinds alone do not tell how far a fitted member is from vectors that it was not fitted to.
    let outside = LoadStatement(of: ModelFileTests.model(.chord), on: load((.levels256, 5)))
    #expect(outside.isOutside && outside.ofFullDrive == nil)
    let saturated = LoadStatement(
      of: ModelFileTests.model(.twoPoint), on: load((.together, 8)), behindSaturation: true)
    #expect(saturated.ofFullDrive == nil && !saturated.isOutside)
  }
}
