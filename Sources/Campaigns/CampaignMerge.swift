internal import Configuration
public import Foundation
internal import GoldenData

/// The union of the shards of a campaign.
public enum CampaignMerge {
  /// Makes one suite of shards; it has the bytes of a campaign that was not divided.
  ///
  /// - Parameters:
  ///   - folders: The folders that `assay golden generate --shard` has filled.
  ///   - output: The folder of the suite.
  ///   - generator: The running program, with its version.
  /// - Returns: What was assembled.
  /// - Throws: `InputError` if the folders are of different recipes, a case is damaged, or two
  ///   folders hold different results of one case; `UnavailableError` if a case is in no folder.
  public static func merge(
    _ folders: [URL], into output: URL, generator: String
  ) throws -> CampaignReport {
    guard let first = folders.first else { throw UsageError("name at least one folder to merge") }
    let plan = try CampaignPlan(copiedIn: first, generator: generator)
    for folder in folders {
      try check(folder, plan: plan, first: first, generator: generator)
    }
    let parts = try plan.cases.map { planned in
      try part(of: planned, in: folders, fingerprint: plan.fingerprint)
    }
    let gaps = zip(plan.cases, parts).filter { $0.1 == nil }.map(\.0.slug)
    guard gaps.isEmpty else {
      throw UnavailableError(
        "\(gaps.count) of \(plan.cases.count) cases",
        reason: "in none of the folders: \(gaps.prefix(3).joined(separator: ", "))"
          + "\(gaps.count > 3 ? " …" : ""); run the missing shards, or the stopped ones with "
          + "--resume")
    }
    let items = parts.compactMap { $0 }
    var report = CampaignReport(suite: plan.recipe.name, total: items.count)
    report.reused = items.count
    report.record(items.map(\.item))
    // A merge that was stopped may be repeated: what it left is of the same recipe.
    let copy = try? CampaignPlan(copiedIn: output, generator: generator)
    let folder = try CampaignFolder(
      output, plan: plan, resumes: copy?.fingerprint == plan.fingerprint)
    _ = try folder.assemble(items)
    report.isAssembled = true
    return report
  }

  private static func check(
    _ folder: URL, plan: CampaignPlan, first: URL, generator: String
  ) throws {
    let other = try CampaignPlan(copiedIn: folder, generator: generator)
    guard other.fingerprint == plan.fingerprint else {
      throw InputError(
        source: folder.path, found: "another recipe or technology than in \(first.path)",
        accepted: "shards of one recipe")
    }
    let parts = folder.appendingPathComponent(CampaignFolder.partsName).path
    guard FileManager.default.fileExists(atPath: parts) else {
      throw InputError(
        source: folder.path, found: "no finished cases of a shard",
        accepted: "a folder that `assay golden generate --shard i/n` has filled")
    }
  }

  private static func part(
    of planned: PlannedCase, in folders: [URL], fingerprint: String
  ) throws -> CasePart? {
    var found: (part: CasePart, data: Data, folder: URL)?
    for folder in folders {
      let parts = folder.appendingPathComponent(CampaignFolder.partsName)
      let source = parts.appendingPathComponent(CasePart.name(planned)).path
      switch CasePart.read(planned, in: parts, fingerprint: fingerprint) {
      case .absent: continue
      case .damaged:
        throw InputError(
          source: source, found: "a damaged file",
          accepted: "a finished case; run that shard again with --resume")
      case .foreign:
        throw InputError(
          source: source, found: "a case of another recipe, technology or version of assay",
          accepted: "shards of one recipe, made and merged by one version")
      case .intact(let part, let data):
        if let found, found.data != data {
          throw InputError(
            source: source, found: "another result of this case than in \(found.folder.path)",
            accepted: "the same result wherever a case was computed twice")
        }
        found = (part, data, folder)
      }
    }
    return found?.part
  }
}
