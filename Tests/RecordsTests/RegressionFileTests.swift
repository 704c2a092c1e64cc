import Configuration
import Crossbars
import Foundation
import Records
import TestSupport
import Testing

/// Results of networks whose outputs are numbers: they read back to the same bits, and those that contradict
/// themselves are refused.
@Suite struct RegressionFileTests {
  private typealias Regression = EvaluationResult.Regression

  /// Two outputs with deviations of 3 and 1, two instances with errors of 1 and 2.
  static let result: EvaluationResult = {
    func around(_ value: Double) -> Estimate {
      Estimate(value, lower: value - 0.1 * value.magnitude, upper: value + 0.1 * value.magnitude)
    }
    func accuracy(_ rmse: Double) -> Regression.Accuracy {
      let r2 = 1 - rmse * rmse / 5
      return Regression.Accuracy(
        rmse: around(rmse), r2: Estimate(r2, lower: r2 - 0.1, upper: r2 + (1 - r2) / 2))
    }
    func departure(_ rmse: Double) -> Regression.Departure {
      Regression.Departure(rmse: around(rmse), relative: around(rmse / 2))
    }
    let trials = [1.0, 2].enumerated().map {
      Regression.Trial(trial: $0, accuracy: accuracy($1), departure: departure($1))
    }
    let root = 2.5.squareRoot()
    var result = EvaluationFileTests.result
    (result.digital, result.trials, result.summary) = (nil, [], nil)
    result.regression = Regression(
      outputs: 2, positions: nil, targetDeviation: 5.0.squareRoot(), digitalDeviation: 2,
      digital: accuracy(0.5), trials: trials,
      summary: Regression.Summary(
        accuracy: accuracy(root), departure: departure(root), rmseChange: around(root - 0.5),
        r2Change: around((0.25 - 2.5) / 5), rmseDeviation: 0.5.squareRoot(),
        r2Deviation: 0.6 / 2.0.squareRoot(), yield: .init(wanted: .rmse(1.5), of: trials)),
      eachOutput: [
        .init(
          output: 0, targetDeviation: 3, digitalRmse: 0.5, digitalR2: 1 - 0.25 / 9, rmse: 1,
          r2: 1 - 1.0 / 9),
        .init(
          output: 1, targetDeviation: 1, digitalRmse: 0.5, digitalR2: 0.75, rmse: 2, r2: -3),
      ])
    return result
  }()

  private static func read(_ result: EvaluationResult) throws -> EvaluationResult {
    try EvaluationResult(result.encoded(), source: "r.json")
  }

  @Test func `a regression reads back to the same bits, and tells no classes`() throws {
    let copy = try Self.read(Self.result)
    #expect(copy == Self.result)
    #expect(try copy.encoded() == Self.result.encoded())
    let text = String(decoding: try copy.encoded(), as: UTF8.self)
    for word in ["top1", "top5", "classes", "agreement", "perplexity"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  @Test func `the table tells errors, changes and outputs`() {
    let table = Self.result.table
    for text in [
      "a regression of 2 outputs", "RMSE change +1.08 [", "R² change -0.45000 [",
      "yield: 1 of 2 instances have an RMSE of at most 1.5", "instance 1",
      "standard deviation of the targets 2.236",
    ] {
      #expect(table.contains(text), "\(text) is not in\n\(table)")
    }
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(rows.contains(["1", "1", "0.5", "0.75000", "2", "-3.00000"]))
  }

  private typealias Contradiction = EvaluationFileTests.Contradiction

  private static let contradictions = [
    Contradiction("digital") { $0.digital = EvaluationFileTests.result.digital },
    Contradiction("digital") { $0.regression = nil },
    Contradiction("summary") { $0.summary = EvaluationFileTests.result.summary },
    Contradiction("trials") { $0.trials = EvaluationFileTests.result.trials },
    Contradiction("classes") { $0.classes = [] },
    Contradiction("positions") { $0.positions = 20 },
    Contradiction("most_trials") { $0.mostTrials = 1 },
    Contradiction("regression.trials") { $0.regression?.trials = [] },
    Contradiction("regression.summary") { $0.regression?.summary = nil },
    Contradiction("regression.outputs") { $0.regression?.outputs = 0 },
    Contradiction("regression.positions") { $0.regression?.positions = 1 },
    Contradiction("regression.target_deviation") { $0.regression?.targetDeviation = -1 },
    Contradiction("regression.digital.r2") { $0.regression?.targetDeviation = 0 },
    Contradiction("regression.digital.r2") { $0.regression?.digital.r2 = nil },
    Contradiction("regression.digital.r2.value") { $0.regression?.digital.rmse.value = 0.51 },
    Contradiction("regression.digital.r2.upper") { $0.regression?.digital.r2?.upper = 1.01 },
    Contradiction("regression.digital.rmse.value") { $0.regression?.digital.rmse.value = -0.5 },
    Contradiction("regression.digital.rmse.lower") { $0.regression?.digital.rmse.lower = 0.6 },
    Contradiction("regression.digital.rmse.lower") { $0.regression?.digital.rmse.lower = -0.1 },
    Contradiction("regression.trials[1].trial") { $0.regression?.trials[1].trial = 2 },
    Contradiction("regression.trials[0].departure.relative.value") {
      $0.regression?.trials[0].departure.relative?.value = 0.51
    },
    Contradiction("regression.trials[1].departure.rmse.value") {
      // An error of 2 beside a digital one of 0.5 is at least 1.5 away from it.
      $0.regression?.trials[1].departure = .init(
        rmse: Estimate(1.4, lower: 1, upper: 2), relative: Estimate(0.7, lower: 0.5, upper: 1))
    },
    Contradiction("regression.summary.accuracy.rmse.value") {
      $0.regression?.summary?.accuracy.rmse.value = 1.5
      $0.regression?.summary?.accuracy.r2?.value = 1 - 2.25 / 5
    },
    Contradiction("regression.summary.rmse_change.value") {
      $0.regression?.summary?.rmseChange.value = 1
    },
    Contradiction("regression.summary.rmse_change.upper") {
      $0.regression?.summary?.rmseChange.upper = 1
    },
    Contradiction("regression.summary.r2_change.value") {
      $0.regression?.summary?.r2Change?.value = -0.4
    },
    Contradiction("regression.summary.r2_change") { $0.regression?.summary?.r2Change = nil },
    Contradiction("regression.summary.rmse_deviation") {
      $0.regression?.summary?.rmseDeviation = 0.7
    },
    Contradiction("regression.summary.r2_deviation") {
      $0.regression?.summary?.r2Deviation = nil
    },
    Contradiction("regression.summary.yield.wanted_rmse") {
      $0.regression?.summary?.yield?.wantedR2 = 0.5
    },
    Contradiction("regression.summary.yield.share.count") {
      $0.regression?.summary?.yield?.share = Proportion(2, of: 2)
    },
    Contradiction("regression.each_output") { $0.regression?.eachOutput = nil },
    Contradiction("regression.each_output") { $0.regression?.eachOutput?.removeLast() },
    Contradiction("regression.each_output[1].output") {
      $0.regression?.eachOutput?[1].output = 0
    },
    Contradiction("regression.each_output[0].r2") { $0.regression?.eachOutput?[0].r2 = 0.9 },
    Contradiction("regression.each_output") {
      $0.regression?.eachOutput?[1].rmse = 1
      $0.regression?.eachOutput?[1].r2 = 0
    },
  ]

  @Test(arguments: contradictions)
  func `a regression that contradicts itself is refused by key`(
    contradiction: EvaluationFileTests.Contradiction
  ) throws {
    var result = Self.result
    contradiction.edit(&result)
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.location == "key \(contradiction.key)", "\(error)")
  }

  @Test func `a small unit is checked as a large one is`() throws {
    var result = Self.result
    let scale = 1e-12
    func scaled(_ found: Estimate) -> Estimate {
      Estimate(scale * found.value, lower: scale * found.lower, upper: scale * found.upper)
    }
    func shrink(_ found: inout EvaluationResult.Regression) {
      found.targetDeviation *= scale
      found.digitalDeviation *= scale
      found.digital.rmse = scaled(found.digital.rmse)
      for index in found.trials.indices {
        found.trials[index].accuracy.rmse = scaled(found.trials[index].accuracy.rmse)
        found.trials[index].departure.rmse = scaled(found.trials[index].departure.rmse)
      }
      if var summary = found.summary {
        summary.accuracy.rmse = scaled(summary.accuracy.rmse)
        summary.departure.rmse = scaled(summary.departure.rmse)
        summary.rmseChange = scaled(summary.rmseChange)
        summary.rmseDeviation = summary.rmseDeviation.map { $0 * scale }
        summary.yield?.wantedRmse = 1.5 * scale
        found.summary = summary
      }
      found.eachOutput = found.eachOutput?.map {
        var output = $0
        output.targetDeviation *= scale
        output.digitalRmse *= scale
        output.rmse = output.rmse.map { $0 * scale }
        return output
      }
    }
    if var regression = result.regression {
      shrink(&regression)
      result.regression = regression
    }
    #expect(try Self.read(result) == result)
    result.regression?.summary?.rmseChange.value *= 1.01
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.location == "key regression.summary.rmse_change.value")
  }
}
