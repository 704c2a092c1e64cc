internal import Configuration
internal import Crossbars
internal import Foundation
internal import GoldenData
internal import LinearAlgebra
internal import Netlists
internal import NodalAnalysis
internal import SpicePool
internal import SpiceProtocol
internal import SpiceSolving

/// The examination of the cases of a stored suite.
struct CaseExamination: Sendable {
  /// The technologies of the suite by their keys.
  var technologies: [String: Technology]
  /// What results of each technology must show.
  var bounds: [String: EvidenceBounds]

  /// The agreement that a recipe's arrays must have with the stored ones.
  ///
  /// They are computed by the same formulas, but exp and cos may differ in the last bits between
  /// systems.
  private static let recipeTolerance = 1e-12

  /// The array of a case; nil if its technology is not among those of the suite.
  private func crossbar(of item: GoldenCase) -> Crossbar? {
    technologies[item.setting.technology].map { item.crossbar(of: $0) }
  }

  private func bounds(of item: GoldenCase) -> EvidenceBounds? { bounds[item.setting.technology] }

  /// Compares the decks of a case with those that are written today.
  ///
  /// Another text or another tolerance of Newton's method is remarkable. Another temperature or
  /// conductance across junctions is another circuit.
  private func examineDecks(
    _ item: GoldenCase, _ crossbar: Crossbar, into verdict: inout GoldenVerification.CaseVerdict
  ) {
    let series = DeckSeries(crossbar, inputs: item.inputs)
    // A policy's deck has its own text; what it was made from is compared with the recipe.
    verdict.hasOtherDeck =
      item.evidence.path == ConvergencePath.direct.rawValue
      && Checksum.of(Data(series.circuits.utf8)) != item.deckDigest
    let recorded = Self.circuitOptions(in: item.options)
    let wanted = Self.circuitOptions(in: series.options)
    if recorded != wanted {
      verdict.findings.append(
        "simulated with \(recorded.joined(separator: " ")), which are not "
          + wanted.joined(separator: " "))
    }
  }

  /// The options that belong to the circuit, each once.
  private static func circuitOptions(in text: String) -> [String] {
    let words = text.split { $0 == " " || $0 == "\n" }.map(String.init)
    return Set(words.filter { ["gmin=", "temp=", "tnom="].contains(where: $0.hasPrefix) }).sorted()
  }

  /// Examines one case.
  ///
  /// - Parameters:
  ///   - item: The case as it is stored.
  ///   - planned: The case as the recipe describes it, if it does.
  ///   - pool: Workers to simulate the case again; nil leaves that out.
  /// - Returns: The verdict.
  /// - Throws: `SpiceError` if the simulation could not be run.
  func examine(
    _ item: GoldenCase, _ planned: PlannedCase?, pool: WorkerPool?
  ) async throws -> GoldenVerification.CaseVerdict {
    var verdict = GoldenVerification.CaseVerdict(
      slug: item.slug, load: planned?.load, kirchhoff: nil, secondSolver: nil,
      resimulation: nil, findings: [])
    verdict.hasOwnFiles = planned?.stored != nil
    guard let crossbar = crossbar(of: item), let bounds = bounds(of: item) else {
      verdict.findings.append("its technology \(item.setting.technology) is not in the suite")
      return verdict
    }
    examineDecks(item, crossbar, into: &verdict)
    examineRecord(item, bounds, into: &verdict)
    if let planned { examinePlan(item, planned, into: &verdict) }
    examineKirchhoff(item, crossbar, bounds, into: &verdict)
    examineSecondSolver(item, crossbar, bounds, planned, into: &verdict)
    if let pool {
      try await resimulate(
        item, crossbar, bounds, planned?.block.transient, pool, into: &verdict)
    }
    return verdict
  }

  private func examineRecord(
    _ item: GoldenCase, _ bounds: EvidenceBounds,
    into verdict: inout GoldenVerification.CaseVerdict
  ) {
    let evidence = item.evidence
    if evidence.verdict != "clean" {
      verdict.findings.append("recorded verdict \"\(evidence.verdict)\", not \"clean\"")
    }
    if !(evidence.kirchhoff <= bounds.kirchhoff) {
      verdict.findings.append(
        "recorded Kirchhoff residual \(evidence.kirchhoff) exceeds \(bounds.kirchhoff)")
    }
    if !(evidence.secondSolver <= bounds.secondSolver) {
      verdict.findings.append(
        "recorded second-solver difference \(evidence.secondSolver) exceeds \(bounds.secondSolver)")
    }
    if !AttemptRecord.isAccepted(evidence.path, by: bounds) {
      verdict.findings.append("convergence path \"\(evidence.path)\" is not accepted")
    }
  }

  private func examinePlan(
    _ item: GoldenCase, _ planned: PlannedCase,
    into verdict: inout GoldenVerification.CaseVerdict
  ) {
    if item.setting != planned.setting {
      verdict.findings.append("read mode, numbers or technology are not those of the recipe")
    }
    let array = planned.fabricated
    let wanted = ArrayRecord(
      conductances: array.crossbar.conductances,
      targets: planned.isVaried ? array.record.targets : nil,
      deviations: array.crossbar.deviations, inputs: planned.inputs)
    for name in ArrayRecord(item).differences(from: wanted, tolerance: Self.recipeTolerance) {
      verdict.findings.append("\(name) are not those that the recipe draws")
    }
  }

  private func examineKirchhoff(
    _ item: GoldenCase, _ crossbar: Crossbar, _ bounds: EvidenceBounds,
    into verdict: inout GoldenVerification.CaseVerdict
  ) {
    let voltages = (0..<item.batch).compactMap { item.voltages(sample: $0) }
    // Large arrays are stored without their voltages.
    guard voltages.count == item.batch else { return }
    do {
      let evidence = try KirchhoffEvidence(
        crossbar, inputs: item.inputs, voltages: voltages, bound: bounds.kirchhoff)
      verdict.kirchhoff = evidence.relative
      if let finding = evidence.finding { verdict.findings.append(finding) }
    } catch {
      verdict.findings.append("no Kirchhoff residual: \(error)")
    }
  }

  private func examineSecondSolver(
    _ item: GoldenCase, _ crossbar: Crossbar, _ bounds: EvidenceBounds, _ planned: PlannedCase?,
    into verdict: inout GoldenVerification.CaseVerdict
  ) {
    do {
      let opinion = try NodalSolver().program(crossbar).read(item.inputs)
      let comparison = Comparison(of: opinion, against: item.columnCurrents)
      // Two numbers that both stand for no current need not agree.
      let difference =
        comparison.worstError <= KirchhoffResidual.noCurrent
        ? 0 : comparison.worstRelativeToFullScale
      verdict.secondSolver = difference
      verdict.measures = ErrorMeasures(
        of: opinion, against: item.columnCurrents,
        ideal: IdealModel().program(crossbar).read(item.inputs))
      if let finding = converterFinding(item, crossbar, bounds, opinion: opinion) {
        verdict.findings.append(finding)
      }
      if let planned,
        let finding = transientFinding(item, planned.block.transient, opinion: opinion)
      {
        verdict.findings.append(finding)
      }
      guard !(difference <= bounds.secondSolver) else { return }
      verdict.findings.append(
        "the stored current of input \(comparison.worstSample), column "
          + "\(comparison.worstColumn) differs from the nodal solver by \(difference) of the "
          + "largest current; at most \(bounds.secondSolver) is accepted")
    } catch {
      verdict.findings.append("the nodal solver has no second opinion: \(error)")
    }
  }

  private func resimulate(
    _ item: GoldenCase, _ crossbar: Crossbar, _ bounds: EvidenceBounds,
    _ transient: TransientSettings?, _ pool: WorkerPool,
    into verdict: inout GoldenVerification.CaseVerdict
  ) async throws {
    let solution = try await CircuitSolver(bounds: bounds).solve(
      crossbar, inputs: item.inputs, id: item.slug, pool: pool)
    let comparison = Comparison(of: solution.columnCurrents, against: item.columnCurrents)
    verdict.resimulation = comparison.worstRelativeToFullScale
    let outside = zip(solution.columnCurrents.elements, item.columnCurrents.elements).filter {
      !item.tolerance.admits($0, reference: $1)
    }
    var again = solution.quantities(tolerance: item.tolerance)
    if let transient {
      again += try await TransientSolver(transient).solve(
        crossbar, inputs: item.inputs, staticCurrents: solution.columnCurrents, id: item.slug,
        pool: pool
      ).goldenQuantities
    }
    for quantity in item.quantities {
      guard let other = again.first(where: { $0.name == quantity.name }), quantity.admits(other)
      else {
        verdict.findings.append("simulated \(quantity.name) are outside their tolerance")
        continue
      }
    }
    guard !outside.isEmpty else { return }
    verdict.findings.append(
      "\(outside.count) simulated currents are outside the tolerance; the largest difference is "
        + "\(comparison.worstError) A at input \(comparison.worstSample), column "
        + "\(comparison.worstColumn)")
  }
}
