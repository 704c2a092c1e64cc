import ArrayStorage
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

/// Training of a small convolution network on arrays.
struct CircuitTrainingTests {
  private let folder: TemporaryFolder
  private let network: Network
  private let dataSet: DataSet
  private let count = 120

  init() throws {
    folder = try TemporaryFolder()
    var builder = ModelBuilder(input: [2, 6, 6])
    builder.node(
      "Conv",
      [
        builder.scattered([8, 2, 3, 3], seed: 1, scale: 0.6),
        builder.scattered([8], seed: 2, scale: 0.1),
      ],
      ["pads": .integers([1, 1, 1, 1])])
    builder.node("Softplus")
    builder.node(
      "Conv", [builder.scattered([8, 1, 3, 3], seed: 3, scale: 0.6)],
      ["pads": .integers([1, 1, 1, 1]), "group": .integer(8), "strides": .integers([2, 2])])
    builder.node("Softplus")
    builder.node("Flatten")
    builder.node(
      "Gemm",
      [
        builder.scattered([72, 3], seed: 4, scale: 0.2),
        builder.scattered([3], seed: 5, scale: 0.1),
      ])
    network = try builder.network()
    dataSet = try patterns(count: count, channels: 2, seed: 6, in: folder)
      .arranged(for: network, preprocessing: Preprocessing())
  }

  private func options(
    programming: Double = 0, _ change: (inout Mapping) -> Void = { _ in }
  ) -> EvaluationOptions {
    let technology = Technology(
      name: "test",
      cell: Cell(device: OhmicDevice(), onResistance: 100e3, offResistance: 600e3),
      resistances: ArrayResistances(rowSegment: 20, columnSegment: 20, driver: 500, sense: 100),
      read: ReadConditions(voltage: 0.25),
      variation: ArrayVariation(
        programming: programming > 0
          ? ProgrammingVariation(distribution: .logNormal, relativeSigma: programming) : .none))
    var options = EvaluationOptions(solver: .fcm, technology: technology)
    options.fast = FastModelRequest(kind: .linear)
    (options.mapping.tile.rows, options.mapping.tile.columns) = (32, 16)
    change(&options.mapping)
    return options
  }

  private func circuit(_ options: EvaluationOptions) throws -> TrainingCircuit {
    TrainingCircuit(
      sample: try LabeledImages(
        dataSet, name: "small", preprocessing: Preprocessing(), limit: 40),
      options: options, source: EvaluationResult.Source(file: "small.onnx"))
  }

  private func recipe(_ change: (inout Recipe) -> Void = { _ in }) -> Recipe {
    var recipe = Recipe()
    recipe.length = .steps(12)
    recipe.batch = 40
    recipe.rate = 0.02
    recipe.seed = 3
    recipe.rangingSteps = 4
    change(&recipe)
    return recipe
  }

  private func trainer(
    _ recipe: Recipe, _ options: EvaluationOptions, threads: Int = 1
  ) throws -> Trainer {
    try Trainer(
      network, dataSet: dataSet, preprocessing: Preprocessing(), recipe: recipe, threads: threads,
      circuit: circuit(options))
  }

  /// The loss of parameters on arrays and its gradient: the logits, weighted.
  private func loss(
    _ session: GradientSession, _ circuit: NetworkCircuit, _ images: [Float],
    _ parameters: [Float], converters: [Float] = []
  ) throws -> (value: Double, gradient: [Float]) {
    let layers = try network.holding(parameters: parameters).matrixLayers
    let learned = converters.isEmpty ? [] : circuit.learned(from: 0)
    let programmed = try circuit.programmed(
      layers, changes: learned.map { $0.map { ConverterChange($0, converters[...]) } },
      instance: nil, isBackward: true)
    var (backward, slopes) = (parameters, [Float](repeating: 1, count: parameters.count))
    for (index, layer) in session.layout.layers.enumerated() {
      backward.replaceSubrange(
        layer.weights, with: try #require(programmed.weights(ofLayer: index)).joined())
      slopes.replaceSubrange(
        layer.weights, with: try #require(programmed.slopes(ofLayer: index)).joined())
    }
    var value = 0.0
    let gradient = try session.gradients(
      images, parameters: parameters,
      circuit: CircuitPass(
        engine: programmed.engine(firstImage: 0), backward: backward, slopes: slopes,
        quantizers: programmed.quantizers, learned: learned)
    ) { logits, gradient in
      let weights = scattered(logits.count, seed: 9)
      for place in logits.indices {
        value += Double(weights[place]) * Double(logits[place])
        gradient[place] = weights[place]
      }
    }
    return (value, gradient)
  }

  /// Nil for pairs of arrays, else where the raised weights have their zero.
  @Test(arguments: [nil] + Mapping.ZeroPoint.allCases.map(Optional.some))
  func `gradients through arrays are the slopes of what the arrays give`(
    zero: Mapping.ZeroPoint?
  ) throws {
    // Converters fine enough for differences of the loss to be slopes.
    let options = options {
      if let zero { ($0.weights.encoding, $0.weights.zero) = (.offset, zero) }
      $0.weights.bits = 16
      $0.inputs.bits = 14
      $0.outputs.bits = 0
      $0.outputs.source = .ideal
    }
    let evaluation = try Evaluation(
      network: network, source: EvaluationResult.Source(file: "small.onnx"),
      images: circuit(options).images, sample: circuit(options).images, options: options)
    let circuit = try NetworkCircuit(evaluation)
    #expect(circuit.onArrays == [0, 1, 2])
    let session = try GradientSession(network, images: 4, onArrays: circuit.onArrays)
    let images = try dataSet.images(0..<4, preprocessing: Preprocessing()).elements
    let parameters = session.layout.numbers(of: network.matrixLayers)
    let (_, gradient) = try loss(session, circuit, images, parameters)
    // Along many directions. The largest weight of an output stays, of raised ones the smallest, too: their moves would
    // change all integers of the output. Raised cells load the wires, so that slices of a weight lose unlike parts.
    for index in session.layout.layers.indices {
      let found = try slopes(
        session, circuit, images, gradient, ofLayer: index, directions: 64, step: 0.1,
        isRaised: zero != nil)
      for (slope, told, length) in found where zero == nil {
        #expect((slope - told).magnitude < 0.02 * max(slope.magnitude, length), "layer \(index)")
      }
      let error = (ratio(found) - 1).magnitude
      #expect(error < (zero == nil ? 1e-3 : 0.03), "layer \(index)")
    }
  }

  /// Slopes of the loss along some directions of a layer's parameters, beside what its gradient tells of them and the
  /// directions' lengths.
  private func slopes(
    _ session: GradientSession, _ circuit: NetworkCircuit, _ images: [Float],
    _ gradient: [Float], ofLayer index: Int, directions: Int, step: Double,
    isRaised: Bool = false, movesBiases: Bool = false
  ) throws -> [(slope: Double, told: Double, length: Double)] {
    let layer = session.layout.layers[index]
    let parameters = session.layout.numbers(of: network.matrixLayers)
    let extremes = Set(
      extremeWeights(
        of: network.matrixLayers[index], from: layer.weights, isRaised: isRaised))
    return try (0..<directions).map { seed in
      var direction = [Float](repeating: 0, count: parameters.count)
      let moves = scattered(layer.weights.count, seed: UInt64(20 + seed))
      for (offset, place) in layer.weights.enumerated() where !extremes.contains(place) {
        direction[place] = moves[offset]
      }
      if movesBiases {
        for (offset, place) in layer.bias.enumerated() { direction[place] = moves[offset] }
      }
      let length = direction.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      let step = step / length
      func value(_ sign: Double) throws -> Double {
        try loss(
          session, circuit, images,
          zip(parameters, direction).map { $0 + Float(sign * step) * $1 }
        ).value
      }
      return (
        (try value(1) - value(-1)) / (2 * step),
        zip(gradient, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }, length
      )
    }
  }

  /// By how much slopes are what a gradient tells, in the mean.
  private func ratio(_ slopes: [(slope: Double, told: Double, length: Double)]) -> Double {
    slopes.reduce(0) { $0 + $1.slope * $1.told } / slopes.reduce(0) { $0 + $1.told * $1.told }
  }

  /// Where the weights of a layer lie that set the scales of their outputs: the largest magnitudes, or of raised weights
  /// the largest and the smallest.
  private func extremeWeights(
    of layer: MatrixLayer, from places: Range<Int>, isRaised: Bool
  ) -> [Int] {
    (0..<layer.groups * layer.outputs).flatMap { output in
      let (group, column) = output.quotientAndRemainder(dividingBy: layer.outputs)
      let weights = layer.weights[group]
      func weight(_ row: Int) -> Float { weights[row * layer.outputs + column] }
      let rows = 0..<layer.inputs
      let extremes =
        isRaised
        ? [rows.min { weight($0) < weight($1) }, rows.max { weight($0) < weight($1) }]
        : [rows.max { weight($0).magnitude < weight($1).magnitude }]
      return extremes.compactMap { row in
        row.map { places.lowerBound + (group * layer.inputs + $0) * layer.outputs + column }
      }
    }
  }

  /// Arrays whose sums are counted, with codes fine enough for differences to be slopes.
  private func counted(
    _ scale: Mapping.PartialSums.Granularity
  ) throws -> (circuit: NetworkCircuit, session: GradientSession) {
    let options = options {
      ($0.weights.bits, $0.weights.bitsPerCell) = (16, 16)
      ($0.inputs.bits, $0.inputs.bitsPerStream) = (12, 12)
      var sums = Mapping.PartialSums()
      (sums.converter, sums.samples, sums.scale) = (.stochastic, 4, scale)
      sums.sensitivity = .number(2)
      $0.partialSums = sums
    }
    let images = try circuit(options).images
    let circuit = try NetworkCircuit(
      Evaluation(
        network: network, source: EvaluationResult.Source(file: "small.onnx"), images: images,
        sample: images, options: options))
    return (
      circuit,
      try GradientSession(
        network, images: 4, onArrays: circuit.onArrays, parted: circuit.counted)
    )
  }

  @Test(arguments: Mapping.PartialSums.Granularity.allCases)
  func `gradients through counted sums are the slopes of their means`(
    scale: Mapping.PartialSums.Granularity
  ) throws {
    let (circuit, session) = try counted(scale)
    #expect(circuit.counted == [0, 1, 2])
    let batch = try dataSet.images(0..<4, preprocessing: Preprocessing()).elements
    let parameters = session.layout.numbers(of: network.matrixLayers)
    let (_, gradient) = try loss(session, circuit, batch, parameters)
    for index in session.layout.layers.indices {
      let found = try slopes(
        session, circuit, batch, gradient, ofLayer: index, directions: 32, step: 0.03,
        movesBiases: true)
      #expect((ratio(found) - 1).magnitude < 0.03, "layer \(index)")
    }
  }

  @Test(arguments: Mapping.PartialSums.Granularity.allCases)
  func `converters that are learned have the slopes of the means`(
    scale: Mapping.PartialSums.Granularity
  ) throws {
    let (circuit, session) = try counted(scale)
    let batch = try dataSet.images(0..<4, preprocessing: Preprocessing()).elements
    let parameters = session.layout.numbers(of: network.matrixLayers)
    let places = try circuit.learned(from: 0).map { try #require($0) }
    let count = places.map(\.all.upperBound).max() ?? 0
    let all = places.reduce(0) { $0 + $1.all.count }
    #expect(count == all)
    // Some way from where they begin.
    let converters = scattered(count, seed: 12).map { 0.2 * $0 }
    let gradient = try loss(session, circuit, batch, parameters, converters: converters)
      .gradient[parameters.count...]
    #expect(gradient.count == count)
    let size = gradient.map { Double($0 * $0) }.reduce(0, +).squareRoot()
    for (layer, places) in places.enumerated() {
      // The steps of the first layer's rows are not learned: nobody wants the gradient by images.
      let kinds = layer == 0 ? [] : [places.inputs]
      for kind in kinds + [places.slopes, places.thresholds, places.gains] {
        let direction = scattered(kind.count, seed: 13)
        func value(_ step: Float) throws -> Double {
          var moved = converters
          for (place, own) in zip(kind, direction) { moved[place] += step * own }
          return try loss(session, circuit, batch, parameters, converters: moved).value
        }
        let step: Float = 0.02
        let found = try (value(step) - value(-step)) / Double(2 * step)
        let told = zip(kind, direction).reduce(0.0) {
          $0 + Double(gradient[gradient.startIndex + $1.0] * $1.1)
        }
        #expect((found - told).magnitude < 0.02 * size + 0.02 * found.magnitude, "\(layer) \(kind)")
      }
    }
  }

  @Test(arguments: Mapping.PartialSums.Granularity.allCases)
  func `what a training leaves of converters reads the network as the training does`(
    scale: Mapping.PartialSums.Granularity
  ) throws {
    let options = options {
      var sums = Mapping.PartialSums()
      (sums.converter, sums.samples, sums.sensitivity) = (.stochastic, 4, .number(2))
      sums.scale = scale
      $0.partialSums = sums
    }
    let recipe = recipe {
      $0.rate = 0.05
      $0.converters = .learned
      $0.means = 0.25
    }
    let outcome = try TrainingRun(trainer(recipe, options)).run()
    let again = try TrainingRun(trainer(recipe, options, threads: 3)).run()
    #expect(outcome.parameters == again.parameters && outcome.ranges == again.ranges)
    let ranges = try ConverterRanges(#require(outcome.ranges).encoded(), source: "r.json")
    #expect(outcome.ranges == ranges)
    // The settings moved away from what is chosen without them.
    let trained = try network.holding(parameters: outcome.parameters)
    func evaluate(_ given: ConverterRanges?) throws -> Evaluation.Outcome {
      var options = options
      options.ranges = given
      return try Evaluation(
        network: trained, source: EvaluationResult.Source(file: "small.onnx"),
        images: circuit(options).images, sample: circuit(options).images, options: options
      ).run()
    }
    let chosen = try #require(try evaluate(nil).ranges)
    let kept = try #require(try evaluate(ranges).ranges)
    for (layer, given) in zip(kept.layers, ranges.layers) {
      #expect(layer.inputs == given.inputs && layer.gains == given.gains)
      for (own, other) in zip(try #require(layer.counters), try #require(given.counters)) {
        for (value, wanted) in zip(own.fullScaleAmpere, other.fullScaleAmpere) {
          #expect((value - wanted).magnitude <= 1e-6 * wanted)
        }
        #expect(own.threshold == other.threshold)
      }
    }
    #expect(chosen.layers[2].counters != kept.layers[2].counters)
  }

  @Test func `converters that a training drives away are named`() throws {
    let options = options {
      var sums = Mapping.PartialSums()
      (sums.converter, sums.samples, sums.sensitivity) = (.stochastic, 4, .number(2))
      $0.partialSums = sums
    }
    let recipe = recipe {
      ($0.rule, $0.rate) = (.adamW(first: 0.9, second: 0.999, epsilon: 1e-8), 300)
      $0.converters = .learned
    }
    let error = #expect(throws: InputError.self) {
      try TrainingRun(trainer(recipe, options)).run()
    }
    #expect(error?.found.contains("diverge") == true, "\(error as Any)")
  }

  @Test func `columns that are no products are refused before a step`() throws {
    var options = options {
      var sums = Mapping.PartialSums()
      (sums.converter, sums.samples, sums.sensitivity) = (.stochastic, 4, .number(2))
      $0.partialSums = sums
    }
    options.technology?.periphery.amplifier = TransimpedanceAmplifier(
      feedbackResistance: 1e4, openLoopGain: 1e4, saturationVoltage: 1)
    let error = #expect(throws: InputError.self) { try trainer(recipe(), options) }
    #expect(error?.source == "technology test", "\(error as Any)")
  }

  @Test func `only counted layers can learn their converters`() throws {
    let error = #expect(throws: InputError.self) {
      try trainer(recipe { $0.converters = .learned }, options())
    }
    #expect(error?.location == "key arrays.converters")
  }

  @Test(arguments: Mapping.PartialSums.Converter.allCases.filter { $0 != .technology })
  func `a network learns behind counted sums`(converter: Mapping.PartialSums.Converter) throws {
    let options = options {
      var sums = Mapping.PartialSums()
      (sums.converter, sums.samples, sums.sensitivity) = (converter, 4, .number(2))
      $0.partialSums = sums
    }
    let recipe = recipe {
      $0.length = .steps(40)
      $0.rangingSteps = 1000
      $0.rate = 0.01
    }
    let outcomes = try [1, 2].map { threads in
      try TrainingRun(trainer(recipe, options, threads: threads)).run()
    }
    #expect(outcomes[0].parameters == outcomes[1].parameters)
    func mean(_ steps: ArraySlice<Trainer.Step>) -> Double {
      steps.reduce(0) { $0 + $1.loss } / Double(steps.count)
    }
    let steps = outcomes[0].steps
    #expect(mean(steps.suffix(8)) < 0.95 * mean(steps.prefix(8)))
  }

  @Test func `what arrays multiply by is what they give for single inputs`() throws {
    let options = options {
      $0.outputs.bits = 0
      $0.outputs.source = .ideal
    }
    let circuit = try NetworkCircuit(
      Evaluation(
        network: network, source: EvaluationResult.Source(file: "small.onnx"),
        images: circuit(options).images, sample: circuit(options).images, options: options))
    let programmed = try circuit.programmed(
      network.matrixLayers, instance: nil, isBackward: true)
    let layer = network.matrixLayers[2]
    let weights = try #require(programmed.weights(ofLayer: 2))[0]
    let step = try #require(programmed.quantizers[2]).steps[0]
    var inputs = [Float](repeating: 0, count: 3 * layer.inputs)
    for (vector, row) in [0, 31, 71].enumerated() { inputs[vector * layer.inputs + row] = 8 * step }
    let found = try programmed.engine(firstImage: 0).product(
      layer: layer, group: 0,
      inputs: LayerInputs(Tensor(shape: [3, layer.inputs], elements: inputs))
    ).elements
    for (vector, row) in [0, 31, 71].enumerated() {
      for output in 0..<3 {
        let wanted = 8 * step * weights[row * 3 + output]
        #expect((found[vector * 3 + output] - wanted).magnitude < 1e-5 * (1 + wanted.magnitude))
      }
    }
  }

  @Test(arguments: Recipe.Drawing.allCases, Recipe.Backward.allCases)
  func `a network learns on arrays`(drawing: Recipe.Drawing, backward: Recipe.Backward) throws {
    let trainer = try trainer(
      recipe {
        $0.length = .steps(24)
        $0.drawing = drawing
        $0.backward = backward
      }, options(programming: 0.05))
    var state = trainer.start
    let first = try trainer.advance(&state)
    var last = first
    while state.step < trainer.steps { last = try trainer.advance(&state) }
    #expect(last.loss < 0.7 * first.loss, "\(first) \(last)")
  }

  @Test func `threads and a pause change no bit on arrays`() throws {
    let options = options(programming: 0.05)
    func train(threads: Int, pauses: Bool) throws -> (TrainingState, [Trainer.Step]) {
      var trainer = try trainer(recipe(), options, threads: threads)
      var state = trainer.start
      var found: [Trainer.Step] = []
      while state.step < trainer.steps {
        if pauses, state.step % 4 == 0 {
          trainer = try self.trainer(recipe(), options, threads: threads)
        }
        found.append(try trainer.advance(&state))
      }
      return (state, found)
    }
    let one = try train(threads: 1, pauses: false)
    let other = try train(threads: 3, pauses: true)
    #expect(one.0 == other.0)
    #expect(one.1 == other.1)
  }

  @Test func `a folder keeps where a training stands`() throws {
    let options = options()
    let place = folder.file("training")
    let whole = try TrainingRun(trainer(recipe(), options)).run()
    do {
      let kept = try TrainingFolder(place, identity: "a")
      #expect(throws: UnavailableError.self) { try TrainingFolder(place, identity: "a") }
      var taken = 0
      let begun = try TrainingRun(trainer(recipe(), options), folder: kept).run(
        isStopped: { taken == 6 }, progress: { _, _ in taken += 1 })
      #expect(!begun.isComplete && begun.steps.count == 6)
    }
    // Four steps were kept, and two are taken again.
    let kept = try TrainingFolder(place, identity: "a")
    let rest = try TrainingRun(trainer(recipe(), options), folder: kept).run()
    #expect(rest.first == 4 && rest.isComplete)
    #expect(rest.parameters == whole.parameters)
    #expect(rest.steps == whole.steps)
    let again = try TrainingRun(trainer(recipe(), options), folder: kept).run()
    #expect(again.first == 12 && again.parameters == whole.parameters)
  }

  @Test func `a training that is ended at once has a folder, and takes no other one`() throws {
    let place = folder.file("training")
    do {
      let kept = try TrainingFolder(place, identity: "a")
      let ended = try TrainingRun(trainer(recipe(), options()), folder: kept).run(
        isStopped: { true })
      #expect(ended.steps.isEmpty)
    }
    try Data("recipe".utf8).write(to: place.appendingPathComponent("recipe.toml"))
    let kept = try TrainingFolder(place, identity: "a")
    #expect(try TrainingRun(trainer(recipe(), options()), folder: kept).run().first == 0)

    let other = folder.file("other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: false)
    try Data("recipe".utf8).write(to: other.appendingPathComponent("recipe.toml"))
    #expect(throws: UsageError.self) { try TrainingFolder(other, identity: "a") }
  }

  @Test func `folders of other trainings and damaged ones are refused`() throws {
    let place = folder.file("training")
    do {
      let kept = try TrainingFolder(place, identity: "a")
      _ = try TrainingRun(trainer(recipe(), options()), folder: kept).run()
    }
    do {
      let other = try TrainingFolder(place, identity: "b")
      #expect(throws: InputError.self) {
        try TrainingRun(trainer(recipe(), options()), folder: other).run()
      }
    }
    let file = place.appendingPathComponent("state.bin")
    let data = try Data(contentsOf: file)
    for length in [0, 7, 8, 100, data.count - 1] {
      try data.prefix(length).write(to: file)
      let kept = try TrainingFolder(place, identity: "a")
      #expect(throws: InputError.self, "\(length) bytes") {
        try TrainingRun(trainer(recipe(), options()), folder: kept).run()
      }
    }
    // A number, a digit of a loss, and more numbers than there can be.
    func replaced(_ text: String, by other: String) throws -> Data {
      let range = try #require(data.range(of: Data(text.utf8)))
      var changed = data
      changed.replaceSubrange(range, with: Data(other.utf8))
      let grown = UInt64(Int(data[0]) + Int(data[1]) << 8 + other.utf8.count - text.utf8.count)
      changed.replaceSubrange(0..<8, with: withUnsafeBytes(of: grown.littleEndian) { Data($0) })
      return changed
    }
    var flipped = data
    flipped[flipped.count - 3] ^= 1
    for changed in [
      flipped, try replaced("\"losses\":[", by: "\"losses\":[1"),
      try replaced("\"counts\":[", by: "\"counts\":[9223372036854775807,"),
    ] {
      try changed.write(to: file)
      let kept = try TrainingFolder(place, identity: "a")
      #expect(throws: InputError.self) {
        try TrainingRun(trainer(recipe(), options()), folder: kept).run()
      }
    }
  }

  @Test func `what lies above is told where the loss rose`() {
    func record(_ losses: [Double]) -> TrainingRecord {
      TrainingRecord(losses.map { Trainer.Step(loss: $0, right: 1) }, batch: 1, stepsPerEpoch: 10)
    }
    #expect(record([1, 2, 3, 4, 5, 6]).rises)
    #expect(!record([6, 5, 4, 3, 2, 3]).rises)
    #expect(!record([1, 2]).rises)
  }
}

extension TrainingCircuit {
  /// The images that choose ranges.
  fileprivate var images: LabeledImages { sample }
}
