internal import CrossbarModels
internal import Crossbars
internal import Foundation
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// A way to column currents that the page of errors compares.
public struct ComparedModel: Sendable {
  /// The name, as the page's columns carry it.
  public let name: String
  /// What it computes, in one sentence.
  public let note: String
  /// Whether the model has the stages around an array, so that its codes are those of the circuit.
  let hasStages: Bool
  let program: @Sendable (Crossbar, InputStatistics) throws -> any ProgrammedCrossbar

  init(
    _ name: String, _ note: String, hasStages: Bool = false,
    program: @escaping @Sendable (Crossbar, InputStatistics) throws -> any ProgrammedCrossbar
  ) {
    self.name = name
    self.note = note
    self.hasStages = hasStages
    self.program = program
  }

  /// A member of the family with the physical parameters of the technology: nothing is fitted.
  init(_ name: String, _ note: String, _ settings: CoreSettings) {
    self.init(name, note, hasStages: true) { crossbar, statistics in
      try FastCrossbarModel(settings, statistics: statistics).program(crossbar)
    }
  }

  /// The models of the page, cheapest first.
  public static let all: [ComparedModel] = [
    ComparedModel("ideal", "V G: neither wires nor ends nor non-linearity.") { crossbar, _ in
      IdealModel().program(crossbar)
    },
    ComparedModel("DMR", "Baseline: one factor a row and one a column, from mean wires.") {
      crossbar, _ in try DMRModel().program(crossbar)
    },
    ComparedModel(
      "alpha–beta", "Baseline: two factors a cell, from the segments of its two lines."
    ) { crossbar, _ in try AlphaBetaModel().program(crossbar) },
    ComparedModel("Jeong", "Baseline: one factor a column, from the mean cell.") { crossbar, _ in
      try JeongModel().program(crossbar)
    },
    ComparedModel(
      "linear", "One matrix: the array linearized at zero volts, with all wires and ends.",
      CoreSettings(.linear)),
    ComparedModel(
      "secant", "One matrix: every cell with the secant of its law over the inputs' statistics.",
      CoreSettings(.secant)),
    ComparedModel(
      "two-point",
      "Rows alone, rows with all others driven, and the column's own current between them.",
      CoreSettings(.twoPoint)),
    ComparedModel(
      "chord, 1 step", "One kept factorization and one residual step.",
      CoreSettings(.chord, steps: 1)),
    ComparedModel(
      "chord, 2 steps", "One kept factorization and two residual steps.",
      CoreSettings(.chord, steps: 2)),
    ComparedModel("nodal", "Newton's method on all nodes: exact, with its residual.") {
      crossbar, _ in try NodalSolver().program(crossbar)
    },
  ]

  /// The models whose errors are stated by kind of load.
  public static let underLoads = all.filter {
    ["secant", "two-point", "chord, 1 step"].contains($0.name)
  }
}
