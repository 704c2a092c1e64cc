internal import Calibration
internal import Campaigns
internal import CrossbarModels
internal import Crossbars
internal import Foundation
internal import GoldenData
internal import LinearAlgebra
public import Records

/// The regression test of fidelity: every stored suite by the nodal solver, every stored model
/// against its suite.
public struct FidelityRegression: Sendable {
  /// One thing that must hold.
  public struct Check: Sendable {
    /// What must hold, such as the name of a case.
    public var name: String
    /// Why it does not; nil if it holds.
    public var failure: String?
  }

  /// A suite or a model with what must hold of it.
  public struct Subject: Sendable {
    /// The path of the folder or file.
    public var path: String
    /// What must hold.
    public var checks: [Check]
    /// The largest value of the measure that is limited.
    public var worst: Double
    /// The measure, as a line of text names it.
    public var measure: String

    /// The number of checks that fail.
    public var failures: Int { checks.count { $0.failure != nil } }
  }

  /// The suites, then the models.
  public private(set) var subjects: [Subject] = []
  /// The errors by suite, technology, size and model, in this order.
  public private(set) var numbers: [FidelityNumber] = []
  /// The golden data.
  public private(set) var suites: [ReleaseNumbers.Suite] = []
  /// How the numbers moved since the last release; nil without a record of it.
  public private(set) var drift: ReleaseDrift?
  /// The seconds that everything took.
  public private(set) var seconds = 0.0

  /// What does not hold, one line each.
  public var findings: [String] {
    subjects.flatMap { subject in
      subject.checks.compactMap { check in
        check.failure.map { "\(subject.path): \(check.name): \($0)" }
      }
    } + (drift?.findings ?? [])
  }

  /// Checks suites and models.
  ///
  /// - Parameters:
  ///   - suites: The paths of folders with golden data.
  ///   - models: The paths of model files.
  ///   - release: The path of the numbers of the last release; nil compares with none.
  ///   - isEverything: Whether the lists hold all that is stored, so that a number of the release
  ///     that is measured no more is a finding.
  ///   - jobs: The number of cases or models that are checked at a time.
  ///   - progress: Told the name of every suite and of the models as they begin, with the number
  ///     of checked cases and that of all.
  /// - Returns: The verdict.
  /// - Throws: `UnavailableError` if a file is missing, `InputError` or `ArrayFileError` if one is
  ///   malformed.
  public static func run(
    suites: [String], models: [String], release: String? = nil, isEverything: Bool = false,
    jobs: Int, progress: @escaping @Sendable (String, Int, Int) -> Void = { _, _, _ in }
  ) async throws -> FidelityRegression {
    let start = ContinuousClock.now
    // What is malformed is found before any work.
    let before = try release.map { try ReleaseNumbers(contentsOf: URL(fileURLWithPath: $0)) }
    let stored = try models.map { path in
      (
        path: path,
        model: try CalibratedModel(
          contentsOf: URL(fileURLWithPath: path), trustingClaims: true)
      )
    }
    var regression = FidelityRegression()
    var kinds: [[String: LoadKind]] = []
    var files: [Set<String>] = []
    let folders = try suites.map { try GoldenFolder(contentsOf: URL(fileURLWithPath: $0)) }
    let names = folders.map(\.suite.name)
    for (place, (path, folder)) in zip(suites, folders).enumerated() {
      let verification = try await GoldenVerification.check(
        folder, jobs: jobs, progress: { progress(path, $0, $1) })
      regression.add(
        verification, path: path, isNameTaken: names[..<place].contains(folder.suite.name))
      regression.suites.append(ReleaseNumbers.Suite(folder))
      kinds.append(
        Dictionary(
          verification.cases.compactMap { item in item.load.map { (item.slug, $0) } },
          uniquingKeysWith: { first, _ in first }))
      files.append(Set(verification.cases.filter(\.hasOwnFiles).map(\.slug)))
    }
    progress("models", 0, stored.count)
    let (loads, traffic) = (kinds, files)
    let checks = try concurrentMap(stored.count, threads: jobs) { index -> CheckedModel in
      let (path, model) = stored[index]
      if let measured = model.measured {
        let place = URL(fileURLWithPath: path).deletingLastPathComponent()
        return .init { try FidelityCheck(model, against: measured, in: place) }
      }
      guard let golden = model.golden,
        let folder = folders.first(where: { $0.suite.name == golden.suite })
      else { return .missing("no suite \(model.golden?.suite ?? "at all") is given") }
      return .done(
        try FidelityCheck(model, against: folder),
        try zip(folders, loads).compactMap { try LoadCheck(model, against: $0, kinds: $1) },
        try zip(folders, traffic).compactMap { try TrafficCheck(model, against: $0, slugs: $1) })
    }
    progress("models", stored.count, stored.count)
    for (item, check) in zip(stored, checks) {
      regression.add(check, of: item.model, path: item.path)
    }
    regression.numbers.sort { $0.subject < $1.subject }
    regression.drift = before.map {
      ReleaseDrift(
        from: $0, source: release ?? "", to: regression.numbers, of: regression.suites,
        isEverything: isEverything)
    }
    regression.seconds = (ContinuousClock.now - start) / .seconds(1)
    return regression
  }

  private mutating func add(
    _ verification: GoldenVerification, path: String, isNameTaken: Bool
  ) {
    let own = Set(
      verification.cases.flatMap { item in item.findings.map { "case \(item.slug): \($0)" } })
    var whole = verification.findings.filter { !own.contains($0) }
    let suite = verification.folder.suite
    if isNameTaken { whole.append("another suite has the name \(suite.name), too") }
    subjects.append(
      Subject(
        path: path,
        checks: [Check(name: "digest", failure: Self.line(whole))]
          + verification.cases.map { Check(name: $0.slug, failure: Self.line($0.findings)) },
        worst: verification.cases.compactMap(\.secondSolver).largestMagnitude,
        measure: "nodal solver, of largest"))
    for (item, verdict) in zip(suite.cases, verification.cases) {
      guard let measures = verdict.measures,
        let limit = verification.limits[item.setting.technology]
      else { continue }
      count(
        measures, isFailure: !verdict.findings.isEmpty,
        as: FidelitySubject(
          suite: suite.name, technology: item.setting.technology, rows: item.rows,
          columns: item.columns, model: "nodal"),
        tolerance: .init(
          .worstOfFullScale, atMost: limit.ofLargest, because: limit.reason))
    }
  }

  /// What became of the check of a model.
  private enum CheckedModel {
    case done(FidelityCheck, [LoadCheck], [TrafficCheck])
    /// The data that the model was fitted to are not there, or are others.
    case missing(String)

    /// Checks a model whose data come from a laboratory; without them there is a finding, and other
    /// models are checked all the same.
    init(_ check: () throws -> FidelityCheck) {
      do {
        self = .done(try check(), [], [])
      } catch {
        self = .missing("\(error)")
      }
    }
  }

  private mutating func add(_ checked: CheckedModel, of model: CalibratedModel, path: String) {
    let isMeasured = model.measured != nil
    let data = isMeasured ? "measured currents" : "golden data"
    let measure = "relative RMSE" + (isMeasured ? ", measured currents" : "")
    guard case .done(let check, let loads, let traffic) = checked else {
      var reason: String?
      if case .missing(let text) = checked { reason = text }
      subjects.append(
        Subject(
          path: path, checks: [Check(name: data, failure: reason)], worst: 0, measure: measure))
      return
    }
    var checks = [Check(name: data, failure: Self.line(check.findings))]
    checks += check.cases.map { Check(name: $0.slug, failure: $0.finding) }
    checks += check.loads.map { Check(name: "load \($0.load.rawValue)", failure: $0.finding) }
    for loads in loads {
      checks += loads.verdicts.map {
        Check(name: "\(loads.suite), \($0.slug)", failure: $0.finding)
      }
    }
    for traffic in traffic {
      checks += traffic.verdicts.map {
        Check(name: "\(traffic.suite), \($0.slug)", failure: $0.finding)
      }
    }
    subjects.append(
      Subject(
        path: path, checks: checks,
        worst: check.cases.map(\.relativeRMSE).largestMagnitude, measure: measure))
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    for verdict in check.cases {
      count(
        verdict.measures, isFailure: verdict.finding != nil,
        as: FidelitySubject(
          suite: model.golden?.suite ?? "measured",
          technology: model.golden?.technology ?? model.technology.name, rows: verdict.rows,
          columns: verdict.columns, model: "\(name) (\(model.kind.rawValue))"),
        tolerance: .init(
          .relativeRMSE, atMost: model.tolerance.relativeRmse, because: model.tolerance.reason))
    }
    for check in loads {
      for verdict in check.verdicts {
        count(
          verdict.measures, isFailure: verdict.finding != nil,
          as: FidelitySubject(
            suite: check.suite, technology: check.technology, rows: verdict.rows,
            columns: verdict.columns,
            model: "\(name) (\(model.kind.rawValue)), \(verdict.load.rawValue)"),
          tolerance: .init(
            .relativeRMSE, atMost: verdict.limit,
            because: String(
              format: "%g times the error that the model states for the load",
              model.tolerance.loadFactor)))
      }
    }
    for check in traffic {
      for verdict in check.verdicts {
        // Every array has its own reads, and with them a limit of its own.
        let array = verdict.slug.components(separatedBy: "-stored-").last ?? verdict.slug
        count(
          verdict.measures, isFailure: verdict.finding != nil,
          as: FidelitySubject(
            suite: check.suite, technology: check.technology, rows: verdict.rows,
            columns: verdict.columns, model: "\(name) (\(model.kind.rawValue)), \(array)"),
          tolerance: .init(
            .relativeRMSE, atMost: verdict.limit,
            because: String(
              format: "%g times the error of full drive that the model states for the reads' loads",
              model.tolerance.loadFactor)))
      }
    }
  }

  private mutating func count(
    _ measures: ErrorMeasures, isFailure: Bool, as subject: FidelitySubject,
    tolerance: FidelityNumber.Limit
  ) {
    let failures = isFailure ? 1 : 0
    if let known = numbers.firstIndex(where: { $0.subject == subject }) {
      numbers[known].measures += measures
      numbers[known].failures += failures
    } else {
      numbers.append(
        FidelityNumber(
          subject: subject, measures: measures, failures: failures, tolerance: tolerance))
    }
  }

  private static func line(_ findings: [String]) -> String? {
    findings.isEmpty ? nil : findings.joined(separator: "; ")
  }
}
