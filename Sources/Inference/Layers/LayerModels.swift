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

  /// The most layers that a model is judged on, spread over the network.
  private static let mostJudged = 64

  /// Chooses the models of a network's layers.
  ///
  /// - Parameters:
  ///   - options: What is asked for.
  ///   - technology: The technology of the arrays.
  ///   - layers: The layers that are on arrays, each with its inputs on sample images.
  /// - Throws: Whatever keeps a model from being chosen.
  init(
    _ options: EvaluationOptions, technology: Technology,
    layers: [(matrix: LayerMatrix, sample: LayerSample)]
  ) throws {
    solver = options.solver
    guard solver == .fcm || solver == .nodal else {
      chosen = nil
      statistics = [:]
      return
    }
    var statistics: [Int: InputStatistics] = [:]
    for (matrix, sample) in layers {
      statistics[matrix.index] = try PreparedLayer.statistics(
        matrix, mapping: options.mapping, technology: technology, sample: sample)
    }
    self.statistics = statistics
    let request = solver == .fcm ? options.fast : FastModelRequest()
    chosen = try request.choose(for: technology) {
      let count = min(layers.count, Self.mostJudged)
      return try (0..<count).compactMap { index in
        let (matrix, sample) = layers[index * layers.count / count]
        guard let statistics = statistics[matrix.index] else { return nil }
        return ModelSelection.Sample(
          LayerArrays.firstCrossbar(
            matrix, weights: IntegerWeights(matrix, mapping: options.mapping),
            mapping: options.mapping, technology: technology),
          inputs: try PreparedLayer.firstTraffic(
            matrix, mapping: options.mapping, technology: technology, sample: sample),
          statistics: statistics)
      }
    }
  }

  /// The model that reads the arrays of a layer.
  ///
  /// - Parameters:
  ///   - layer: The number of the layer.
  ///   - isForRanging: Whether ranges are chosen with it.
  /// - Returns: The model.
  func model(ofLayer layer: Int, isForRanging: Bool) -> any CrossbarModel {
    // Exact solutions of thousands of sample vectors would take longer than the evaluation.
    if solver == .nodal && !isForRanging { return NodalSolver() }
    guard let chosen, let statistics = statistics[layer] else { return IdealModel() }
    return chosen.model(statistics: statistics)
  }
}
