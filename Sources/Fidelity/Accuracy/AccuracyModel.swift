internal import CrossbarModels
internal import Crossbars
internal import Foundation
internal import LinearAlgebra
internal import NodalAnalysis

/// A way to column currents that the accuracy page compares.
public struct AccuracyModel: Sendable {
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
  public static let all: [AccuracyModel] = [
    AccuracyModel("ideal", "V G: neither wires nor ends nor non-linearity.") { crossbar, _ in
      IdealModel().program(crossbar)
    },
    AccuracyModel("DMR", "Baseline: one factor a row and one a column, from mean wires.") {
      crossbar, _ in try DMRModel().program(crossbar)
    },
    AccuracyModel(
      "alpha–beta", "Baseline: two factors a cell, from the segments of its two lines."
    ) { crossbar, _ in try AlphaBetaModel().program(crossbar) },
    AccuracyModel("Jeong", "Baseline: one factor a column, from the mean cell.") { crossbar, _ in
      try JeongModel().program(crossbar)
    },
    AccuracyModel(
      "linear", "One matrix: the array linearized at zero volts, with all wires and ends.",
      CoreSettings(.linear)),
    AccuracyModel(
      "secant", "One matrix: every cell with the secant of its law over the inputs' statistics.",
      CoreSettings(.secant)),
    AccuracyModel(
      "separable", "A sum of functions of one row voltage each, by a few products.",
      CoreSettings(.separable)),
    AccuracyModel(
      "separable-polynomial",
      "The same, and how the other rows' drive changes a row's share.",
      CoreSettings(.separablePolynomial)),
    AccuracyModel(
      "chord, 1 step", "One kept factorization and one residual step.",
      CoreSettings(.chord, steps: 1)),
    AccuracyModel(
      "chord, 2 steps", "One kept factorization and two residual steps.",
      CoreSettings(.chord, steps: 2)),
    AccuracyModel("nodal", "Newton's method on all nodes: exact, with its residual.") {
      crossbar, _ in try NodalSolver().program(crossbar)
    },
  ]
}
