internal import ArrayStorage
internal import Configuration
internal import Crossbars
public import Foundation
internal import GoldenData
internal import LinearAlgebra
public import SpicePool
public import SpiceProtocol
internal import SpiceSolving

/// The work that turns a plan into golden data: decks, workers, evidence, files.
///
/// Every finished case is on the disk before it counts as done. A campaign that was stopped at any
/// moment continues from there and ends in the same bytes.
public struct Campaign: Sendable {
  /// What happened, most of it to a case.
  public enum Event: Sendable {
    /// The folder is ready, and this is what is missing in it.
    case begun(CampaignEstimate)
    /// It was finished before.
    case reused(String)
    /// It is solved and on the disk.
    case solved(String)
    /// It has no accepted result.
    case failed(SpiceError)
  }

  /// The plan.
  public var plan: CampaignPlan
  /// The folder to fill.
  public var output: URL
  /// Which cases to compute.
  public var shard: Shard
  /// Whether what is in the folder may be continued.
  public var resumes: Bool

  /// Creates a campaign.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - output: The folder to fill.
  ///   - shard: Which cases to compute.
  ///   - resumes: Whether what is in the folder may be continued.
  public init(
    _ plan: CampaignPlan, output: URL, shard: Shard = .whole, resumes: Bool = false
  ) {
    self.plan = plan
    self.output = output
    self.shard = shard
    self.resumes = resumes
  }

  /// Computes what is missing; a whole campaign whose cases all succeed ends in a suite.
  ///
  /// A case that fails does not end the campaign: the others are finished and kept.
  ///
  /// - Parameters:
  ///   - workers: The workers of the simulator.
  ///   - progress: Told about every case, from any task.
  /// - Returns: What was done.
  /// - Throws: An error of the folder or the disk; what was finished before is kept.
  public func run(
    workers: WorkerPool.Configuration, progress: @escaping @Sendable (Event) -> Void
  ) async throws -> CampaignReport {
    let wanted = plan.cases.filter { shard.contains($0.index) }
    var report = CampaignReport(suite: plan.recipe.name, total: wanted.count)
    let folder = try CampaignFolder(output, plan: plan, resumes: resumes)
    if folder.isComplete {
      folder.removeParts()
      let stored = try GoldenSuite(contentsOf: output)
      report.reused = wanted.count
      report.isAssembled = true
      report.record(stored.cases)
      return report
    }
    try folder.open()
    let missing = try missing(of: wanted, in: folder, progress: progress)
    report.reused = wanted.count - missing.count
    if !missing.isEmpty {
      progress(.begun(CampaignEstimate(missing)))
      try await compute(missing, in: folder, workers, into: &report, progress)
    }
    guard report.failures.isEmpty else { return report }
    let parts = try parts(of: wanted, in: folder)
    report.record(parts.map(\.item))
    guard shard == .whole else { return report }
    _ = try folder.assemble(parts)
    report.isAssembled = true
    return report
  }

  private func missing(
    of wanted: [PlannedCase], in folder: CampaignFolder, progress: (Event) -> Void
  ) throws -> [PlannedCase] {
    let fingerprint = plan.fingerprint
    return try wanted.filter { planned in
      switch CasePart.read(planned, in: folder.parts, fingerprint: fingerprint) {
      case .absent, .damaged: return true
      case .intact:
        progress(.reused(planned.slug))
        return false
      case .foreign:
        throw InputError(
          source: folder.parts.appendingPathComponent(CasePart.name(planned)).path,
          found: "a case of another recipe, technology or version of assay",
          accepted: "the ones that the folder was begun with, or another folder")
      }
    }
  }

  private func compute(
    _ missing: [PlannedCase], in folder: CampaignFolder, _ workers: WorkerPool.Configuration,
    into report: inout CampaignReport, _ progress: @escaping @Sendable (Event) -> Void
  ) async throws {
    var workers = workers
    workers.workers = min(workers.workers, missing.count)
    // The longest first, so that no long case is left alone at the end.
    let queue = missing.sorted {
      ($1.expectedSeconds, $0.index) < ($0.expectedSeconds, $1.index)
    }
    let fingerprint = plan.fingerprint
    let parts = folder.parts
    // One deck more than there are workers keeps them busy and memory small.
    let limit = workers.workers + 1
    let outcome = try await WorkerPool.run(workers) { pool in
      try await withThrowingTaskGroup(of: SpiceError?.self) { group in
        var failures: [SpiceError] = []
        for (position, planned) in queue.enumerated() {
          if position >= limit, let failure = try await group.next() ?? nil {
            failures.append(failure)
          }
          group.addTask {
            do {
              let part = try await solve(planned, pool)
              try AtomicFile.write(
                part.serialized(fingerprint: fingerprint, index: planned.index),
                to: parts.appendingPathComponent(CasePart.name(planned)))
              progress(.solved(planned.slug))
              return nil
            } catch let error as SpiceError {
              progress(.failed(error))
              return error
            }
          }
        }
        while let failure = try await group.next() {
          if let failure { failures.append(failure) }
        }
        return (failures, await pool.activity)
      }
    }
    let order = Dictionary(uniqueKeysWithValues: plan.cases.map { ($0.slug, $0.index) })
    report.failures = outcome.0.sorted {
      order[$0.caseID, default: 0] < order[$1.caseID, default: 0]
    }
    report.solved = missing.count - report.failures.count
    report.workerRestarts = outcome.1.restarts
    report.retries = outcome.1.retries
  }

  private func solve(_ planned: PlannedCase, _ pool: WorkerPool) async throws -> CasePart {
    let array = planned.fabricated
    let crossbar = array.crossbar
    let inputs = planned.inputs
    let solution = try await CircuitSolver(bounds: plan.bounds(for: planned.technology)).solve(
      crossbar, inputs: inputs, id: planned.slug, pool: pool)
    var item = planned.record(
      solution, of: crossbar, targets: array.record.targets, inputs: inputs,
      tolerance: plan.tolerance(for: planned.technology))
    if let settings = planned.block.transient {
      let transient = try await TransientSolver(settings).solve(
        crossbar, inputs: inputs, staticCurrents: solution.columnCurrents, id: planned.slug,
        pool: pool)
      item.quantities += transient.goldenQuantities
      item.quantities.sort { $0.name < $1.name }
    }
    return CasePart(
      item: item,
      simulator: solution.simulator.name, simulatorVersion: solution.simulator.version)
  }

  private func parts(
    of wanted: [PlannedCase], in folder: CampaignFolder
  ) throws -> [CasePart] {
    try wanted.map { planned in
      guard
        case .intact(let part, _) = CasePart.read(
          planned, in: folder.parts, fingerprint: plan.fingerprint)
      else {
        throw UnavailableError(
          folder.parts.appendingPathComponent(CasePart.name(planned)).path,
          reason: "the finished case is gone; run again with --resume")
      }
      return part
    }
  }
}
