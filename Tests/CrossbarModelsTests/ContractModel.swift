import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records

/// A model under its name, with what it claims: the list that the contract of all models runs on.
struct ContractModel: Sendable, CustomStringConvertible {
  let description: String
  /// The accepted relative RMS error of the currents against the nodal solver, of ohmic cells and of
  /// sinh cells.
  let ohmicError: Double
  let sinhError: Double
  /// The accepted error of sinh cells behind ladders of which each has voltages of its own.
  let stagesError: Double
  /// Whether a read of a plain array is one product.
  let isProduct: Bool
  /// Whether drivers and sense circuits with everything that deviates in them are part of the model.
  let hasStages: Bool
  let program: @Sendable (Crossbar) throws -> any ProgrammedCrossbar

  init(
    _ name: String, ohmicError: Double, sinhError: Double, stagesError: Double? = nil,
    isProduct: Bool = false, hasStages: Bool = false,
    _ model: @escaping @Sendable (Crossbar) -> any CrossbarModel
  ) {
    description = name
    self.ohmicError = ohmicError
    self.sinhError = sinhError
    self.stagesError = stagesError ?? sinhError
    self.isProduct = isProduct
    self.hasStages = hasStages
    program = { try model($0).program($0) }
  }

  /// A member of the family by itself.
  private static func member(
    _ settings: CoreSettings, ohmicError: Double, sinhError: Double, isProduct: Bool = false
  ) -> ContractModel {
    ContractModel(
      settings.name, ohmicError: ohmicError, sinhError: sinhError, isProduct: isProduct
    ) { crossbar in
      settings.model(
        parameters: ModelParameters(crossbar.technology),
        statistics: .signed(upTo: crossbar.technology.read.voltage))
    }
  }

  /// A member with the stages around it.
  private static func staged(
    _ settings: CoreSettings, ohmicError: Double, sinhError: Double, stagesError: Double? = nil,
    isProduct: Bool = false
  ) -> ContractModel {
    ContractModel(
      "\(settings.name), staged", ohmicError: ohmicError, sinhError: sinhError,
      stagesError: stagesError, isProduct: isProduct, hasStages: true
    ) { FastCrossbarModel(settings, statistics: .signed(upTo: $0.technology.read.voltage)) }
  }

  /// All models: one more line tests another one.
  static let all = [
    ContractModel("ideal", ohmicError: 0.05, sinhError: 0.2, isProduct: true) { _ in IdealModel() },
    ContractModel("DMR", ohmicError: 0.05, sinhError: 0.2, isProduct: true) { _ in DMRModel() },
    ContractModel("alpha-beta", ohmicError: 0.05, sinhError: 0.2, isProduct: true) { _ in
      AlphaBetaModel()
    },
    ContractModel("Jeong", ohmicError: 0.05, sinhError: 0.2, isProduct: true) { _ in JeongModel() },
    member(CoreSettings(.linear), ohmicError: 1e-12, sinhError: 0.2, isProduct: true),
    member(CoreSettings(.secant), ohmicError: 1e-12, sinhError: 0.1, isProduct: true),
    member(CoreSettings(.twoPoint), ohmicError: 1e-9, sinhError: 3e-4),
    member(CoreSettings(.chord), ohmicError: 1e-9, sinhError: 1e-6),
    staged(CoreSettings(.linear), ohmicError: 2e-6, sinhError: 0.2, isProduct: true),
    staged(CoreSettings(.secant), ohmicError: 2e-6, sinhError: 0.1, isProduct: true),
    staged(CoreSettings(.twoPoint), ohmicError: 2e-6, sinhError: 3e-4),
    staged(CoreSettings(.chord), ohmicError: 2e-6, sinhError: 1e-6),
    ContractModel("nodal", ohmicError: 0, sinhError: 0, hasStages: true) { _ in NodalSolver() },
    ContractModel("nodal, as a network", ohmicError: 1e-10, sinhError: 1e-10, hasStages: true) {
      _ in
      NodalSolver(.network)
    },
  ]
}
