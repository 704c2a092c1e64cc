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

/// Training of weights with means and spreads.
struct BayesTests {
  private let problem: SmallPerceptron
  private var network: Network { problem.network }
  private var folder: TemporaryFolder { problem.folder }

  init() throws { problem = try SmallPerceptron(hidden: 20) }

  private func options(
    _ change: (inout EvaluationOptions) -> Void = { _ in }
  ) -> EvaluationOptions {
    let technology = Technology(
      name: "test",
      cell: Cell(device: OhmicDevice(), onResistance: 50e3, offResistance: 1e6),
      resistances: ArrayResistances(rowSegment: 2, columnSegment: 2, driver: 500, sense: 100),
      read: ReadConditions(voltage: 0.25),
      // .1 uS at the lowest state and 1.1 uS half-way up.
      variation: ArrayVariation(
        programming: ProgrammingVariation(
          sigma: ConductanceFunction(
            StateFunction(.polynomial([0, 0.1])), argumentUnit: 1e-6, valueUnit: 1e-6))))
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.fast = FastModelRequest(kind: .linear)
    change(&options)
    return options
  }

  private func recipe(
    steps: Int = 40, _ change: (inout Recipe.Bayes) -> Void = { _ in }
  ) -> Recipe {
    var recipe = Recipe()
    recipe.length = .steps(steps)
    (recipe.batch, recipe.seed, recipe.rate, recipe.rangingSteps) = (60, 3, 0.005, 20)
    recipe.rule = .adamW(first: 0.9, second: 0.999, epsilon: 1e-8)
    var rule = Recipe.Bayes()
    change(&rule)
    recipe.bayes = rule
    return recipe
  }

  private func trainer(
    _ recipe: Recipe, _ options: EvaluationOptions?, threads: Int = 1
  ) throws -> Trainer {
    try problem.trainer(recipe, options, threads: threads)
  }

  private func raises(_ outcome: TrainingRun.Outcome) throws -> [Float] {
    try #require(outcome.raises).flatMap { Array(($0 ?? []).joined()) }
  }

  @Test func `a prior that is wide raises cells, and the loss holds those back that matter`() throws
  {
    let wide = try TrainingRun(trainer(recipe { $0.strength = 10 }, options())).run()
    let none = try TrainingRun(trainer(recipe { $0.strength = 0 }, options())).run()
    let (raised, plain) = (try raises(wide), try raises(none))
    #expect(raised.count == 36 * 20 + 20 * 3 && raised.allSatisfy { $0 >= 0 && $0 <= 1 })
    func mean(_ values: [Float]) -> Float { values.reduce(0, +) / Float(values.count) }
    #expect(
      mean(raised) > 0.3 && mean(plain) < 0.5 * mean(raised), "\(mean(raised)), \(mean(plain))")
    #expect(wide.parameters.count == ParameterLayout(network.matrixLayers).count)
    // The patterns are learned all the same: a third is right by chance.
    #expect(none.steps.suffix(5).reduce(0) { $0 + $1.right } > 270)
    #expect(wide.steps.suffix(5).reduce(0) { $0 + $1.right } > 200)
  }

  @Test func `a prior as narrow as the cells leaves them`() throws {
    // Spreads are beyond it already, so that raising costs.
    let narrow = try TrainingRun(
      trainer(recipe { ($0.strength, $0.prior) = (10, 0.001) }, options())
    ).run()
    #expect(try raises(narrow).allSatisfy { $0 < 0.05 })
  }

  @Test func `the same seed gives the same raises on any number of threads, and in parts`() throws {
    let one = try TrainingRun(trainer(recipe(), options())).run()
    let two = try TrainingRun(trainer(recipe(), options(), threads: 2)).run()
    #expect(one.parameters == two.parameters)
    #expect(try raises(one) == raises(two))
    let place = folder.file("kept")
    var steps = 0
    _ = try TrainingRun(
      trainer(recipe(), options()), folder: TrainingFolder(place, identity: "same")
    ).run(isStopped: { steps >= 20 }, progress: { done, _ in steps = done })
    let end = try TrainingRun(
      trainer(recipe(), options()), folder: TrainingFolder(place, identity: "same")
    ).run()
    #expect(end.first == 20 && end.parameters == one.parameters)
    #expect(try raises(end) == raises(one))
  }

  @Test func `what no pair of cells can hold is refused`() throws {
    #expect(throws: UsageError.self) { try trainer(recipe(), nil) }
    for (key, change) in [
      (
        "weights.encoding",
        { (options: inout EvaluationOptions) in
          options.mapping.weights.encoding = .offset
        }
      ),
      ("bits_per_cell", { $0.mapping.weights.bitsPerCell = 2 }),
      ("programming", { $0.technology?.variation = .none }),
    ] {
      let error = #expect(throws: InputError.self) { try trainer(recipe(), options(change)) }
      #expect(error?.description.contains(key) == true)
    }
  }
}
