import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Inference
import NetworkTestSupport
import Networks
import Records
import TestSupport
import Testing

/// Networks whose outputs are numbers, on arrays and digitally.
struct RegressionTests {
  /// Targets that are off by as much to both sides, in turn.
  private func targets(_ small: SmallRegression, off: Double) -> [Double] {
    small.exact.enumerated().map { $0.isMultiple(of: 2) ? $1 + off : $1 - off }
  }

  /// The root mean square of the differences.
  private func rmse(_ found: some Collection<Float>, _ wanted: [Double]) -> Double {
    let squares = zip(found, wanted).reduce(0) { $0 + pow(Double($1.0) - $1.1, 2) }
    return (squares / Double(wanted.count)).squareRoot()
  }

  @Test func `a known error of the digital network is told`() throws {
    let small = try SmallRegression()
    let targets = targets(small, off: 300)
    let outcome = try small.evaluate(EvaluationOptions(solver: .digital), targets: targets)
    let result = outcome.result
    #expect(result.digital == nil && result.trials.isEmpty && result.classes == nil)
    let found = try #require(result.regression)
    // Outputs are whole numbers below 2²⁴, exact in single precision.
    #expect(found.digital.rmse.value == 300 && found.summary == nil && found.outputs == 1)
    let mean = targets.reduce(0, +) / Double(targets.count)
    let variance = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(targets.count)
    #expect(
      Tolerance(relative: 1e-12).admits(found.targetDeviation, reference: variance.squareRoot()))
    let r2 = try #require(found.digital.r2)
    #expect(Tolerance(relative: 1e-12).admits(r2.value, reference: 1 - 90_000 / variance))
    // Errors that are all the same size leave nothing to chance.
    #expect(found.digital.rmse.lower == 300 && found.digital.rmse.upper == 300)
  }

  @Test func `exact arrays give the digital network to the bit`() throws {
    let small = try SmallRegression(samples: 60, outputs: 3)
    var options = SmallRegression.options()
    options.trials = 2
    let found = try #require(
      small.evaluate(options, targets: targets(small, off: 300)).result.regression)
    let summary = try #require(found.summary)
    #expect(summary.departure.rmse == Estimate(0, lower: 0, upper: 0))
    #expect(summary.accuracy == found.digital && found.trials.count == 2)
    #expect(summary.rmseChange == Estimate(0, lower: 0, upper: 0))
    #expect(summary.rmseDeviation == 0 && summary.r2Deviation == 0)
  }

  @Test func `read noise makes the error that its law says`() throws {
    let small = try SmallRegression(samples: 1000)
    var technology = LayerProblem.technology()
    technology.variation.readNoise = ReadNoise(.relative(0.02))
    var options = SmallRegression.options(technology)
    options.trials = 4
    let found = try #require(small.evaluate(options, targets: small.exact).result.regression)
    // Both cells of a weight q have the noise σ G: the off conductance, and that of the state |q|. A weight is
    // 127/(Gon − Goff) times their difference.
    let (on, off) = (1 / 100e3, 1 / 600e3)
    var mean = 0.0
    for (place, value) in small.vectors.enumerated() {
      let state = off + (on - off) * small.weights[place % SmallRegression.inputs].magnitude / 127
      let noise = 0.02 * 127 / (on - off) * (off * off + state * state).squareRoot()
      mean += value * value * noise * noise / Double(small.samples)
    }
    let summary = try #require(found.summary)
    // 4000 squares of normal errors: their mean is known to √(2/4000), its root to half of that, 1.1 %.
    let tolerance = Tolerance(relative: 4 * 0.011)
    #expect(tolerance.admits(summary.accuracy.rmse.value, reference: mean.squareRoot()))
    #expect(summary.accuracy.rmse == summary.departure.rmse)
    #expect(found.digital.rmse == Estimate(0, lower: 0, upper: 0))
    #expect(summary.rmseChange.value == summary.accuracy.rmse.value)
    #expect(summary.rmseChange.lower > 0)
    #expect(
      (summary.accuracy.rmse.lower...summary.accuracy.rmse.upper).contains(mean.squareRoot()))
  }

  @Test func `errors are those of the outputs`() throws {
    let small = try SmallRegression(samples: 80, outputs: 3)
    let targets = targets(small, off: 300)
    var options = SmallRegression.options(
      LayerProblem.technology(
        wires: 2, ends: 100,
        variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.1)))
    options.solver = .fcm
    options.trials = 3
    options.wantedErrors = .rmse(8000)
    let outcome = try small.evaluate(options, targets: targets)
    let found = try #require(outcome.result.regression)
    let outputs = try #require(outcome.outputs)
    #expect(outcome.logits.shape == [3, 80, 3] && outputs.targets == targets)
    #expect(outputs.instances.flatMap { $0 } == outcome.logits.elements)
    let tolerance = Tolerance(relative: 1e-10)
    for (trial, values) in zip(found.trials, outputs.instances) {
      #expect(tolerance.admits(trial.accuracy.rmse.value, reference: rmse(values, targets)))
      let departure = rmse(values, outputs.digital.map(Double.init))
      #expect(tolerance.admits(trial.departure.rmse.value, reference: departure))
      #expect(trial.accuracy.rmse.lower < trial.accuracy.rmse.value)
    }
    let rows = found.trials.map(\.accuracy.rmse.value)
    let summary = try #require(found.summary)
    let root = (rows.reduce(0) { $0 + $1 * $1 } / 3).squareRoot()
    #expect(tolerance.admits(summary.accuracy.rmse.value, reference: root))
    #expect(tolerance.admits(summary.rmseChange.value, reference: root - 300))
    #expect(summary.yield?.share.count == rows.count { $0 <= 8000 })
    let each = try #require(found.eachOutput)
    for output in each {
      func part<Value>(_ values: [Value]) -> [Value] {
        stride(from: output.output, to: values.count, by: 3).map { values[$0] }
      }
      let wanted = part(targets)
      let squares = outputs.instances.reduce(0) { $0 + pow(rmse(part($1), wanted), 2) }
      #expect(tolerance.admits(output.rmse ?? 0, reference: (squares / 3).squareRoot()))
      let mean = wanted.reduce(0, +) / 80
      let variance = wanted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 80
      #expect(tolerance.admits(output.r2 ?? 0, reference: 1 - squares / 3 / variance))
    }
    // R² of all outputs is that of errors and targets about their output's mean, added up.
    let error = each.reduce(0) { $0 + pow($1.rmse ?? 0, 2) }
    let spread = each.reduce(0) { $0 + pow($1.targetDeviation, 2) }
    #expect(tolerance.admits(summary.accuracy.r2?.value ?? 0, reference: 1 - error / spread))
    let lines = outputs.table.split(separator: "\n")
    #expect(lines[0] == "image,output,target,digital,instance_0,instance_1,instance_2")
    #expect(lines.count == 241 && lines[5].hasPrefix("1,1,\(targets[4]),\(outputs.digital[4]),"))
  }

  @Test func `threads change nothing, and outputs that are not kept neither`() throws {
    let small = try SmallRegression(samples: 70, outputs: 2)
    var technology = LayerProblem.technology()
    technology.variation.readNoise = ReadNoise(.relative(0.02))
    var options = SmallRegression.options(technology)
    options.trials = 2
    let first = try small.evaluate(options, targets: small.exact)
    options.threads = 2
    options.keepsOutputs = false
    let second = try small.evaluate(options, targets: small.exact)
    #expect(try first.result.encoded() == second.result.encoded())
    #expect(second.logits.elements.isEmpty && second.outputs == nil)
  }

  @Test func `targets that are all the same have an error, and no share of it`() throws {
    let small = try SmallRegression(samples: 30)
    let targets = [Double](repeating: 7.5, count: 30)
    var options = SmallRegression.options()
    let found = try #require(small.evaluate(options, targets: targets).result.regression)
    #expect(found.targetDeviation == 0 && found.digital.r2 == nil)
    #expect(found.digital.rmse.value > 0 && found.summary?.r2Change == nil)
    options.trials = 9
    options.wantedHalfWidth = 0.1
    let error = #expect(throws: InputError.self) {
      try small.evaluate(options, targets: targets)
    }
    #expect(error?.accepted?.contains("--half-width") == true)
    let images = try small.images(targets)
    #expect(throws: InputError.self) {
      try Attribution(
        network: small.network, source: EvaluationResult.Source(file: "l"), images: images,
        sample: images, options: SmallRegression.options())
    }
  }

  @Test func `what classes have is refused, and classes refuse what they have not`() throws {
    let small = try SmallRegression(samples: 30)
    var options = SmallRegression.options()
    options.wantedTop1 = 0.9
    #expect(throws: UsageError.self) { try small.evaluate(options, targets: small.exact) }
    var other = SmallRegression.options()
    other.wantedErrors = .r2(0.9)
    let classes = try SmallNetwork(images: 20)
    #expect(throws: UsageError.self) { try classes.evaluate(other) }
    let single = try SmallRegression(samples: 1)
    let error = #expect(throws: InputError.self) {
      try single.evaluate(SmallRegression.options(), targets: [1])
    }
    #expect(error?.found == "1 sample")
  }

  @Test func `causes add up to the change of the coefficient of determination`() throws {
    let small = try SmallRegression(samples: 60)
    var technology = LayerProblem.technology(
      wires: 3, ends: 200,
      variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.1))
    technology.variation.readNoise = ReadNoise(.relative(0.05))
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.trials = 2
    let images = try small.images(targets(small, off: 500))
    let outcome = try Attribution(
      network: small.network, source: EvaluationResult.Source(file: "l"), images: images,
      sample: images, options: options
    ).run()
    let copy = try EvaluationResult(outcome.result.encoded(), source: "r.json")
    let attribution = try #require(copy.attribution)
    let change = try #require(copy.regression?.summary?.r2Change)
    #expect(
      (attribution.integers.mean + attribution.together.mean - change.value).magnitude < 1e-9)
    #expect(attribution.causes.map(\.name).contains("read noise"))
    // Wires weaken all columns, which costs more than the others here, and is told so.
    let wires = try #require(attribution.causes.first { $0.name.hasPrefix("wires") })
    #expect(wires.alone.mean < 0 && wires.alone.upper < 0)
    #expect(copy.table.contains("R² change [95 %]"))
  }

  @Test func `targets of a network with channels first are compared channel by channel`() throws {
    // y[c, i, j] = (c + 1) x[i, j], which moves to i, j, c inside.
    var model = ModelBuilder(input: [1, 2, 3])
    model.node("Conv", [model.constant([2, 1, 1, 1], [1, 2])], name: "c")
    let network = try model.network()
    let folder = try TemporaryFolder()
    let pixels = (0..<4 * 6).map { Double($0 * 7 % 11) + 0.5 }
    let targets = (0..<4).flatMap { sample in
      [1.0, 2.0].flatMap { factor in (0..<6).map { factor * pixels[sample * 6 + $0] } }
    }
    try NPYFile.write(shape: [4, 1, 2, 3], pixels, to: folder.file("x.npy"))
    for shape in [[4, 2, 2, 3], [4, 12]] {
      try NPYFile.write(shape: shape, targets, to: folder.file("y.npy"))
      let images = try LabeledImages(
        DataSet(
          specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)"),
        name: "n", preprocessing: Preprocessing())
      let found = try #require(
        Evaluation(
          network: network, source: EvaluationResult.Source(file: "c"), images: images,
          sample: images, options: EvaluationOptions(solver: .digital)
        ).readBack().result.regression)
      #expect(found.digital.rmse.value == 0 && found.outputs == 2 && found.positions == 6)
      #expect(found.eachOutput?.count == 2)
    }
  }
}
