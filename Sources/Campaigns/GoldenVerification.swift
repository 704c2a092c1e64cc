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
    /// The largest difference of the nodal solver, over the largest current; nil if it has no
    /// opinion.
    public var secondSolver: Double?
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
    let technologies = try folder.suite.technologiesByKey()
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
    let examination = CaseExamination(
      technologies: technologies, bounds: technologies.mapValues { plan.bounds(for: $0) })
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
      $0.evidence.path == ConvergencePath.direct.rawValue
        && examination.deckDigest(of: $0) != $0.deckDigest
    }
    if let first = changed.first {
      verification.notes.append(
        "\(changed.count) decks are written otherwise today, the first of case \(first.slug); "
          + "--resimulate shows whether the currents agree")
    }
    return verification
  }
}
