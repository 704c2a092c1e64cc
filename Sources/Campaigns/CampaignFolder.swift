internal import ArrayStorage
internal import Configuration
internal import Foundation
internal import GoldenData

/// The folder that a campaign fills, held by one process at a time.
///
/// Finished cases are kept in `.parts` until all are there. The suite is complete as soon as its
/// digest is written, which is the last file; `.parts` goes after that.
final class CampaignFolder {
  let url: URL
  private let plan: CampaignPlan
  private let lock: FolderLock

  var parts: URL { url.appendingPathComponent(Self.partsName) }

  static let partsName = ".parts"

  /// Takes hold of a folder; it is created if it does not exist.
  ///
  /// - Parameters:
  ///   - url: The folder.
  ///   - plan: The plan that is carried out in it.
  ///   - resumes: Whether what is there may be continued.
  /// - Throws: `UsageError` if the folder is not empty and may not be continued, `InputError` if it
  ///   belongs to another plan, `UnavailableError` if another process holds it.
  init(_ url: URL, plan: CampaignPlan, resumes: Bool) throws {
    self.url = url
    self.plan = plan
    let files = FileManager.default
    var isFolder: ObjCBool = false
    let exists = files.fileExists(atPath: url.path, isDirectory: &isFolder)
    if exists && !isFolder.boolValue {
      throw UsageError("\(url.path) is a file; name a folder for the suite")
    }
    try OutputFolder.make(url)
    lock = try FolderLock(url, work: "generating into")
    try Self.examine(url, plan: plan, resumes: resumes)
    AtomicFile.removeLeftovers(in: url)
  }

  /// The paths of what is in the folder; of the folders in it, those of technologies and arrays are
  /// looked into.
  private static func files(in url: URL) -> Set<String> {
    let manager = FileManager.default
    var names = Set((try? manager.contentsOfDirectory(atPath: url.path)) ?? [])
    for folder in [GoldenFolder.technologiesName, GoldenFolder.arraysName]
    where names.contains(folder) {
      let inner = manager.subpaths(atPath: url.appendingPathComponent(folder).path) ?? []
      names.remove(folder)
      for path in inner {
        var isFolder: ObjCBool = false
        let place = url.appendingPathComponent("\(folder)/\(path)").path
        guard manager.fileExists(atPath: place, isDirectory: &isFolder), !isFolder.boolValue else {
          continue
        }
        names.insert("\(folder)/\(path)")
      }
    }
    return names.filter { !AtomicFile.isLeftover(URL(fileURLWithPath: $0).lastPathComponent) }
  }

  private static func examine(_ url: URL, plan: CampaignPlan, resumes: Bool) throws {
    var names = files(in: url)
    for copy in plan.copies where names.contains(copy.name) {
      let place = url.appendingPathComponent(copy.name)
      if (try? Data(contentsOf: place)) == copy.data {
        names.remove(copy.name)
      } else if resumes {
        throw InputError(
          source: place.path, found: "another text than the recipe in hand has",
          accepted: "the recipe and technology that the folder was begun with, or another folder")
      }
    }
    guard resumes || names.isEmpty else {
      throw UsageError(
        "\(url.path) is not empty (\(names.sorted().prefix(3).joined(separator: ", "))); name "
          + "another folder, or continue what was begun there with --resume")
    }
    let place = url.appendingPathComponent(GoldenFolder.digestName)
    if let data = try? Data(contentsOf: place),
      let digest = try? GoldenDigest(data: data, source: place.path),
      digest.fingerprint != plan.fingerprint
    {
      throw InputError(
        source: place.path, found: "a suite of another recipe, technology or version of assay",
        accepted: "the same ones; to make it anew remove \(GoldenFolder.numbersName) and "
          + GoldenFolder.digestName)
    }
  }

  /// Whether the suite is here, whole and undamaged.
  var isComplete: Bool {
    guard let stored = try? GoldenFolder(contentsOf: url) else { return false }
    return stored.disagreements.isEmpty && stored.digest.fingerprint == plan.fingerprint
  }

  /// Prepares for new parts.
  func open() throws {
    try writeCopies()
    try OutputFolder.make(parts)
    AtomicFile.removeLeftovers(in: parts)
  }

  private func writeCopies() throws {
    for copy in plan.copies {
      let place = url.appendingPathComponent(copy.name)
      guard (try? Data(contentsOf: place)) != copy.data else { continue }
      if copy.name.contains("/") { try OutputFolder.make(place.deletingLastPathComponent()) }
      AtomicFile.removeLeftovers(in: place.deletingLastPathComponent())
      try AtomicFile.write(copy.data, to: place)
    }
  }

  /// Writes the suite from all its parts, and removes these.
  func assemble(_ items: [CasePart]) throws -> GoldenSuite {
    let simulators = Set(items.map { "\($0.simulator) \($0.simulatorVersion)" })
    guard simulators.count == 1, let first = items.first else {
      throw InputError(
        source: url.path,
        found: "cases by several simulators: \(simulators.sorted().joined(separator: ", "))",
        accepted: "one simulator; generate into another folder")
    }
    let suite = GoldenSuite(
      name: plan.recipe.name, technologies: plan.technologies, simulator: first.simulator,
      simulatorVersion: first.simulatorVersion, options: plan.options, generator: plan.generator,
      fingerprint: plan.fingerprint, cases: items.map(\.item))
    let numbers = try suite.serialized()
    var files = [GoldenFolder.numbersName: numbers]
    for copy in plan.copies { files[copy.name] = copy.data }
    let digest = try GoldenDigest(suite, files: files).serialized()
    try writeCopies()
    try AtomicFile.write(numbers, to: url.appendingPathComponent(GoldenFolder.numbersName))
    try AtomicFile.write(digest, to: url.appendingPathComponent(GoldenFolder.digestName))
    removeParts()
    return suite
  }

  /// Removes the parts of a suite that is complete.
  func removeParts() {
    // A part that stays behind is removed by the next run; it cannot do harm.
    try? FileManager.default.removeItem(at: parts)
    AtomicFile.synchronize(url)
  }
}
