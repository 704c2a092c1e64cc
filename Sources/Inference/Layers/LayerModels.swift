internal import CrossbarModels
internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// What reads the arrays of every layer of a network.
struct LayerModels: Sendable {
  private let solver: Solver
  /// Which fast model is taken and why; nil for solvers without one.
  private(set) var chosen: ChosenModel?
  /// For the file of each technology that a mapping gives to some layers, which fast model is taken
  /// there.
  private var chosenOfLayers: [String: ChosenModel]
  private let files: [Int: String]
  private let statistics: [Int: InputStatistics]

  /// The most arrays that a model is judged on, spread over the network.
  private static let mostJudged = 64
  /// The most arrays of one layer.
  ///
  /// Where a member is named nothing is chosen by them, and the most and the least loaded one state the error of a
  /// member that is made for any load; one that is made for statistics may err most between them.
  private static func mostOfLayer(named kind: ModelKind?) -> Int {
    kind.map { $0.hasStatistics ? 4 : 2 } ?? 4
  }

  /// Chooses the models of a network's layers.
  ///
  /// - Parameters:
  ///   - options: What is asked for.
  ///   - technology: The technology of the arrays.
  ///   - layers: The layers that are on arrays, each with its inputs on sample images.
  ///   - progress: Gets how far the choice is.
  /// - Throws: Whatever keeps a model from being chosen.
  init(
    _ options: EvaluationOptions, technology: Technology,
    layers: [(prepared: PreparedLayer, sample: LayerSample)], progress: StageProgress? = nil
  ) throws {
    solver = options.solver
    guard solver == .fcm else {
      chosen = nil
      (statistics, files, chosenOfLayers) = ([:], [:], [:])
      return
    }
    // Of all traffic together nothing is kept but its statistics: it takes as much memory as the samples.
    let all = layers.map { $0.prepared.traffic($0.sample).statistics }
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
      return try request.choose(for: technology, threads: options.threads, progress: progress) {
        Self.judged(
          own.map { (layers[$0].prepared, layers[$0].sample, all[$0]) },
          mostOfLayer: Self.mostOfLayer(
            named: request.tolerance == nil && request.calibrated == nil ? request.kind : nil))
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

  /// Arrays of some layers that stand for all of them.
  private static func judged(
    _ layers: [(prepared: PreparedLayer, sample: LayerSample, statistics: InputStatistics)],
    mostOfLayer: Int
  ) -> [ModelSelection.Sample] {
    let count = min(layers.count, mostJudged)
    let arrays = min(mostOfLayer, mostJudged / max(count, 1))
    return (0..<count).flatMap { index in
      let layer = layers[index * layers.count / count]
      return JudgedArrays(layer.prepared, traffic: layer.prepared.traffic(layer.sample))
        .samples(arrays, statistics: layer.statistics)
    }
  }

  /// Whether a model was taken for its error on the traffic of the digital network, and not for being nearly
  /// exact on any.
  var dependsOnTraffic: Bool {
    ([chosen] + chosenOfLayers.values.map(Optional.some)).contains {
      $0?.selection?.tolerance != nil && $0?.settings.kind != .chord
    }
  }

  /// The models, judged on other traffic as well.
  ///
  /// - Parameters:
  ///   - options: What is asked for.
  ///   - layers: Layers with their inputs on sample images.
  ///   - progress: Gets how far the judgment is.
  /// - Returns: The same models, or dearer ones where their errors are beyond the tolerance.
  /// - Throws: `ToleranceError` if no member meets the tolerance on this traffic.
  func confirmed(
    _ options: EvaluationOptions, on layers: [(prepared: PreparedLayer, sample: LayerSample)],
    progress: StageProgress? = nil
  ) throws -> LayerModels {
    var models = self
    func confirm(_ chosen: ChosenModel, _ request: FastModelRequest, _ file: String?) throws
      -> ChosenModel
    {
      let own = layers.filter { files[$0.prepared.matrix.index] == file }
      guard !own.isEmpty else { return chosen }
      return try request.confirmed(
        chosen, threads: options.threads, progress: progress,
        on: Self.judged(
          own.map {
            (
              $0.prepared, $0.sample,
              statistics[$0.prepared.matrix.index] ?? $0.prepared.traffic($0.sample).statistics
            )
          }, mostOfLayer: Self.mostOfLayer(named: nil)))
    }
    models.chosen = try chosen.map { try confirm($0, options.fast, nil) }
    for (file, chosen) in chosenOfLayers {
      models.chosenOfLayers[file] = try confirm(
        chosen, FastModelRequest(kind: options.fast.kind, tolerance: options.fast.tolerance), file)
    }
    return models
  }

  /// Whether other members read the arrays than in other models.
  func differs(from other: LayerModels) -> Bool {
    chosen?.settings != other.chosen?.settings
      || chosenOfLayers.mapValues(\.settings) != other.chosenOfLayers.mapValues(\.settings)
  }

  /// What a result says of layers with a technology of their own.
  func notes(_ technologies: [String: Technology]) -> [String] {
    chosenOfLayers.sorted { $0.key < $1.key }.map { file, chosen in
      "layers of technology \(technologies[file]?.name ?? file): model \(chosen.settings.name), "
        + chosen.reason
    }
  }

  /// Whether an error is stated of the model that reads the arrays of a layer.
  ///
  /// - Parameter layer: The number of the layer.
  /// - Returns: Whether there is one.
  func isJudged(layer: Int) -> Bool { chosenModel(ofLayer: layer)?.selection?.choice?.error != nil }

  private func chosenModel(ofLayer layer: Int) -> ChosenModel? {
    files[layer].map { chosenOfLayers[$0] } ?? chosen
  }

  /// The model that reads the arrays of a layer.
  ///
  /// - Parameter layer: The number of the layer.
  /// - Returns: The model.
  func model(ofLayer layer: Int) -> any CrossbarModel {
    if solver == .nodal { return NodalSolver() }
    guard let chosen = chosenModel(ofLayer: layer), let statistics = statistics[layer] else {
      return IdealModel()
    }
    return chosen.model(statistics: statistics)
  }
}
