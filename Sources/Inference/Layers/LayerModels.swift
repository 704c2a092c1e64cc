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
      (statistics, files, chosenOfLayers) = ([:], [:], [:])
      return
    }
    let traffic = layers.map { $0.prepared.traffic($0.sample) }
    let all = traffic.map(\.statistics)
    statistics = Dictionary(
      uniqueKeysWithValues: zip(layers, all).map { ($0.prepared.matrix.index, $1) })
    var files: [Int: String] = [:]
    for layer in layers { files[layer.prepared.matrix.index] = layer.prepared.mapping.technology }
    self.files = files
    let request = options.fast
    func choose(
      _ request: FastModelRequest, _ technology: Technology, _ file: String?
    ) throws -> ChosenModel {
      let own = layers.indices.filter { files[layers[$0].prepared.matrix.index] == file }
      return try request.choose(for: technology, threads: options.threads) {
        let count = min(own.count, Self.mostJudged)
        let arrays = min(Self.mostOfLayer, Self.mostJudged / max(count, 1))
        return (0..<count).flatMap { index in
          let layer = own[index * own.count / count]
          return JudgedArrays(layers[layer].prepared, traffic: traffic[layer])
            .samples(arrays, statistics: all[layer])
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
  /// - Parameter layer: The number of the layer.
  /// - Returns: The model.
  func model(ofLayer layer: Int) -> any CrossbarModel {
    if solver == .nodal { return NodalSolver() }
    let chosen = files[layer].map { chosenOfLayers[$0] } ?? chosen
    guard let chosen, let statistics = statistics[layer] else { return IdealModel() }
    return chosen.model(statistics: statistics)
  }
}
