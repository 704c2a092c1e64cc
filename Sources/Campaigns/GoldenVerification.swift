internal import Configuration
public import Crossbars
public import Foundation
public import GoldenData
internal import LinearAlgebra
internal import Netlists
internal import NodalAnalysis
public import SpicePool
internal import SpiceProtocol
internal import SpiceSolving

/// The verdict on a stored suite: files against digest, numbers against recipe and physics.
public struct GoldenVerification: Sendable {
  /// What was found out about one case.
  public struct CaseVerdict: Sendable {
    /// The name of the case.
    public var slug: String
    /// The kind of load that the recipe draws; nil if it is none of those that errors are stated by.
    public var load: LoadKind?
    /// Whether the recipe names files with the array and its inputs, such as those of a network.
    public var hasOwnFiles = false
    /// The worst Kirchhoff residual at the stored voltages, over the largest cell current; nil if
    /// no voltages are stored.
    public var kirchhoff: Double?
    /// The largest difference of the nodal solver, over the largest current; nil if it has no
    /// opinion.
    public var secondSolver: Double?
    /// The errors of the nodal solver's currents; nil if it has no opinion.
    public var measures: ErrorMeasures?
    /// Whether the deck would be written otherwise today.
    var hasOtherDeck = false
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
  /// How far the nodal solver may be from a stored current, by the key of the technology.
  public var limits: [String: Limit] = [:]

  /// An accepted difference.
  public struct Limit: Sendable, Equatable {
    /// The difference, over the largest current of the case.
    public var ofLargest: Double
    /// Why it is accepted.
    public var reason: String
  }

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
    try await check(
      GoldenFolder(contentsOf: url), jobs: jobs, resimulatingWith: workers, progress: progress)
  }

  /// Checks a suite that has been read.
  ///
  /// - Parameters:
  ///   - folder: The suite.
  ///   - jobs: The number of cases that are checked at a time.
  ///   - workers: Workers to simulate every case again; nil leaves that out.
  ///   - progress: Told the number of checked cases, from any task.
  /// - Returns: The verdict.
  /// - Throws: `UnavailableError` if the recipe or a technology is missing, `InputError` if one is
  ///   malformed, `SpiceError` if a new simulation could not be run.
  public static func check(
    _ folder: GoldenFolder, jobs: Int,
    resimulatingWith workers: WorkerPool.Configuration? = nil,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
  ) async throws -> GoldenVerification {
    let technologies = try folder.suite.technologiesByKey()
    let plan = try CampaignPlan(copiedIn: folder.url, generator: folder.suite.generator)
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
    // The longest first, so that the last ones do not leave processors idle.
    let order = folder.suite.cases.enumerated().sorted { left, right in
      (left.element.effort, right.offset) > (right.element.effort, left.offset)
    }
    verification.limits = technologies.mapValues { technology in
      let bounds = plan.bounds(for: technology)
      return Limit(ofLargest: bounds.secondSolver, reason: plan.reason(of: bounds, for: technology))
    }
    let check: @Sendable (WorkerPool?) async throws -> [CaseVerdict] = { pool in
      try await withThrowingTaskGroup(of: (Int, CaseVerdict).self) { group in
        var verdicts: [Int: CaseVerdict] = [:]
        for (place, (index, item)) in order.enumerated() {
          if place >= jobs, let (done, verdict) = try await group.next() {
            verdicts[done] = verdict
            progress(verdicts.count, order.count)
          }
          group.addTask {
            (index, try await examination.examine(item, planned[item.slug], pool: pool))
          }
        }
        while let (done, verdict) = try await group.next() {
          verdicts[done] = verdict
          progress(verdicts.count, order.count)
        }
        return order.indices.compactMap { verdicts[$0] }
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
    let changed = verification.cases.filter(\.hasOtherDeck)
    if let first = changed.first {
      verification.notes.append(
        "\(changed.count) decks are written otherwise today, the first of case \(first.slug); "
          + "--resimulate shows whether the currents agree")
    }
    return verification
  }
}

extension GoldenCase {
  /// What a second solution costs, in an unknown unit: an elimination for every input vector.
  fileprivate var effort: Int { batch * rows * columns * min(rows, columns) }
}
