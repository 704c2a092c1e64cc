internal import Configuration
internal import Crossbars
public import Foundation
public import GoldenData
internal import LinearAlgebra
internal import Netlists
internal import NodalAnalysis
public import SpicePool
internal import SpiceProtocol

/// The verdict on a stored suite: files against digest, numbers against recipe and physics.
public struct GoldenVerification: Sendable {
  /// What was found out about one case.
  public struct CaseVerdict: Sendable {
    /// The name of the case.
    public var slug: String
    /// The worst Kirchhoff residual at the stored voltages, over the largest cell current; nil if
    /// no voltages are stored.
    public var kirchhoff: Double?
    /// The largest difference of the nodal solver, over the largest current.
    public var secondSolver: Double
    /// The largest difference of a new simulation, over the largest current; nil without one.
    public var resimulation: Double?
    /// What is wrong, one line each.
    public var findings: [String]
  }

  /// The folder.
  public var folder: GoldenFolder
  /// What is wrong, one line each; none in a suite that can be trusted.
  public var findings: [String]
  /// The verdicts, in the order of the suite.
  public var cases: [CaseVerdict]
  /// What is remarkable and not wrong.
  public var notes: [String]

  /// The agreement that a recipe's arrays must have with the stored ones.
  ///
  /// They are computed by the same formulas, but exp and cos may differ in the last bits between
  /// systems.
  private static let recipeTolerance = 1e-12

  /// Checks a suite.
  ///
  /// - Parameters:
  ///   - url: The folder of the suite.
  ///   - jobs: The number of cases that are checked at a time.
  ///   - workers: Workers to simulate every case again; nil leaves that out.
  ///   - progress: Told the number of checked cases, from any task.
  /// - Returns: The verdict.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` or `ArrayFileError` if one is
  ///   malformed, `SpiceError` if a new simulation could not be run.
  public static func check(
    _ url: URL, jobs: Int, resimulatingWith workers: WorkerPool.Configuration? = nil,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> GoldenVerification {
    let folder = try GoldenFolder(contentsOf: url)
    let technology = try folder.suite.technology()
    let plan = try CampaignPlan(copiedIn: url, generator: folder.suite.generator)
    var verification = GoldenVerification(
      folder: folder, findings: folder.disagreements, cases: [], notes: [])
    if plan.fingerprint != folder.digest.fingerprint {
      verification.findings.append(
        "\(GoldenFolder.recipeName): recipe and technology are not those the suite was made from")
    }
    let planned = Dictionary(uniqueKeysWithValues: plan.cases.map { ($0.slug, $0) })
    let wanted = plan.cases.map(\.slug)
    if wanted != folder.suite.cases.map(\.slug) {
      verification.findings.append(
        "\(GoldenFolder.numbersName): \(folder.suite.cases.count) cases, the recipe asks for "
          + "\(wanted.count) or names them otherwise")
    }
    let examination = CaseExamination(technology: technology, bounds: plan.bounds)
    let check: @Sendable (WorkerPool?) async throws -> [CaseVerdict] = { pool in
      try await withThrowingTaskGroup(of: (Int, CaseVerdict).self) { group in
        var verdicts: [Int: CaseVerdict] = [:]
        let cases = folder.suite.cases
        for (index, item) in cases.enumerated() {
          if index >= jobs, let (done, verdict) = try await group.next() {
            verdicts[done] = verdict
            progress(verdicts.count, cases.count)
          }
          group.addTask {
            (index, try await examination.examine(item, planned[item.slug], pool: pool))
          }
        }
        while let (done, verdict) = try await group.next() {
          verdicts[done] = verdict
          progress(verdicts.count, cases.count)
        }
        return cases.indices.compactMap { verdicts[$0] }
      }
    }
    if let workers {
      verification.cases = try await WorkerPool.run(workers) { try await check($0) }
    } else {
      verification.cases = try await check(nil)
    }
    for verdict in verification.cases {
      verification.findings += verdict.findings.map { "case \(verdict.slug): \($0)" }
    }
    // A policy's deck has its own text; what it was made from is compared above.
    let changed = folder.suite.cases.filter {
      $0.path == ConvergencePath.direct.rawValue && examination.deckDigest(of: $0) != $0.deckDigest
    }
    if let first = changed.first {
      verification.notes.append(
        "\(changed.count) decks are written otherwise today, the first of case \(first.slug); "
          + "--resimulate shows whether the currents agree")
    }
    return verification
  }

  /// The examination of one case.
  struct CaseExamination: Sendable {
    var technology: Technology
    var bounds: EvidenceBounds

    func deckDigest(of item: GoldenCase) -> String {
      let crossbar = Crossbar(technology: technology, conductances: item.conductances)
      return Checksum.of(Data(DeckSeries(crossbar, inputs: item.inputs).circuits.utf8))
    }

    func examine(
      _ item: GoldenCase, _ planned: PlannedCase?, pool: WorkerPool?
    ) async throws -> CaseVerdict {
      let crossbar = Crossbar(technology: technology, conductances: item.conductances)
      var verdict = CaseVerdict(
        slug: item.slug, kirchhoff: nil, secondSolver: 0, resimulation: nil, findings: [])
      examineRecord(item, planned, into: &verdict)
      examineKirchhoff(item, crossbar, into: &verdict)
      examineSecondSolver(item, crossbar, into: &verdict)
      if let pool { try await resimulate(item, crossbar, pool, into: &verdict) }
      return verdict
    }

    private func examineRecord(
      _ item: GoldenCase, _ planned: PlannedCase?, into verdict: inout CaseVerdict
    ) {
      if item.kirchhoff > bounds.kirchhoff {
        verdict.findings.append(
          "recorded Kirchhoff residual \(item.kirchhoff) exceeds \(bounds.kirchhoff)")
      }
      if item.secondSolver > bounds.secondSolver {
        verdict.findings.append(
          "recorded second-solver difference \(item.secondSolver) exceeds \(bounds.secondSolver)")
      }
      if !AttemptRecord.isAccepted(item.path, by: bounds) {
        verdict.findings.append("convergence path \"\(item.path)\" is not accepted")
      }
      guard let planned else { return }
      for (name, stored, wanted) in [
        ("conductances", item.conductances, planned.crossbar.conductances),
        ("inputs", item.inputs, planned.inputs),
      ] {
        guard stored.rows == wanted.rows, stored.columns == wanted.columns,
          zip(stored.elements, wanted.elements).allSatisfy({
            ($0 - $1).magnitude <= recipeTolerance * $1.magnitude
          })
        else {
          verdict.findings.append("\(name) are not those that the recipe draws")
          continue
        }
      }
    }

    private func examineKirchhoff(
      _ item: GoldenCase, _ crossbar: Crossbar, into verdict: inout CaseVerdict
    ) {
      var residuals: [KirchhoffResidual] = []
      for sample in 0..<item.batch {
        guard let (wordLine, bitLine) = item.voltages(sample: sample) else { return }
        do {
          residuals.append(
            try KirchhoffResidual.evaluate(
              crossbar, inputs: item.inputs.row(sample), wordLine: wordLine, bitLine: bitLine))
        } catch {
          verdict.findings.append("no Kirchhoff residual: \(error)")
          return
        }
      }
      let largest = residuals.map(\.largestCellCurrent).max() ?? 0
      for (sample, own) in residuals.enumerated() {
        let residual = own.inBatch(largestCellCurrent: largest)
        verdict.kirchhoff = max(verdict.kirchhoff ?? 0, residual.relative)
        if !residual.isWithin(bounds.kirchhoff) {
          verdict.findings.append(
            "Kirchhoff residual \(residual.worst) A at \(residual.node) of input \(sample) "
              + "exceeds \(bounds.kirchhoff) of the largest cell current")
          return
        }
      }
    }

    private func examineSecondSolver(
      _ item: GoldenCase, _ crossbar: Crossbar, into verdict: inout CaseVerdict
    ) {
      do {
        let opinion = try NodalSolver().program(crossbar).read(item.inputs)
        let comparison = Comparison(of: opinion, against: item.columnCurrents)
        verdict.secondSolver = comparison.worstRelativeToFullScale
        guard !(verdict.secondSolver <= bounds.secondSolver) else { return }
        verdict.findings.append(
          "the stored current of input \(comparison.worstSample), column "
            + "\(comparison.worstColumn) differs from the nodal solver by "
            + "\(verdict.secondSolver) of the largest current; at most \(bounds.secondSolver) is "
            + "accepted")
      } catch {
        verdict.findings.append("the nodal solver has no second opinion: \(error)")
      }
    }

    private func resimulate(
      _ item: GoldenCase, _ crossbar: Crossbar, _ pool: WorkerPool,
      into verdict: inout CaseVerdict
    ) async throws {
      let solution = try await CircuitSolver(bounds: bounds).solve(
        crossbar, inputs: item.inputs, id: item.slug, pool: pool)
      let comparison = Comparison(of: solution.columnCurrents, against: item.columnCurrents)
      verdict.resimulation = comparison.worstRelativeToFullScale
      let outside = zip(solution.columnCurrents.elements, item.columnCurrents.elements).filter {
        !item.tolerance.admits($0, reference: $1)
      }
      guard !outside.isEmpty else { return }
      verdict.findings.append(
        "\(outside.count) simulated currents are outside the tolerance; the largest difference is "
          + "\(comparison.worstError) A at input \(comparison.worstSample), column "
          + "\(comparison.worstColumn)")
    }
  }
}
