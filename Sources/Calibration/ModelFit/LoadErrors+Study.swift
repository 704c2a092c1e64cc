internal import CrossbarModels
internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
package import Records

extension CalibratedModel.LoadErrors {
  /// The number of vectors of every kind of load.
  static let vectors = 32
  /// The number of vectors where no array is small.
  static let vectorsOfLarge = 4
  /// The most cells of an array that is read if there is a choice: exact solutions of larger ones take
  /// minutes.
  static let mostCells = 64 * 64
  /// The seed of the vectors.
  private static let seed: UInt64 = 1

  /// What the errors of a model are measured against.
  enum Reference {
    /// The circuit of the technology.
    case technology
    /// The circuit with the fitted parameters.
    case fitted
  }

  /// Reads one array under every kind of load, by a model and by the exact circuit.
  ///
  /// The array is the largest of at most ``mostCells`` that the fit never saw; the smallest if all are
  /// larger, and one that the fit saw if there are no others.
  ///
  /// - Parameters:
  ///   - settings: The member.
  ///   - parameters: Its parameters.
  ///   - statistics: The voltages that its operating point is chosen for; nil for any up to the read
  ///     voltage.
  ///   - split: The cases that the fit saw, and those that judge it; at least one of them.
  ///   - reference: The exact circuit.
  /// - Throws: What programming throws. A load that is not solved or not read has a refusal.
  init(
    of settings: CoreSettings, parameters: ModelParameters, statistics: InputStatistics?,
    on split: (training: [CalibrationCase], heldOut: [CalibrationCase]),
    against reference: Reference
  ) throws {
    let isHeldOut = !split.heldOut.isEmpty
    guard let item = Self.choice(of: isHeldOut ? split.heldOut : split.training) else {
      preconditionFailure("no cases")
    }
    let crossbar = item.crossbar
    let voltage = crossbar.technology.read.voltage
    let circuit: any ProgrammedCrossbar =
      switch reference {
      case .technology: try NodalSolver().program(crossbar)
      case .fitted: try CircuitModel(parameters: parameters).program(crossbar)
      }
    let model = try FastCrossbarModel(
      settings, parameters: parameters, statistics: statistics ?? .uniform(upTo: voltage)
    ).program(crossbar)
    let vectors = item.size.cells <= Self.mostCells ? Self.vectors : Self.vectorsOfLarge
    let exact = ExactLoads(
      circuit, rows: crossbar.rows, voltage: voltage, vectors: vectors, seed: Self.seed)
    let kinds = exact.loads.map { Self.error(of: model, under: $0) }
    self.init(
      array: item.slug, rows: crossbar.rows, columns: crossbar.columns, isHeldOut: isHeldOut,
      vectors: vectors, kinds: kinds)
  }

  private static func choice(of cases: [CalibrationCase]) -> CalibrationCase? {
    let small = cases.filter { $0.size.cells <= mostCells }
    guard let size = small.isEmpty ? cases.map(\.size).min() : small.map(\.size).max() else {
      return nil
    }
    return cases.first { $0.size == size }
  }

  private static func error(
    of model: any ProgrammedCrossbar, under load: ExactLoads.Load
  ) -> CalibratedModel.LoadError {
    do {
      let error = try load.error(of: model)
      guard error.ofFullDrive.isFinite, error.relative.isFinite else {
        return CalibratedModel.LoadError(
          load: load.kind, ofFullDrive: nil, relativeRmse: nil,
          refusal: "its errors are not finite")
      }
      return CalibratedModel.LoadError(
        load: load.kind, ofFullDrive: error.ofFullDrive, relativeRmse: error.relative)
    } catch {
      return CalibratedModel.LoadError(
        load: load.kind, ofFullDrive: nil, relativeRmse: nil, refusal: "\(error)")
    }
  }
}

extension CalibratedModel {
  /// The errors of the model by kind of load, as they are now; nil where it states none.
  ///
  /// - Parameter cases: The cases of the model.
  /// - Returns: The errors.
  /// - Throws: What programming and solving throw.
  package func loadErrors(on cases: [CalibrationCase]) throws -> LoadErrors? {
    guard errors.loads != nil, !cases.isEmpty else { return nil }
    let heldOut = Set(self.cases.filter(\.isHeldOut).map(\.slug))
    return try LoadErrors(
      of: settings, parameters: modelParameters, statistics: statistics,
      on: (
        cases.filter { !heldOut.contains($0.slug) }, cases.filter { heldOut.contains($0.slug) }
      ), against: measured == nil ? .technology : .fitted)
  }
}
