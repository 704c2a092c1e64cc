import Campaigns
import Configuration
import Foundation

/// What a campaign will cost, as commands show it.
struct CampaignCost: Encodable {
  var cases: Int
  var decks: Int
  var jobs: Int
  var seconds: Double
  var bytes: Int

  init(_ estimate: CampaignEstimate, jobs: Int) {
    cases = estimate.cases
    decks = estimate.decks
    self.jobs = jobs
    seconds = estimate.seconds(onJobs: jobs)
    bytes = estimate.bytes
  }

  /// The cost in one line.
  var text: String {
    "\(cases) cases in \(decks) decks, about \(Self.text(seconds: seconds)) on \(jobs) "
      + "\(jobs == 1 ? "job" : "jobs"), \(String(format: "%.3g", Double(bytes) / 1e6)) MB"
  }

  /// A time in the unit that suits it.
  static func text(seconds: Double) -> String {
    switch seconds {
    case ..<100: String(format: "%.2g s", max(seconds, 0.1))
    case ..<6000: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }

  /// The number of simulator processes that an option asks for.
  static func jobs(_ option: Int?) throws -> Int {
    let jobs = option ?? ProcessInfo.processInfo.activeProcessorCount
    guard (1...1024).contains(jobs) else {
      throw UsageError("--jobs \(jobs): accepted are 1 to 1024")
    }
    return jobs
  }

  /// The shard that an option asks for.
  static func shard(_ option: String?) throws -> Shard {
    guard let shard = option.map({ Shard($0) }) ?? .whole else {
      throw UsageError("--shard \(option ?? ""): accepted is i/n with 1 ≤ i ≤ n, such as 2/3")
    }
    return shard
  }
}
