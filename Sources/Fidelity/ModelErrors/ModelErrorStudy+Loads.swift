internal import Calibration
internal import CrossbarModels
internal import Crossbars
internal import GoldenData
internal import NodalAnalysis
internal import Records

extension ModelErrorStudy {
  /// The number of vectors of every kind of load.
  private static let vectors = 32

  /// Judges models under every kind of load, against the nodal solver: on the first array of a size of
  /// every technology, one model for all loads.
  ///
  /// - Parameters:
  ///   - size: The size, as rows and columns.
  ///   - models: The models.
  ///   - progress: Told the number of judged technologies and that of all.
  /// - Returns: The results, by technology in the order of the suite and by model.
  /// - Throws: `InputError` if a technology of the suite is none; `NodalError` if an array cannot be
  ///   solved.
  public func loadErrors(
    size: [Int], models: [ComparedModel] = ComparedModel.underLoads,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> [LoadErrorResult] {
    let laws = try suite.technologiesByKey()
    var results: [LoadErrorResult] = []
    for (place, key) in technologies.enumerated() {
      defer { progress(place + 1, technologies.count) }
      guard var technology = laws[key],
        let item = suite.cases.first(where: {
          [$0.rows, $0.columns] == size && $0.setting.technology == key
            && $0.setting.readMode == .standard && $0.setting.arrangement == .plain
        })
      else { continue }
      // The array alone: what stands around it has errors of its own, judged with codes.
      technology.periphery = .ideal
      let crossbar = Crossbar(technology: technology, conductances: item.conductances)
      let exact = ExactLoads(
        try NodalSolver().program(crossbar), rows: item.rows, voltage: technology.read.voltage,
        vectors: Self.vectors, seed: UInt64(place))
      try exact.requireSolved()
      for model in models {
        let errors = try? Self.errors(of: model, crossbar, exact)
        results.append(
          LoadErrorResult(
            technology: key, rows: item.rows, columns: item.columns, model: model.name,
            errors: errors))
      }
    }
    return results
  }

  private static func errors(
    of model: ComparedModel, _ crossbar: Crossbar, _ exact: ExactLoads
  ) throws -> [Double] {
    let programmed = try model.program(
      crossbar, .fullScale(of: crossbar.technology, isSigned: false))
    return try exact.loads.map { try $0.error(of: programmed).ofFullDrive }
  }
}
