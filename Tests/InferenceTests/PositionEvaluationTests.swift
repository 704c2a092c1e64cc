import ArrayStorage
import Configuration
import Crossbars
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

/// Networks that find a class at every position, on arrays and digitally.
struct PositionEvaluationTests {
  private static let technology = LayerProblem.technology(
    wires: 2.5, ends: 250,
    variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.1))

  /// The losses that logits have, computed as the definition has it.
  private func losses(_ logits: ArraySlice<Float>, labels: [Int]) -> [Double] {
    let classes = SmallLanguageModel.tokens
    return labels.enumerated().map { index, label in
      let start = logits.startIndex + index * classes
      let row = logits[start..<start + classes].map { exp(Double($0)) }
      return -log(row[label] / row.reduce(0, +))
    }
  }

  @Test func `accuracy and perplexity are those of the outputs`() throws {
    let model = try SmallLanguageModel(texts: 40)
    var options = EvaluationOptions(solver: .fcm, technology: Self.technology)
    options.trials = 2
    let outcome = try model.evaluate(options)
    options.keepsOutputs = false
    let lean = try model.evaluate(options)
    #expect(lean.logits.elements.isEmpty && lean.predictions == outcome.predictions)
    let labels = try DataSet(specification: model.specification).labels
    let predictions = try #require(outcome.predictions)
    #expect(outcome.logits.shape == [2, 40, 5, 7])
    let result = outcome.result
    #expect(result.images == 40 && result.positions == 200)
    let summary = try #require(result.summary)
    var means: [Double] = []
    for (trial, found) in result.trials.enumerated() {
      let values = losses(
        outcome.logits.elements[(trial * 1400)..<(trial * 1400 + 1400)], labels: labels)
      means.append(values.reduce(0, +) / 200)
      #expect(
        Tolerance(relative: 1e-9).admits(
          found.accuracy.perplexity?.value ?? 0, reference: exp(means[trial])))
      let hits = zip(predictions.instances[trial], labels).count { $0 == $1 }
      #expect(found.accuracy.top1.count == hits && found.accuracy.top1.total == 200)
    }
    let mean = (means[0] + means[1]) / 2
    let perplexity = try #require(summary.perplexity)
    #expect(Tolerance(relative: 1e-9).admits(perplexity.value, reference: exp(mean)))
    let digital = try model.evaluate(EvaluationOptions(solver: .digital))
    let reference = losses(digital.logits.elements[...], labels: labels).reduce(0, +) / 200
    #expect(digital.logits.shape == [40, 5, 7])
    #expect(digital.result.digital == result.digital)
    let ratio = try #require(summary.perplexityRatio)
    #expect(Tolerance(relative: 1e-9).admits(ratio.value, reference: exp(mean - reference)))
    #expect(ratio.lower < ratio.value && ratio.value < ratio.upper)
    #expect(result.table.contains("perplexity over the digital one"))
    #expect(result.classes?.reduce(0) { $0 + $1.images } == 200)
  }

  @Test func `every position has a line, and those without a label have none`() throws {
    let model = try SmallLanguageModel(texts: 3)
    let labels = [1, 2, -1, -1, -1, 0, 0, 0, 0, 0, -100, 6, 5, 4, 3].map(Double.init)
    try NPYFile.write(shape: [3, 5], labels, to: model.folder.file("y.npy"))
    let texts = try NPYFile.readFloats(model.folder.file("t.npy")).values
    let inputs = (0..<3).flatMap { text in texts[(text * 6)..<(text * 6 + 5)].map(Double.init) }
    try NPYFile.write(shape: [3, 5], inputs, to: model.folder.file("x.npy"))
    let outcome = try model.evaluate(
      EvaluationOptions(solver: .digital),
      specification:
        "npy:\(model.folder.file("x.npy").path),\(model.folder.file("y.npy").path)")
    #expect(outcome.result.positions == 11)
    let lines = try #require(outcome.predictions).table.split(separator: "\n")
    #expect(lines[0] == "image,position,label,digital" && lines.count == 12)
    #expect(lines[2].hasPrefix("0,1,2,") && lines[3].hasPrefix("1,0,0,"))
    #expect(lines[8].hasPrefix("2,1,6,"))
  }

  @Test func `images without any label are refused`() throws {
    let model = try SmallLanguageModel(texts: 2)
    let folder = model.folder
    try NPYFile.write(shape: [2, 5], [Double](repeating: 1, count: 10), to: folder.file("x.npy"))
    try NPYFile.write(
      shape: [2, 5], (0..<10).map { $0 < 5 ? -1 : 2 }, to: folder.file("y.npy"))
    let data = try DataSet(
      specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)")
    func evaluation(of count: Int) throws -> Evaluation {
      let texts = try LabeledImages(
        data, name: "texts", preprocessing: Preprocessing(), limit: count)
      return try Evaluation(
        network: model.network, source: EvaluationResult.Source(file: "tokens.onnx"),
        images: texts, sample: texts, options: EvaluationOptions(solver: .digital))
    }
    #expect(try evaluation(of: 2).run().result.positions == 5)
    let error = #expect(throws: InputError.self) { try evaluation(of: 1) }
    #expect(error?.found.contains("first 1 images") == true)
  }

  @Test func `an attribution takes texts as the draws`() throws {
    let model = try SmallLanguageModel(texts: 12)
    let options = EvaluationOptions(solver: .fcm, technology: Self.technology)
    let texts = try LabeledImages(
      DataSet(specification: model.specification), name: "texts", preprocessing: Preprocessing())
    let outcome = try Attribution(
      network: model.network, source: EvaluationResult.Source(file: "tokens.onnx"), images: texts,
      sample: texts, options: options
    ).run()
    let copy = try EvaluationResult(outcome.result.encoded(), source: "result.json")
    #expect(copy.attribution == outcome.result.attribution && copy.attribution != nil)
  }

  @Test(arguments: [
    ("\"positions\" : 60", "\"positions\" : 61", "digital.top1.total"),
    ("\"perplexity_ratio\" : {", "\"flavor\" : {", "flavor"),
  ])
  func `a result whose positions contradict themselves is refused`(
    old: String, new: String, key: String
  ) throws {
    let model = try SmallLanguageModel(texts: 12)
    let result = try model.evaluate(
      EvaluationOptions(solver: .ideal, technology: Self.technology)
    ).result
    let text = String(decoding: try result.encoded(), as: UTF8.self)
    let changed = text.replacing(old, with: new)
    try #require(changed != text)
    let error = #expect(throws: (any Error).self) {
      try EvaluationResult(Data(changed.utf8), source: "r.json")
    }
    #expect("\(String(describing: error))".contains(key))
    var other = result
    other.digital?.perplexity = nil
    #expect(throws: (any Error).self) {
      try EvaluationResult(other.encoded(), source: "r.json")
    }
    other = result
    other.summary?.perplexityRatio?.value *= 1.01
    other.summary?.perplexityRatio?.upper *= 1.02
    #expect(throws: (any Error).self) {
      try EvaluationResult(other.encoded(), source: "r.json")
    }
  }
}
