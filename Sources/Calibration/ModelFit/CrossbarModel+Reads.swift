internal import CrossbarModels
internal import Crossbars
internal import LinearAlgebra

extension CrossbarModel {
  /// Programs an array once and reads it with several batches of inputs.
  func read(_ crossbar: Crossbar, _ batches: [Matrix]) throws -> [Matrix] {
    var programmed = try program(crossbar)
    return try batches.map { try programmed.read($0) }
  }
}

extension CoreSettings {
  /// Programs an array by the member that the settings name, and reads it.
  func read(
    _ crossbar: Crossbar, _ batches: [Matrix], parameters: ModelParameters,
    statistics: InputStatistics
  ) throws -> [Matrix] {
    switch kind {
    case .linear:
      try LinearModel(
        parameters: LinearModelParameters(
          resistances: parameters.resistances, cellSecant: parameters.conductanceFactor)
      ).read(crossbar, batches)
    case .secant:
      try SecantModel(parameters: parameters, statistics: statistics).read(crossbar, batches)
    case .separable, .separablePolynomial:
      try SeparableModel(
        parameters: parameters, statistics: statistics, coupling: kind == .separablePolynomial,
        products: products, basisTolerance: basisTolerance ?? Self.defaultBasisTolerance
      ).read(crossbar, batches)
    case .chord:
      try ChordModel(
        parameters: parameters, statistics: statistics, steps: steps ?? Self.defaultSteps
      ).read(crossbar, batches)
    }
  }
}
