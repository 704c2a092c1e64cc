internal import Configuration
internal import Crossbars
internal import Records

extension Evaluation {
  /// Refuses states that are of another network, or of too few instances.
  ///
  /// - Throws: `UsageError` or `InputError`.
  func checkStates() throws {
    guard let states = options.states else { return }
    guard options.solver != .digital else {
      throw UsageError("states are of arrays; solver digital has none")
    }
    guard options.audit == nil, options.statesFolder == nil else {
      throw UsageError("states that are read are neither audited nor written again")
    }
    if let wanted = states.networkSha256, let found = networkSource.sha256, wanted != found {
      throw InputError(
        source: states.source, location: "key network.sha256",
        found: "the states of another network, \(wanted)",
        accepted: "those of \(networkSource.file), \(found)")
    }
    guard options.trials <= states.instances else {
      throw InputError(
        source: states.source, location: "key instances", found: "\(states.instances)",
        accepted: "at least the \(options.trials) that are evaluated")
    }
  }

  /// Completes the folder of states, if there is one.
  ///
  /// - Parameters:
  ///   - layers: The layers; nil for digital ones.
  ///   - technology: The technology of the evaluation.
  ///   - instances: How many were written.
  /// - Throws: `UnavailableError` if the index cannot be written.
  func finishStates(
    _ layers: [CrossbarLayer?], technology: Technology, instances: Int
  ) throws {
    try options.statesFolder?.finish(
      StatesIndex(
        network: networkSource, technology: technology.name, seed: options.seed,
        instances: instances,
        layers: layers.compactMap { $0?.prepared }.map { layer in
          StatesIndex.Layer(
            name: layer.matrix.name, arrays: layer.fabrication.places.count,
            rows: layer.mapping.tile.rows, columns: layer.mapping.tile.columns)
        }))
  }
}
