internal import CrossbarModels
internal import Crossbars
internal import NodalAnalysis
internal import Records

/// What reads the arrays of every layer of a network.
struct LayerModels: Sendable {
  private let solver: Solver
  /// Which fast model is taken and why; nil for solvers without one.
  let chosen: ChosenModel?
  private let statistics: [Int: InputStatistics]

  /// The most arrays that a model is judged on, spread over the network.
  private static let mostJudged = 64
  /// The most arrays of one layer.
  private static let mostOfLayer = 4

  /// Chooses the models of a network's layers.
  ///
  /// - Parameters:
  ///   - options: What is asked for.
  ///   - technology: The technology of the arrays.
  ///   - layers: The layers that are on arrays, each with its inputs on sample images.
  /// - Throws: Whatever keeps a model from being chosen.
  init(
    _ options: EvaluationOptions, technology: Technology,
    layers: [(prepared: PreparedLayer, sample: LayerSample)]
  ) throws {
    solver = options.solver
    guard solver == .fcm else {
      chosen = nil
      statistics = [:]
      return
    }
    let traffic = layers.map { $0.prepared.traffic($0.sample) }
    let all = traffic.map(\.statistics)
    statistics = Dictionary(
      uniqueKeysWithValues: zip(layers, all).map { ($0.prepared.matrix.index, $1) })
    chosen = try options.fast.choose(for: technology, threads: options.threads) {
      let count = min(layers.count, Self.mostJudged)
      let arrays = min(Self.mostOfLayer, Self.mostJudged / max(count, 1))
      return (0..<count).flatMap { index in
        let layer = index * layers.count / count
        return JudgedArrays(layers[layer].prepared, traffic: traffic[layer])
          .samples(arrays, statistics: all[layer])
      }
    }
  }

  /// The model that reads the arrays of a layer.
  ///
  /// - Parameter layer: The number of the layer.
  /// - Returns: The model.
  func model(ofLayer layer: Int) -> any CrossbarModel {
    if solver == .nodal { return NodalSolver() }
    guard let chosen, let statistics = statistics[layer] else { return IdealModel() }
    return chosen.model(statistics: statistics)
  }
}
