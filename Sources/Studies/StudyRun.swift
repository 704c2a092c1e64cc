internal import ArrayStorage
public import Campaigns
internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import Foundation
internal import Inference
internal import Networks
internal import Records

/// The evaluations of a study, or of one shard of it.
public struct StudyRun: Sendable {
  /// The table of all evaluations, comma-separated.
  public static let tableName = "study.csv"
  /// The same for people, in Markdown.
  public static let pageName = "study.md"

  private let plan: StudyPlan
  private let output: URL
  private let shard: Shard
  private let resumes: Bool
  private let threads: Int

  /// What has happened to one evaluation.
  public enum Event: Sendable {
    /// It was finished before.
    case reused
    /// It was computed now.
    case measured
    /// It cannot be had, for a reason.
    case refused(String)
  }

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - plan: The study.
  ///   - output: The folder to fill.
  ///   - shard: Which evaluations to compute.
  ///   - resumes: Whether the folder may hold results already, which are kept.
  ///   - threads: How many threads share an evaluation; no result depends on it.
  public init(
    _ plan: StudyPlan, output: URL, shard: Shard = .whole, resumes: Bool, threads: Int
  ) {
    self.plan = plan
    self.output = output
    self.shard = shard
    self.resumes = resumes
    self.threads = threads
  }

  /// Computes what is not finished; without shards, writes the tables, too.
  ///
  /// Stopped at any moment it goes on with what is missing, and ends in the same bytes.
  ///
  /// - Parameter report: Gets every evaluation, in order.
  /// - Returns: What was done.
  /// - Throws: `UsageError` if the folder holds results and the run does not resume; `UnavailableError` or
  ///   `InputError` if a network or its images cannot be read, or the disk is full. What makes one
  ///   evaluation alone impossible is recorded as its outcome.
  public func run(report: (Event) -> Void = { _ in }) throws -> StudyReport {
    let folder = try StudyFolder(output, resumes: resumes)
    var found = StudyReport(study: plan.study.name)
    var rows: [StudyTable.Row] = []
    var index = StudyIndex(name: plan.study.name, columns: plan.columns, evaluations: [])
    // Points of one network follow each other: one is in memory at a time.
    for (number, described) in plan.study.subjects.enumerated() {
      let points = plan.points.filter { $0.subject == number && shard.contains($0.index) }
      guard !points.isEmpty else { continue }
      let subject = try StudySubject(described, of: plan)
      var reference: DigitalReference?
      for point in points {
        let identity = try identity(of: point, subject)
        var event = Event.reused
        let outcome: StudyOutcome
        if let old = folder.outcome(identity) {
          outcome = old
          found.reused += 1
        } else {
          outcome = try evaluate(point, subject, &reference)
          try folder.keep(outcome, identity)
          found.measured += 1
          event = .measured
        }
        if case .refused(let reason) = outcome {
          found.refused += 1
          event = .refused("\(point.labels.joined(separator: ", ")): \(reason)")
        }
        report(event)
        rows.append(StudyTable.Row(labels: point.labels, outcome: outcome))
        index.evaluations.append(StudyIndex.Entry(labels: point.labels, identity: identity))
      }
    }
    guard shard == .whole else { return found }
    folder.removeParts()
    let table = StudyTable(name: plan.study.name, columns: plan.columns, rows: rows)
    try folder.write(table.commaSeparated, to: Self.tableName)
    try folder.write(table.markdown, to: Self.pageName)
    try folder.write(
      String(decoding: JSONRecord.encoded(index), as: UTF8.self), to: StudyIndex.name)
    found.table = table
    return found
  }

  /// All that a point's numbers depend on.
  private struct Identity: Encodable {
    var program: String
    var subject: String
    var variant: String
    var solver: String
    var kind: String?
    var tolerance: Double?
    var audit: Int?
    var images: Int
    var seed: UInt64
    var trials: Int
    var names: [String]
    var task: String?
  }

  private func identity(of point: StudyPoint, _ subject: StudySubject) throws -> String {
    let study = plan.study
    let computation = study.computations[point.computation]
    let described = study.subjects[point.subject]
    let whole = Checksum.of(
      try JSONRecord.encoded(
        Identity(
          program: plan.program, subject: subject.digest, variant: plan.variant(of: point).digest,
          solver: computation.solver.rawValue, kind: computation.kind?.rawValue,
          tolerance: computation.tolerance, audit: computation.audit, images: subject.images.count,
          seed: study.seed,
          trials: study.trials,
          names: [described.network, described.dataSet, described.calibration ?? ""],
          task: described.task?.rawValue)))
    return String(whole.prefix(24))
  }

  /// Computes a point.
  ///
  /// - Parameters:
  ///   - point: The point.
  ///   - subject: Its network and images.
  ///   - reference: What the digital network makes of them, once the first point of a subject has found it.
  /// - Returns: What became of it.
  /// - Throws: Whatever concerns not this point alone.
  private func evaluate(
    _ point: StudyPoint, _ subject: StudySubject, _ reference: inout DigitalReference?
  ) throws -> StudyOutcome {
    let variant = plan.variant(of: point)
    let computation = plan.study.computations[point.computation]
    var options = EvaluationOptions(solver: computation.solver, technology: variant.technology)
    options.mapping = variant.mapping
    options.layerTechnologies = variant.layerTechnologies
    options.fast = FastModelRequest(kind: computation.kind, tolerance: computation.tolerance)
    (options.seed, options.trials, options.threads) = (
      plan.study.seed, plan.study.trials, threads
    )
    options.audit = computation.audit
    options.keepsOutputs = false
    do {
      let evaluation = try Evaluation(
        network: subject.network, source: subject.source, images: subject.images,
        sample: subject.sample, options: options)
      let digital = try reference ?? evaluation.digitalReference()
      reference = digital
      return .measured(try evaluation.run(reference: digital).result)
    } catch let error as any CategorizedError
      where [.malformedInput, .usage, .outsideTolerance].contains(error.category)
    {
      return .refused("\(error)")
    }
  }
}
