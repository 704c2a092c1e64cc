import Configuration
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Records
import Testing

/// The non-ideality factors of a network's arrays, against a divider of two resistances.
struct NonIdealityTests {
  private static func options(sense: Double, solver: Solver = .fcm) -> EvaluationOptions {
    var technology = LayerProblem.technology()
    technology.resistances.sense = sense
    var options = EvaluationOptions(solver: solver, technology: technology)
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.nonIdealityReads = 300
    return options
  }

  /// Without wires and drivers a column has its cells above a sense resistance R: the current falls by
  /// R ΣG / (1 + R ΣG), whatever its rows are driven with.
  @Test func `a sense resistance takes its part of every column`() throws {
    let small = try SmallNetwork(images: 20)
    let options = Self.options(sense: 2e3)
    let found = try #require(
      try small.evaluate(options).result.layers.last?.nonIdeality)
    let fabrication = try LayerFabrication(
      layer: "third", of: small.network, mapping: options.mapping,
      technology: try #require(options.technology))
    var wanted: [Double] = []
    for array in fabrication.places.indices {
      let cells = fabrication.fabricated(array, in: nil).crossbar.conductances
      for column in 0..<7 {
        let load = 2e3 * (0..<16).reduce(0) { $0 + cells[$1, column] }
        wanted.append(load / (1 + load))
      }
    }
    // Twenty images bring no more than eighty reads to four arrays: all are taken, with all columns.
    #expect((found.lowest - (wanted.min() ?? 0)).magnitude < 1e-9)
    #expect((found.highest - (wanted.max() ?? 0)).magnitude < 1e-9)
    #expect(found.currents == 7 * found.reads && (60...80).contains(found.reads))
    #expect(found.counts.reduce(0, +) == found.currents)
    #expect(found.bars.count == NonIdealityFactors.classCount)
  }

  @Test func `ideal arrays have none, and more resistance has more`() throws {
    let small = try SmallNetwork(images: 10)
    let ideal = try small.evaluate(Self.options(sense: 0, solver: .ideal)).result.layers
    for layer in ideal {
      let factors = try #require(layer.nonIdeality)
      // Two orders of summation.
      #expect(max(factors.lowest.magnitude, factors.highest.magnitude) < 1e-12)
    }
    let means = try [500.0, 1000, 2000].map { sense in
      try small.evaluate(Self.options(sense: sense)).result.layers.map { $0.nonIdeality?.mean ?? 0 }
    }
    for layer in 0..<3 {
      #expect(means[0][layer] < means[1][layer] && means[1][layer] < means[2][layer])
    }
    var digital = Self.options(sense: 500)
    digital.mapping.digitalLayers = ["second"]
    let outcome = try small.evaluate(digital)
    #expect(outcome.result.layers[1].nonIdeality == nil)
    #expect(outcome.result.table.contains("non-ideality factors"))
  }

  @Test(arguments: [
    ("\"currents\" : [0-9]+", "\"currents\" : 1"),
    ("\"deviation\" : [0-9.e-]+", "\"deviation\" : 9"),
    ("\"reads\" : [0-9]+", "\"reads\" : 0"), ("\"mean\" : 0[0-9.]+,", "\"mean\" : 7,"),
  ])
  func `factors that contradict each other are refused`(pattern: String, new: String) throws {
    let small = try SmallNetwork(images: 5)
    let text = String(
      decoding: try small.evaluate(Self.options(sense: 1e3)).result.encoded(), as: UTF8.self)
    let start = try #require(text.range(of: "\"non_ideality\""))
    let place = try #require(
      text.range(
        of: pattern, options: .regularExpression, range: start.upperBound..<text.endIndex))
    let changed = text.replacingCharacters(in: place, with: new)
    let error = try #require(throws: InputError.self) {
      try EvaluationResult(Data(changed.utf8), source: "r.json")
    }
    #expect(error.location?.contains("non_ideality") == true, "\(error)")
  }
}
