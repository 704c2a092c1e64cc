import ArrayStorage
import Configuration
import Crossbars
import Foundation
import NetworkTestSupport
import Networks
import TestSupport
import Testing
import Training

/// Numbers without a pattern, from −1 to 1.
func scattered(_ count: Int, seed: UInt64) -> [Float] {
  var generator = SeededGenerator(seed: seed, stream: 1)
  return (0..<count).map { _ in Float(2 * generator.uniform() - 1) }
}

/// Images of 6 × 6 in three classes: stripes down, stripes across, a checkerboard, each with noise of its own.
func patterns(
  count: Int, channels: Int, seed: UInt64, in folder: TemporaryFolder
) throws -> DataSet {
  let size = channels * 36
  let noise = scattered(count * size, seed: seed)
  let images = (0..<count * size).map { place -> Float in
    let (row, column) = (place % 36 / 6, place % 6)
    let value = [column % 2, row % 2, (row + column) % 2][place / size % 3]
    return Float(value) + 0.8 * noise[place]
  }
  try NPYFile.writeFloats(shape: [count, channels, 6, 6], images, to: folder.file("x.npy"))
  try NPYFile.write(
    shape: [count], (0..<count).map { Double($0 % 3) }, to: folder.file("y.npy"))
  return try DataSet(
    specification: "npy:\(folder.file("x.npy").path),\(folder.file("y.npy").path)",
    task: .classes)
}

/// Training of a small convolution network on images of three patterns.
struct TrainerTests {
  private let folder: TemporaryFolder
  private let network: Network
  private let dataSet: DataSet

  init() throws {
    folder = try TemporaryFolder()
    var builder = ModelBuilder(input: [1, 6, 6])
    builder.node(
      "Conv",
      [
        builder.scattered([8, 1, 3, 3], seed: 1, scale: 0.5),
        builder.scattered([8], seed: 2, scale: 0.1),
      ],
      ["pads": .integers([1, 1, 1, 1])])
    builder.node("Relu")
    builder.node(
      "MaxPool", [], ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    builder.node("Flatten")
    builder.node(
      "Gemm",
      [
        builder.scattered([72, 3], seed: 3, scale: 0.1),
        builder.scattered([3], seed: 4, scale: 0.1),
      ])
    network = try builder.network()
    dataSet = try patterns(count: 150, channels: 1, seed: 5, in: folder)
      .arranged(for: network, preprocessing: Preprocessing())
  }

  private func recipe(_ change: (inout Recipe) -> Void = { _ in }) -> Recipe {
    var recipe = Recipe()
    recipe.length = .epochs(4)
    recipe.batch = 40
    recipe.rate = 0.05
    recipe.seed = 3
    change(&recipe)
    return recipe
  }

  private func trainer(_ recipe: Recipe, threads: Int = 1) throws -> Trainer {
    try Trainer(
      network, dataSet: dataSet, preprocessing: Preprocessing(), recipe: recipe, threads: threads)
  }

  private static let recipes: [(String, @Sendable (inout Recipe) -> Void)] = [
    ("descent", { _ in }),
    (
      "Nesterov, smoothed",
      {
        $0.rule = .descent(momentum: 0.8, isNesterov: true)
        $0.labelSmoothing = 0.1
      }
    ),
    (
      "AdamW, average",
      {
        $0.rule = .adamW(first: 0.9, second: 0.99, epsilon: 1e-8)
        $0.rate = 0.01
        $0.weightDecay = 0.01
        $0.average = 0.9
      }
    ),
    (
      "one cycle, limits",
      {
        $0.schedule = .oneCycle
        $0.warmup = 0.3
        $0.gradientLimit = 1
        $0.weightLimit = 3
      }
    ),
    (
      "flips and shifts",
      {
        $0.flips = true
        $0.shift = 2
        $0.length = .epochs(12)
      }
    ),
  ]

  @Test(arguments: recipes.indices)
  func `a training learns`(index: Int) throws {
    let trainer = try trainer(recipe(Self.recipes[index].1))
    var state = trainer.start
    let first = try trainer.advance(&state)
    #expect(first.loss > 0.7 && first.right < 40)
    var last = first
    while state.step < trainer.steps { last = try trainer.advance(&state) }
    #expect(state.step == trainer.steps)
    #expect(last.right >= 36, "\(Self.recipes[index].0): \(last)")
    #expect(last.loss < first.loss)
  }

  @Test(arguments: recipes.indices)
  func `threads and a pause change no bit`(index: Int) throws {
    let recipe = recipe(Self.recipes[index].1)
    func train(threads: Int, pauses: Bool) throws -> TrainingState {
      var trainer = try trainer(recipe, threads: threads)
      var state = trainer.start
      while state.step < 9 {
        _ = try trainer.advance(&state)
        if pauses { trainer = try self.trainer(recipe, threads: threads) }
      }
      return state
    }
    let one = try train(threads: 1, pauses: false)
    #expect(try train(threads: 3, pauses: true) == one)
  }

  @Test func `a teacher alone keeps a network where it is`() throws {
    let trainer = try trainer(
      recipe {
        $0.teacherShare = 1
        $0.temperature = 2
      })
    var state = trainer.start
    let begin = state.parameters
    for _ in 0..<3 { #expect(try trainer.advance(&state).loss.magnitude < 1e-5) }
    #expect(zip(begin, state.parameters).allSatisfy { ($0 - $1).magnitude < 1e-4 })
  }

  @Test(arguments: Recipe.LimitScope.allCases)
  func `weights keep their limit`(scope: Recipe.LimitScope) throws {
    let trainer = try trainer(
      recipe {
        $0.weightLimit = 1.5
        $0.limitScope = scope
      })
    var state = trainer.start
    _ = try trainer.advance(&state)
    let layout = ParameterLayout(network.matrixLayers)
    for (layer, matrix) in zip(layout.layers, network.matrixLayers) {
      let together =
        scope == .layer
        ? [Array(layer.weights)]
        : (0..<matrix.outputs).map { output in
          Array(
            stride(
              from: layer.weights.lowerBound + output, to: layer.weights.upperBound,
              by: matrix.outputs))
        }
      for places in together {
        let weights = places.map { state.parameters[$0] }
        let square = weights.reduce(0) { $0 + $1 * $1 } / Float(weights.count)
        // Those that were cut make the mean smaller.
        #expect((weights.map(\.magnitude).max() ?? 0) < 2 * square.squareRoot())
      }
    }
  }

  @Test func `another network teaches`() throws {
    var builder = ModelBuilder(input: [1, 6, 6])
    builder.node("Flatten")
    builder.node("Gemm", [builder.constant([36, 3], scattered(108, seed: 6))])
    let teacher = try builder.network()
    func distance(_ parameters: [Float]) throws -> Float {
      let images = try dataSet.images(0..<40, preprocessing: Preprocessing())
      let (own, wanted) = (
        try network.holding(parameters: parameters).forward(images).elements,
        try teacher.forward(images).elements
      )
      // Logits tell of probabilities by their differences alone.
      return (0..<40).reduce(0) { sum, image in
        let places = image * 3..<image * 3 + 3
        let differences = places.map { own[$0] - wanted[$0] }
        let mean = differences.reduce(0, +) / 3
        return sum + differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
    }
    let trainer = try Trainer(
      network, dataSet: dataSet, preprocessing: Preprocessing(),
      recipe: recipe {
        $0.teacherShare = 1
        $0.temperature = 2
        $0.length = .epochs(12)
      }, teacher: teacher, threads: 1)
    var state = trainer.start
    let begin = state.parameters
    while state.step < trainer.steps { _ = try trainer.advance(&state) }
    #expect(try distance(state.parameters) < 0.5 * distance(begin))

    var other = ModelBuilder(input: [1, 6, 6])
    other.node("Flatten")
    other.node("Gemm", [other.constant([36, 4], scattered(144, seed: 6))])
    let four = try other.network()
    #expect(throws: InputError.self) {
      try Trainer(
        network, dataSet: dataSet, preprocessing: Preprocessing(), recipe: recipe(),
        teacher: four, threads: 1)
    }
  }

  @Test func `what cannot be trained is refused`() throws {
    #expect(throws: InputError.self) { try trainer(recipe { $0.batch = 151 }) }
    var builder = ModelBuilder(input: [4])
    builder.node("Gemm", [builder.constant([4, 2], scattered(8, seed: 1))])
    let two = try builder.network()
    #expect(throws: InputError.self) {
      try Trainer(
        two, dataSet: dataSet, preprocessing: Preprocessing(), recipe: recipe(), threads: 1)
    }
  }
}
