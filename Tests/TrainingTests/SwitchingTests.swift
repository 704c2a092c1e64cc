import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import NetworkTestSupport
import Networks
import Records
import TestSupport
import Testing
import Training

/// Training of cells of two states that pulses switch.
struct SwitchingTests {
  private let problem: SmallPerceptron
  private var network: Network { problem.network }
  private var folder: TemporaryFolder { problem.folder }

  init() throws { problem = try SmallPerceptron(hidden: 40) }

  private func options(
    bits: Int = 1, _ change: (inout EvaluationOptions) -> Void = { _ in }
  ) -> EvaluationOptions {
    var technology = Technology(
      name: "test",
      cell: Cell(device: OhmicDevice(), onResistance: 100e3, offResistance: 600e3, levels: 2),
      resistances: ArrayResistances(rowSegment: 2, columnSegment: 2, driver: 500, sense: 100),
      read: ReadConditions(voltage: 0.25))
    technology.switching = PulseSwitching(
      pulseDuration: 10e-9, attemptTime: 1e-9, stability: 60, criticalVoltage: 0.5)
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.fast = FastModelRequest(kind: .linear)
    options.mapping.weights.bits = bits
    options.mapping.weights.bitsPerCell = 1
    change(&options)
    return options
  }

  private func recipe(
    rate: Double = 0.2, _ change: (inout Recipe.Switching) -> Void = { _ in }
  ) -> Recipe {
    var recipe = Recipe()
    recipe.length = .steps(60)
    (recipe.batch, recipe.seed, recipe.rate, recipe.rangingSteps) = (60, 3, rate, 20)
    var rule = Recipe.Switching()
    rule.threshold = 1
    change(&rule)
    recipe.rule = .switching(rule)
    return recipe
  }

  private func trainer(
    _ recipe: Recipe, _ options: EvaluationOptions?, threads: Int = 1
  ) throws -> Trainer {
    try problem.trainer(recipe, options, threads: threads)
  }

  @Test func `cells that pulses switch learn, and hold two states alone`() throws {
    let outcome = try TrainingRun(trainer(recipe(), options())).run()
    let (first, last) = (outcome.steps[..<5], outcome.steps.suffix(5))
    let (before, after) = (first.reduce(0) { $0 + $1.right }, last.reduce(0) { $0 + $1.right })
    // A third is right by chance; what is learned is far beyond the noise of 300 images.
    #expect(before < 240 && after > 280, "\(before), then \(after) of 300")
    let layout = ParameterLayout(network.matrixLayers)
    for layer in layout.layers {
      for column in layer.columns {
        #expect(Set(column.map { outcome.parameters[$0].magnitude }).count == 1)
      }
      // Biases are no cells.
      #expect(
        Array(outcome.parameters[layer.bias])
          == Array(layout.numbers(of: network.matrixLayers)[layer.bias]))
    }
    let count = try #require(outcome.switching)
    #expect(count.pairs == 36 * 40 + 40 * 3)
    #expect(count.meanSwitches > 0 && Double(count.mostSwitches) >= count.meanSwitches)
    #expect(count.meanPulses > count.meanSwitches)
  }

  @Test func `the same seed switches the same cells on any number of threads`() throws {
    let one = try TrainingRun(trainer(recipe(), options())).run()
    let two = try TrainingRun(trainer(recipe(), options(), threads: 2)).run()
    #expect(one.parameters == two.parameters && one.switching == two.switching)
    var other = recipe()
    other.seed = 4
    #expect(try TrainingRun(trainer(other, options())).run().parameters != one.parameters)
  }

  @Test func `pulses switch as often as their chance says`() throws {
    // Every wanted change gets a full pulse.
    var recipe = recipe(rate: 0.3) { $0.threshold = 0 }
    recipe.schedule = .constant
    recipe.length = .steps(10)
    let count = try #require(TrainingRun(trainer(recipe, options())).run().switching)
    let pulses = count.meanPulses * Double(count.pairs)
    // Five standard deviations of a binomial share.
    let tolerance = 5 * (0.3 * 0.7 / pulses).squareRoot()
    #expect((count.meanSwitches / count.meanPulses - 0.3).magnitude < tolerance)
    #expect(pulses > 2000)
  }

  @Test func `a smaller gradient makes a smaller pulse`() throws {
    func share(_ pulse: Recipe.Switching.Pulse) throws -> Double {
      var recipe = recipe(rate: 0.3) { ($0.pulse, $0.threshold) = (pulse, 2) }
      recipe.length = .steps(10)
      let count = try #require(TrainingRun(trainer(recipe, options())).run().switching)
      return count.meanSwitches / count.meanPulses
    }
    // With a barrier of 60, pulses at half the voltage switch nothing.
    let (fixed, proportional) = (try share(.fixed), try share(.proportional))
    #expect(proportional > 0 && proportional < 0.5 * fixed, "\(proportional) of \(fixed)")
  }

  @Test func `a training is taken up with its counts`() throws {
    let whole = try TrainingRun(trainer(recipe(), options())).run()
    let place = folder.file("kept")
    var steps = 0
    let parted = try TrainingRun(
      trainer(recipe(), options()), folder: TrainingFolder(place, identity: "same")
    ).run(isStopped: { steps >= 40 }, progress: { done, _ in steps = done })
    #expect(!parted.isComplete)
    let end = try TrainingRun(
      trainer(recipe(), options()), folder: TrainingFolder(place, identity: "same")
    ).run()
    #expect(end.first == 40 && end.parameters == whole.parameters)
    #expect(end.switching == whole.switching)
  }

  @Test func `what no pulse can train is refused`() throws {
    #expect(throws: UsageError.self) { try trainer(recipe(), nil) }
    let bits = #expect(throws: InputError.self) { try trainer(recipe(), options(bits: 4)) }
    #expect(bits?.description.contains("weights.bits") == true)
    let law = #expect(throws: InputError.self) {
      try trainer(recipe(), options { $0.technology?.switching = nil })
    }
    #expect(law?.description.contains("[switching]") == true)
    let digital = #expect(throws: InputError.self) {
      try trainer(recipe(), options { $0.mapping.digitalLayers = ["*"] })
    }
    #expect(digital?.description.contains("no layer on arrays") == true)
  }

  @Test func `a copy in single precision trains signs`() throws {
    var recipe = Recipe()
    recipe.length = .steps(60)
    (recipe.batch, recipe.seed, recipe.rate, recipe.rangingSteps) = (60, 3, 0.02, 20)
    let outcome = try TrainingRun(trainer(recipe, options())).run()
    #expect(outcome.switching == nil)
    let after = outcome.steps.suffix(5).reduce(0) { $0 + $1.right }
    #expect(after > 285, "\(after) of 300")
    // What is written is what the cells hold.
    for layer in ParameterLayout(network.matrixLayers).layers {
      for column in layer.columns {
        #expect(Set(column.map { outcome.parameters[$0].magnitude }).count == 1)
      }
    }
  }
}
