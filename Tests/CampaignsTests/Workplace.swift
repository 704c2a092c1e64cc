import Campaigns
import Configuration
import Foundation
import GoldenData
import SpicePool
import Synchronization
import TestSupport
import Testing

/// A recipe that takes a moment.
let tinyRecipe = """
  schema = 1
  name = "tiny"
  technology = "array.toml"
  seed = 5

  [tolerance]
  relative = 1e-9
  reason = "for the test"

  [[cases]]
  rows = 4
  columns = 4
  arrays = 2
  batch = 3
  programming = "levels"
  levels = 4
  inputs = ["binary", "sparse"]

  [[cases]]
  rows = 3
  columns = 5
  batch = 2
  programming = "continuous"
  distribution = "log-normal"
  relative_sigma = 0.1
  inputs = ["multi-level"]

  """

private let technology = plainTechnology(onResistance: "100e3")

/// A folder with a recipe and its technology, and the campaigns that a test runs in it.
struct Workplace {
  let folder: TemporaryFolder

  init(recipe text: String = tinyRecipe) throws {
    folder = try TemporaryFolder()
    try text.write(to: recipe, atomically: true, encoding: .utf8)
    try technology.write(to: folder.file("array.toml"), atomically: true, encoding: .utf8)
  }

  var recipe: URL { folder.file("tiny.toml") }

  func plan() throws -> CampaignPlan {
    try CampaignPlan(contentsOf: recipe, generator: "assay test")
  }

  /// Runs a campaign; the slugs are those that were simulated now.
  @discardableResult func generate(
    _ name: String, shard: String = "1/1", resumes: Bool = false, jobs: Int = 1
  ) async throws -> (report: CampaignReport, simulated: [String]) {
    let simulated = Mutex<[String]>([])
    let campaign = Campaign(
      try plan(), output: folder.file(name), shard: try #require(Shard(shard)), resumes: resumes)
    let workers = WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: jobs)
    let report = try await campaign.run(workers: workers) { event in
      if case .solved(let slug) = event { simulated.withLock { $0.append(slug) } }
    }
    return (report, simulated.withLock { $0 })
  }

  /// The bytes of all files of a suite, by name.
  func bytes(_ name: String) throws -> [String: Data] {
    let place = folder.file(name)
    return Dictionary(
      uniqueKeysWithValues: try FileManager.default.contentsOfDirectory(atPath: place.path).map {
        ($0, try Data(contentsOf: place.appendingPathComponent($0)))
      })
  }

  func check(_ name: String, resimulates: Bool = false) async throws -> GoldenVerification {
    let workers =
      resimulates
      ? WorkerPool.Configuration(executable: try WorkerLocator.locate(), workers: 1) : nil
    return try await GoldenVerification.check(
      folder.file(name), jobs: 1, resimulatingWith: workers)
  }
}
