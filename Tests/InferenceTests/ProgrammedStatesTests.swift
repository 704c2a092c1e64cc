import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

/// Programmed arrays that are written, read back and edited, and outputs of a layer.
struct ProgrammedStatesTests {
  private static func options(_ solver: Solver = .fcm) -> EvaluationOptions {
    var technology = LayerProblem.technology(
      wires: solver == .ideal ? 0 : 2, ends: solver == .ideal ? 0 : 50,
      variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.2))
    technology.variation.readNoise = ReadNoise(.relative(0.05))
    var options = EvaluationOptions(solver: solver, technology: technology)
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.trials = 2
    options.seed = 4
    return options
  }

  @Test(arguments: [Solver.fcm, .ideal])
  func `an evaluation of stored states gives the same bytes`(solver: Solver) throws {
    let small = try SmallNetwork(images: 20)
    var options = Self.options(solver)
    let folder = small.folder.url.appendingPathComponent("states")
    options.statesFolder = try StatesFolder(folder)
    let written = try small.evaluate(options)
    options.statesFolder = nil
    options.states = try ProgrammedStates(contentsOf: folder)
    let read = try small.evaluate(options)
    #expect(read.logits == written.logits)
    #expect(read.predictions == written.predictions)
    #expect(read.result.notes?.contains { $0.contains("are those of") } == true)
    // What a technology says of programming counts no more, and an instance can be taken alone.
    options.technology?.variation.programming = .none
    options.trials = 1
    let first = try small.evaluate(options).logits
    #expect(first.elements == Array(written.logits.elements[..<first.elements.count]))
  }

  @Test func `what is in the files is what is evaluated`() throws {
    let small = try SmallNetwork(images: 20)
    var options = Self.options()
    let folder = small.folder.url.appendingPathComponent("states")
    options.statesFolder = try StatesFolder(folder)
    let before = try small.evaluate(options).logits
    options.statesFolder = nil
    let file = folder.appendingPathComponent("instance-1/layer-2.npy")
    var (shape, values) = try NPYFile.readArray(file)
    #expect(shape == [4, 16, 8])
    values[0] *= 3
    try NPYFile.write(shape: shape, values, to: file)
    options.states = try ProgrammedStates(contentsOf: folder)
    let after = try small.evaluate(options).logits
    #expect(after.elements[..<140] == before.elements[..<140])
    #expect(after.elements[140...] != before.elements[140...])
    values[5] = -1e-6
    try NPYFile.write(shape: shape, values, to: file)
    let error = try #require(throws: InputError.self) { try small.evaluate(options) }
    #expect(error.source.hasSuffix("instance-1/layer-2.npy"), "\(error)")
    try FileManager.default.removeItem(at: file)
    #expect(throws: UnavailableError.self) { try small.evaluate(options) }
  }

  @Test func `states of another mapping or of too few instances are refused`() throws {
    let small = try SmallNetwork(images: 10)
    var options = Self.options()
    let folder = small.folder.url.appendingPathComponent("states")
    options.statesFolder = try StatesFolder(folder)
    _ = try small.evaluate(options)
    #expect(throws: UsageError.self) { try StatesFolder(folder) }
    options.statesFolder = nil
    options.states = try ProgrammedStates(contentsOf: folder)
    var other = options
    other.mapping.tile.rows = 32
    let size = try #require(throws: InputError.self) { try small.evaluate(other) }
    #expect(size.location == "layer first", "\(size)")
    other = options
    other.trials = 3
    let count = try #require(throws: InputError.self) { try small.evaluate(other) }
    #expect(count.location == "key instances", "\(count)")
    let index = folder.appendingPathComponent("states.json")
    let text = try String(contentsOf: index, encoding: .utf8)
    for (old, new, key) in [
      ("\"instances\" : 2", "\"instances\" : 0", "instances"),
      ("\"schema\" : 1", "\"schema\" : 9", "schema"),
      ("\"seed\" : 4", "\"seed\" : 4, \"more\" : 1", "more"),
    ] {
      try text.replacing(old, with: new).write(to: index, atomically: true, encoding: .utf8)
      let error = try #require(throws: InputError.self) {
        try ProgrammedStates(contentsOf: folder)
      }
      #expect(error.location?.contains(key) == true, "\(error)")
    }
  }

  @Test func `outputs of the last layer are the network's, less its bias`() throws {
    let small = try SmallNetwork(images: 20)
    var options = Self.options()
    options.activationsLayer = "third"
    let outcome = try small.evaluate(options)
    let found = try #require(outcome.activations)
    #expect(found.shape == [20, 1, 7])
    let bias = (0..<7).map { outcome.logits.elements[$0] - found.elements[$0] }
    for place in found.elements.indices {
      // One rounding of a sum in single precision.
      let difference = outcome.logits.elements[place] - found.elements[place]
      #expect((difference - bias[place % 7]).magnitude < 1e-5)
    }
    options.activationsLayer = "first"
    options.threads = 3
    #expect(try small.evaluate(options).activations?.shape == [20, 16, 4])
    options.activationsLayer = "none"
    #expect(throws: InputError.self) { try small.evaluate(options) }
  }
}
