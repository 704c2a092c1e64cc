internal import CrossbarModels
internal import Crossbars
internal import NodalAnalysis
internal import Records

/// What reads the arrays of every layer of a network.
struct LayerModels: Sendable {
  private let solver: Solver
  /// Which fast model is taken and why; nil for solvers without one.
  let chosen: ChosenModel?
  /// For the file of each technology that a mapping gives to some layers, which fast model is taken
  /// there.
  private let chosenOfLayers: [String: ChosenModel]
  private let files: [Int: String]
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
    layers: [(prepared: PreparedLayer, sample: LayerSample)]
  ) throws {
    solver = options.solver
    guard solver == .fcm || solver == .nodal else {
      chosen = nil
      (statistics, files, chosenOfLayers) = ([:], [:], [:])
      return
    }
    var statistics: [Int: InputStatistics] = [:]
    var files: [Int: String] = [:]
    for (prepared, sample) in layers {
      statistics[prepared.matrix.index] = prepared.statistics(on: sample)
      files[prepared.matrix.index] = prepared.mapping.technology
    }
    self.statistics = statistics
    self.files = files
    let request = solver == .fcm ? options.fast : FastModelRequest()
    func choose(
      _ request: FastModelRequest, _ technology: Technology, _ file: String?
    ) throws -> ChosenModel {
      let layers = layers.filter { files[$0.prepared.matrix.index] == file }
      return try request.choose(for: technology) {
        let count = min(layers.count, Self.mostJudged)
        return (0..<count).compactMap { index in
          let (prepared, sample) = layers[index * layers.count / count]
          guard let statistics = statistics[prepared.matrix.index] else { return nil }
          return ModelSelection.Sample(
            prepared.fabrication.fabricated(0, in: nil).crossbar,
            inputs: prepared.firstTraffic(on: sample), statistics: statistics)
        }
      }
    }
    chosen = try choose(request, technology, nil)
    // A fitted model belongs to one technology.
    var unfitted = request
    if request.calibrated != nil { unfitted = FastModelRequest() }
    chosenOfLayers = try options.layerTechnologies.reduce(into: [:]) { found, entry in
      guard files.values.contains(entry.key) else { return }
      found[entry.key] = try choose(unfitted, entry.value, entry.key)
    }
  }

  /// What a result says of layers with a technology of their own.
  func notes(_ technologies: [String: Technology]) -> [String] {
    chosenOfLayers.sorted { $0.key < $1.key }.map { file, chosen in
      "layers of technology \(technologies[file]?.name ?? file): model \(chosen.settings.name), "
        + chosen.reason
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
    let chosen = files[layer].map { chosenOfLayers[$0] } ?? chosen
    guard let chosen, let statistics = statistics[layer] else { return IdealModel() }
    return chosen.model(statistics: statistics)
  }
}
