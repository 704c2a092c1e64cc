import ArgumentParser
import Configuration
import Crossbars
import SpiceSolving

/// What a result of SPICE must show, as the table `[evidence]` of a recipe states it for a suite.
struct EvidenceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The largest Kirchhoff residual that SPICE may leave, of the largest cell current "
        + "(default: 1e-9).", valueName: "PART"))
  var kirchhoffRelative: Double?

  @Option(
    help: ArgumentHelp(
      "How far the nodal solver may be from SPICE, of the largest column current (default: 1e-9 "
        + "for ohmic cells, 1e-7 for others).", valueName: "PART"))
  var secondSolverRelative: Double?

  @Flag(help: "Accept a solution that SPICE found by gmin or source stepping.")
  var acceptHomotopy = false

  @Option(
    help: ArgumentHelp(
      "What is tried, in this order, when SPICE gives no accepted numbers at once: "
        + FallbackPolicy.allCases.map(\.rawValue).joined(separator: ", ")
        + "; or none (default: drive-ramp,fine-drive-ramp for non-linear cells).",
      valueName: "POLICY,…"))
  var fallback: String?

  func validate() throws {
    for (key, value) in [
      (EvidenceBounds.Key.kirchhoff, kirchhoffRelative), (.secondSolver, secondSolverRelative),
    ] {
      guard let value, !(0...1).contains(value) else { continue }
      throw ValidationError("\(key.option) is \(value); accepted: 0 to 1")
    }
    _ = try policies()
  }

  /// Refuses options that the solver has no use for.
  func requireUse(bySolver name: String, isSpice: Bool) throws {
    for (key, isPresent) in [
      (EvidenceBounds.Key.kirchhoff, kirchhoffRelative != nil),
      (.secondSolver, secondSolverRelative != nil), (.acceptsHomotopy, acceptHomotopy),
      (.fallback, fallback != nil),
    ] where isPresent && !isSpice {
      throw ValidationError("\(key.option) is for --solver spice, not for \(name)")
    }
  }

  /// The solver that holds arrays of a technology to these bounds.
  func solver(for technology: Technology) throws -> CircuitSolver {
    var bounds = EvidenceBounds.interactive(for: technology)
    if let kirchhoffRelative { bounds.kirchhoff = kirchhoffRelative }
    if let secondSolverRelative { bounds.secondSolver = secondSolverRelative }
    if let policies = try policies() { bounds.fallback = policies }
    bounds.acceptsHomotopy = acceptHomotopy
    return CircuitSolver(bounds: bounds, statedIn: .options)
  }

  private func policies() throws -> [FallbackPolicy]? {
    guard let fallback else { return nil }
    if fallback == "none" { return [] }
    guard let policies = FallbackPolicy.list(fallback.split(separator: ",").map(String.init)),
      !policies.isEmpty
    else {
      throw ValidationError(
        "--fallback is \(fallback); accepted: none, or a list of "
          + FallbackPolicy.allCases.map(\.rawValue).joined(separator: ", ")
          + ", each at most once, with commas between them")
    }
    return policies
  }
}
