internal import Networks
public import Configuration
internal import Foundation
internal import Records

extension Study {
  /// The most evaluations of one study; larger ones are several.
  static let pointLimit = 10_000

  /// Reads a study.
  ///
  /// - Parameter document: A TOML document as `docs/studies.md` describes it.
  /// - Throws: `InputError` with file, line and key if a key is unknown, missing or out of range.
  public init(_ document: ConfigurationDocument) throws {
    let root = document.root
    _ = try root.integer("schema", in: 1...1)
    name = try root.string("name")
    guard !name.isEmpty, name.count <= 60,
      name.utf8.allSatisfy({ (97...122).contains($0) || (48...57).contains($0) || $0 == 45 })
    else {
      throw root.refusal(
        of: "name", found: "the text \"\(name)\"",
        accepted: "small letters, digits and hyphens, at most 60")
    }
    seed = UInt64(try root.optionalInteger("seed", in: 0...Int.max) ?? 0)
    trials = try root.optionalInteger("trials", in: 1...10_000) ?? 1
    let limit = try root.optionalInteger("limit", in: 1...1_000_000_000)
    subjects = try root.tables("network").map { table in
      Subject(
        name: try Self.label(table), network: try table.string("file"),
        dataSet: try table.string("dataset"), calibration: try table.optionalString("calibration"),
        preprocessing: try table.optionalString("preprocess"),
        limit: try table.optionalInteger("limit", in: 1...1_000_000_000) ?? limit,
        task: try table.optionalChoice("task", of: NetworkTask.allCases.map(\.rawValue))
          .flatMap(NetworkTask.init))
    }
    technologies = try root.optionalStrings("technologies") ?? []
    mapping = try root.optionalString("mapping")
    axes = try root.tables("axis").map(StudyAxis.init)
    computations = try root.tables("model").map(Computation.init)
    try root.finish()
    for (key, count) in [
      ("network", subjects.count), ("technologies", technologies.count),
      ("model", computations.count),
    ] where count == 0 {
      throw root.refusal(of: key, found: "none", accepted: "at least one")
    }
    for (key, names) in [
      ("network", subjects.map(\.name)),
      ("technologies", technologies.map(StudyPlan.name(ofFile:))),
      ("model", computations.map(\.name)), ("axis", axes.map(\.name) + Self.columns),
    ] {
      if let index = names.indices.first(where: { names[..<$0].contains(names[$0]) }) {
        throw root.refusal(
          of: key, found: "two of the name \"\(names[index])\"", accepted: "different names")
      }
    }
    let count = axes.reduce(
      Double(subjects.count * technologies.count * computations.count)
    ) { $0 * Double($1.choices.count) }
    guard count <= Double(Self.pointLimit) else {
      throw root.refusal(
        of: "axis", found: "\(count) evaluations", accepted: "at most \(Self.pointLimit)")
    }
  }

  /// What columns of the tables are called already.
  private static let columns = ["network", "technology", "model"]

  /// The name of a table's subject, which stands in tables of text.
  fileprivate static func label(_ table: ConfigurationTable) throws -> String {
    let name = try table.string("name")
    guard (1...60).contains(name.count),
      name.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f && $0 != "|" })
    else {
      throw table.refusal(
        of: "name", found: "the text \"\(name)\"", accepted: "1 to 60 characters, without |")
    }
    return name
  }
}

extension Study.Computation {
  fileprivate init(_ table: ConfigurationTable) throws {
    name = try Study.label(table)
    let solvers = [Solver.ideal, .fcm, .nodal].map(\.rawValue)
    let word = try table.optionalChoice("solver", of: solvers) ?? Solver.fcm.rawValue
    solver = Solver(rawValue: word) ?? .fcm
    kind = try table.optionalChoice("kind", of: ModelKind.allCases.map(\.rawValue)).flatMap(
      ModelKind.init)
    tolerance = try table.optionalNumber("tolerance", in: .leastNonzeroMagnitude...1)
    audit = try table.optionalInteger("audit", in: 1...1_000_000)
    for (key, isPresent) in [
      ("kind", kind != nil), ("tolerance", tolerance != nil), ("audit", audit != nil),
    ] where isPresent && solver != .fcm {
      throw table.refusal(
        of: key, found: "a key of the fast model with solver = \"\(word)\"",
        accepted: "solver = \"fcm\"")
    }
  }
}

extension StudyAxis {
  fileprivate init(_ table: ConfigurationTable) throws {
    name = try Study.label(table)
    let bundles = try table.tables("choice")
    guard bundles.isEmpty else {
      choices = try bundles.map { bundle in
        Choice(
          label: try Study.label(bundle),
          changes: try [Subject.technology, .mapping].flatMap { subject in
            try bundle.leaves(of: subject.rawValue).map {
              Change(subject: subject, path: $0.path, value: $0.value)
            }
          })
      }
      try Self.requireDifferent(choices, in: table, key: "choice")
      return
    }
    let keys = try [Subject.technology, .mapping].flatMap { subject in
      try (table.optionalStrings(subject.rawValue) ?? []).map { (subject, path: Self.path($0)) }
    }
    guard !keys.isEmpty, keys.allSatisfy({ $0.path.allSatisfy { !$0.isEmpty } }) else {
      throw table.refusal(
        of: "technology", found: keys.isEmpty ? "no key that takes the values" : "an empty key",
        accepted:
          "technology or mapping = [\"table.key\", …], or tables [[axis.choice]] with several keys")
    }
    let base = try table.optionalString("times").map(Self.path)
    guard let values = try table.optionalValues("values"), !values.isEmpty else {
      throw table.refusal(of: "values", found: "none", accepted: "a list of at least one value")
    }
    guard base == nil || values.allSatisfy({ $0.number != nil }) else {
      throw table.refusal(
        of: "values", found: "a value that is no number", accepted: "factors on the key of times")
    }
    choices = values.map { value in
      Choice(
        label: value.plain ?? "",
        changes: keys.map { Change(subject: $0.0, path: $0.path, value: value, base: base) })
    }
    try Self.requireDifferent(choices, in: table, key: "values")
  }

  private static func path(_ key: String) -> [String] {
    key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  private static func requireDifferent(
    _ choices: [Choice], in table: ConfigurationTable, key: String
  ) throws {
    let labels = choices.map(\.label)
    if let index = labels.indices.first(where: { labels[..<$0].contains(labels[$0]) }) {
      throw table.refusal(
        of: key, found: "\"\(labels[index])\" twice", accepted: "every value once")
    }
  }
}
