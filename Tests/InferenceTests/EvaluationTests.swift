import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

struct EvaluationTests {
  private func options(
    _ solver: Solver, wires: Double = 0, sigma: Double = 0, threads: Int = 1
  ) -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: solver,
      technology: LayerProblem.technology(
        wires: wires, ends: 100 * wires,
        variation: ProgrammingVariation(
          distribution: sigma > 0 ? .logNormal : .none, relativeSigma: sigma)))
    options.threads = threads
    return options
  }

  private func json(_ outcome: Evaluation.Outcome) throws -> NSDictionary {
    let object = try JSONSerialization.jsonObject(with: outcome.result.encoded())
    let found = try #require(object as? [String: Any])
    return found as NSDictionary
  }

  @Test func `the result does not depend on the number of threads`() throws {
    let small = try SmallNetwork()
    var one = options(.fcm, wires: 2.5, sigma: 0.1)
    one.trials = 3
    var four = one
    four.threads = 4
    let first = try small.evaluate(one)
    let second = try small.evaluate(four)
    #expect(first.logits == second.logits)
    #expect(first.logits.shape == [3, 150, 7])
    #expect(try json(first) == json(second))
  }

  @Test func `a digital reference that is there already changes nothing`() throws {
    let small = try SmallNetwork(images: 40)
    let options = options(.fcm, wires: 2.5)
    func evaluation(_ solver: Solver) throws -> Evaluation {
      try Evaluation(
        network: small.network, source: EvaluationResult.Source(file: "small.onnx"),
        images: small.images(), sample: small.images(),
        options: solver == .fcm ? options : self.options(solver))
    }
    let reference = try evaluation(.ideal).digitalReference()
    let first = try evaluation(.fcm).run(reference: reference)
    let second = try evaluation(.fcm).run()
    #expect(first.logits == second.logits)
    #expect(try first.result.encoded() == second.result.encoded())
  }

  @Test func `an image's outputs do not depend on how many images follow`() throws {
    let small = try SmallNetwork()
    let all = try small.evaluate(options(.fcm, wires: 2.5)).logits.elements
    let some = try small.evaluate(options(.fcm, wires: 2.5), limit: 37).logits.elements
    #expect(some == Array(all[..<(37 * 7)]))
  }

  @Test func `the seed decides the instances, and each differs from the others`() throws {
    let small = try SmallNetwork(images: 40)
    var options = options(.ideal, sigma: 0.2)
    options.trials = 2
    let first = try small.evaluate(options)
    #expect(try json(first) == json(small.evaluate(options)))
    #expect(first.logits.elements[..<280] != first.logits.elements[280...])
    options.seed = 1
    #expect(try small.evaluate(options).logits != first.logits)
  }

  @Test func `a network whose layers all stay digital is the digital network`() throws {
    let small = try SmallNetwork(images: 40)
    let digital = try small.evaluate(EvaluationOptions(solver: .digital))
    #expect(digital.result.trials.isEmpty && digital.result.summary == nil)
    var options = options(.fcm, wires: 10)
    options.mapping.digitalLayers = Set(small.network.matrixLayers.map(\.name))
    let found = try small.evaluate(options)
    for (found, wanted) in zip(found.logits.elements, digital.logits.elements) {
      // Two single-precision products in different orders of summation.
      #expect((found - wanted).magnitude <= 1e-4)
    }
    #expect(found.result.summary?.agreement.mean == 1)
    #expect(found.result.layers.allSatisfy { $0.isDigital && $0.arrays == 0 })
  }

  @Test func `errors of layers grow with the wires, and vanish without any converter`() throws {
    let small = try SmallNetwork(images: 40)
    let errors = try [0, 2.5, 10].map { wires in
      try small.evaluate(options(.fcm, wires: wires)).result.layers.map { $0.relativeError ?? 0 }
    }
    for layer in 0..<3 {
      #expect(errors[0][layer] < errors[1][layer])
      #expect(errors[1][layer] < errors[2][layer])
    }
    var fine = options(.ideal)
    fine.mapping.weights.bits = 16
    fine.mapping.weights.bitsPerCell = 15
    fine.mapping.inputs.bits = 16
    fine.mapping.inputs.bitsPerStream = 16
    fine.mapping.outputs.bits = 0
    for layer in try small.evaluate(fine).result.layers {
      // Sixteen bits leave a few 1e-5 of the full scale; clipping of the widest inputs some more.
      #expect((layer.relativeError ?? 1) < 1e-3)
    }
  }

  @Test func `ohmic arrays give the same images by nodal equations as by the fast model`() throws {
    let small = try SmallNetwork(images: 3)
    var nodal = options(.nodal, wires: 2.5)
    nodal.mapping.tile.rows = 16
    nodal.mapping.tile.columns = 8
    var fast = nodal
    fast.solver = .fcm
    let exact = try small.evaluate(nodal).logits.elements
    let linear = try small.evaluate(fast).logits.elements
    for (exact, linear) in zip(exact, linear) {
      // A tie of a converter may be decided the other way: one step of 255 in one of its arrays.
      #expect((exact - linear).magnitude <= 0.05)
    }
  }

  @Test func `without variation every instance is the same`() throws {
    let small = try SmallNetwork(images: 10)
    var options = options(.ideal)
    options.trials = 3
    let outcome = try small.evaluate(options)
    #expect(outcome.result.trials.count == 3)
    #expect(outcome.logits.elements[..<70] == outcome.logits.elements[70..<140])
  }

  @Test func `every kind of variation makes instances differ`() throws {
    let small = try SmallNetwork(images: 10)
    var varied = [ArrayVariation](repeating: .none, count: 4)
    varied[0].devices = RelativeSpread(distribution: .logNormal, relativeSigma: 0.2)
    varied[1].spatial = SpatialVariation(relativeSigma: 0.2, correlationLength: 4)
    varied[2].faults = CellFaults(stuckOnFraction: 0, stuckOffFraction: 0.1)
    varied[3].readNoise = ReadNoise(.relative(0.2))
    for variation in varied {
      var options = options(.ideal)
      options.trials = 2
      options.technology?.variation = variation
      let outcome = try small.evaluate(options)
      #expect(outcome.logits.elements[..<70] != outcome.logits.elements[70...])
      #expect(try json(outcome) == json(small.evaluate(options)))
      let technology = try json(outcome)["technology"] as? NSDictionary
      #expect((technology?["variations"] as? [String])?.count == 1)
    }
  }

  @Test func `a gradient without chance changes all instances alike`() throws {
    let small = try SmallNetwork(images: 10)
    var options = options(.ideal)
    options.trials = 2
    let exact = try small.evaluate(options).logits.elements
    options.technology?.variation.spatial = SpatialVariation(
      relativeSigma: 0, correlationLength: 1, rowGradient: 0.3)
    let found = try small.evaluate(options).logits.elements
    #expect(found[..<70] == found[70...])
    #expect(found != exact)
  }

  @Test func `the fast model refuses lines and circuits that differ`() throws {
    let small = try SmallNetwork(images: 2)
    var options = options(.fcm)
    options.technology?.variation.mismatch = Mismatch(rowWidth: 0.1)
    #expect(throws: UsageError.self) { try small.evaluate(options) }
  }

  @Test func `a digital layer that the network does not have is refused by name`() throws {
    let small = try SmallNetwork(images: 2)
    var options = options(.ideal)
    options.mapping.digitalLayers = ["fourth"]
    options.mapping.source = "m.toml"
    do {
      _ = try small.evaluate(options)
      Issue.record("accepted a layer that does not exist")
    } catch let error as InputError {
      #expect("\(error)".contains("fourth") && "\(error)".contains("m.toml"))
    }
  }

  @Test func `layers have arrays and technologies of their own`() throws {
    let small = try SmallNetwork(images: 30)
    var options = options(.fcm, wires: 10)
    let plain = try small.evaluate(options).result
    var (first, second, third) = (MappingChange(), MappingChange(), MappingChange())
    (first.rows, first.columns) = (5, 3)
    second.technology = "ideal.toml"
    third.isDigital = true
    options.mapping.layerRules = [
      LayerRule(match: "fir*", change: first), LayerRule(match: "second", change: second),
      LayerRule(match: "?hird", change: third),
    ]
    options.layerTechnologies = ["ideal.toml": LayerProblem.technology()]
    let result = try small.evaluate(options).result
    // 9 × 4 weights in arrays of 5 × 3, in pairs.
    #expect(plain.layers.map(\.arrays) == [2, 2, 2])
    #expect(result.layers.map(\.arrays) == [8, 2, 0])
    #expect(result.layers.map(\.isDigital) == [false, false, true])
    let errors = [plain, result].map { $0.layers[1].relativeError ?? 1 }
    #expect(errors[1] < 0.5 * errors[0], "\(errors)")
    #expect(result.notes?.contains { $0.contains("technology test: model") } == true)
    // Wires alone differ: what is drawn for a layer does not depend on the others' technology.
    options.mapping.layerRules[1].match = "seventh"
    do {
      _ = try small.evaluate(options)
      Issue.record("accepted a pattern that matches nothing")
    } catch let error as InputError {
      #expect("\(error)".contains("seventh") && "\(error)".contains("key layer.match"))
    }
  }

  @Test func `a network without arrays for its model has a result that reads back`() throws {
    let small = try SmallNetwork(images: 4)
    var options = options(.fcm)
    options.technology?.cell.device = SinhDevice(characteristicVoltage: 0.1)
    options.mapping.digitalLayers = ["first", "second", "third"]
    let result = try small.evaluate(options).result
    #expect(result.summary?.change?.mean == 0)
    #expect(result.fastModel?.reason.contains("no array") == true)
  }

  @Test func `layers of a technology without converters are among those of a circuit`() throws {
    let small = try SmallNetwork(images: 12)
    var options = options(.ideal)
    options.technology = CircuitConverterTests.technology(.adc)
    var change = MappingChange()
    change.technology = "plain.toml"
    options.mapping.layerRules = [LayerRule(match: "second", change: change)]
    options.layerTechnologies = ["plain.toml": LayerProblem.technology()]
    let result = try small.evaluate(options).result
    #expect(result.layers.map { $0.feedbackResistanceOhm != nil } == [true, false, true])
    #expect(result.layers[1].outputRanges.isEmpty == false)
  }

  @Test func `what digital logic could take back is offered where arrays lose`() throws {
    let small = try SmallNetwork(images: 60)
    let digital = try small.evaluate(EvaluationOptions(solver: .digital))
    try SmallNetwork.writeLabels(
      #require(digital.predictions).digital, to: small.folder.file("y.npy"))
    var options = options(.fcm, wires: 1000)
    let lossy = try small.evaluate(options).result
    let change = try #require(lossy.summary?.change)
    #expect(change.upper < 0)
    let worst = try #require(lossy.layers.max { ($0.relativeError ?? 0) < ($1.relativeError ?? 0) })
    #expect(
      lossy.notes?.contains { $0.hasPrefix("layer \(worst.name) errs most") } == true,
      "\(lossy.notes ?? [])")
    options.mapping.gain = .column
    let corrected = try small.evaluate(options).result
    #expect(corrected.notes?.contains { $0.contains("errs most") } != true)
    let whole = try small.evaluate(self.options(.ideal)).result
    #expect(whole.notes?.contains { $0.contains("errs most") } != true)
  }

  @Test func `a layer that ideal arrays spoil is named with what mends it`() throws {
    let small = try SmallNetwork(images: 30)
    for solver in [Solver.ideal, .fcm] {
      var options = options(solver, wires: 2.5)
      let quiet = try small.evaluate(options).result.notes ?? []
      #expect(!quiet.contains { $0.hasPrefix("layer ") })
      options.mapping.outputs.bits = 2
      let notes = try #require(small.evaluate(options).result.notes)
      #expect(
        notes.contains { $0.hasPrefix("layer first loses ") && $0.contains("adc.bits = 4") },
        "\(notes)")
      options.mapping.outputs.bits = 8
      options.mapping.outputs.range = .maximum
      let largest = try #require(small.evaluate(options).result.notes)
      #expect(largest.contains { $0.contains("adc.range = \"calibrated\"") })
    }
  }

  @Test func `a solver on arrays needs a technology`() throws {
    let small = try SmallNetwork(images: 2)
    #expect(throws: UsageError.self) {
      try small.evaluate(EvaluationOptions(solver: .fcm))
    }
  }

  @Test(
    .enabled(
      if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
  func `eight bits keep a trained network's classes, and wires change some`() throws {
    let folder = ReferenceData.folder
    let file = folder.appendingPathComponent("networks/fashion-mnist-lenet5.onnx")
    let stem = folder.appendingPathComponent("fashion-mnist/t10k").path
    let name = "idx:\(stem)-images-idx3-ubyte.gz,\(stem)-labels-idx1-ubyte.gz"
    let images = try LabeledImages(
      DataSet(specification: name, limit: 400), name: name,
      preprocessing: Preprocessing(contentsOf: Preprocessing.defaultFile(for: file)))
    func evaluate(_ options: EvaluationOptions) throws -> EvaluationResult {
      try Evaluation(
        network: Network(contentsOf: file), source: EvaluationResult.Source(file: file.path),
        images: images, sample: images, options: options
      ).run().result
    }
    let ideal = try #require(evaluate(options(.ideal, threads: 2)).summary)
    // 97 to 98 % of 10 000 images keep their class; 400 images know that to 1.5 %.
    #expect(ideal.agreement.mean > 0.94)
    let wired = try #require(evaluate(options(.fcm, wires: 20, threads: 2)).summary)
    #expect(wired.agreement.mean < ideal.agreement.mean)
    #expect(wired.top1.mean < ideal.top1.mean)
  }

  @Test func `layers with converters of their own are told`() throws {
    let small = try SmallNetwork(images: 10)
    func converter(_ rules: [(String, Int)], digital: Set<String> = []) throws -> String? {
      var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
      options.mapping.layerRules = rules.map { match, bits in
        var change = MappingChange()
        change.outputBits = bits
        return LayerRule(match: match, change: change)
      }
      options.mapping.digitalLayers = digital
      return try small.evaluate(options).result.converter
    }
    #expect(try converter([]) == "ideal, 8 bits")
    #expect(try converter([("second", 8)]) == "ideal, 8 bits")
    #expect(try converter([("*", 6)]) == "ideal, 6 bits")
    #expect(try converter([("second", 6)]) == "ideal, 8 bits; ideal, 6 bits in second")
    #expect(
      try converter([("first", 0), ("second", 4)], digital: ["third"])
        == "none; ideal, 4 bits in second")
    #expect(
      try converter([("first", 5), ("third", 5)]) == "ideal, 5 bits; ideal, 8 bits in second")
  }
}
