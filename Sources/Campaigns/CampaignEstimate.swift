internal import GoldenData

/// What a campaign will cost, before it starts.
public struct CampaignEstimate: Sendable {
  /// The cases of one technology, size and read mode.
  public struct Group: Sendable {
    /// What the cases have in common: the part of their names before the number of the array.
    public var name: String
    /// The number of cases.
    public var cases: Int
    /// The number of decks.
    public var decks: Int
    /// The time on one processor, in seconds.
    public var seconds: Double
    /// The size of the stored numbers, in bytes.
    public var bytes: Int
  }

  /// The groups, in the order of the recipe.
  public var groups: [Group] = []
  /// The time of every case on one processor, in seconds.
  private var caseSeconds: [Double] = []

  /// The number of cases.
  public var cases: Int { groups.reduce(0) { $0 + $1.cases } }
  /// The number of decks.
  public var decks: Int { groups.reduce(0) { $0 + $1.decks } }
  /// The time on one processor, in seconds.
  public var seconds: Double { groups.reduce(0) { $0 + $1.seconds } }
  /// The size of the suite on the disk, in bytes; while it is made, parts take as much again.
  public var bytes: Int { groups.reduce(0) { $0 + $1.bytes } }

  /// Estimates a plan.
  ///
  /// - Parameters:
  ///   - plan: The plan.
  ///   - shard: Which of its cases count.
  public init(_ plan: CampaignPlan, shard: Shard = .whole) {
    self.init(plan.cases.filter { shard.contains($0.index) })
  }

  init(_ cases: [PlannedCase]) {
    for planned in cases {
      let seconds = planned.expectedSeconds
      if groups.last?.name != planned.group {
        groups.append(Group(name: planned.group, cases: 0, decks: 0, seconds: 0, bytes: 0))
      }
      let last = groups.count - 1
      groups[last].cases += 1
      groups[last].decks += planned.expectedDecks
      groups[last].seconds += seconds
      groups[last].bytes += planned.expectedBytes
      caseSeconds.append(seconds)
    }
  }

  /// The time until the last of several workers is done, the longest cases first, in seconds.
  ///
  /// - Parameter jobs: The number of workers that compute at the same time.
  /// - Returns: The time, in seconds.
  public func seconds(onJobs jobs: Int) -> Double {
    var busy = [Double](repeating: 0, count: max(1, jobs))
    for seconds in caseSeconds.sorted(by: >) {
      guard let idle = busy.indices.min(by: { busy[$0] < busy[$1] }) else { break }
      busy[idle] += seconds
    }
    return busy.max() ?? 0
  }
}

extension PlannedCase {
  /// The size of the case in a suite, in bytes: its numbers, which hardly compress, and 6 kB of
  /// names, attributes and digest.
  var expectedBytes: Int {
    let cells = rows * columns
    var numbers = cells + block.batch * (rows + columns)
    if isVaried { numbers += cells }
    if storesVoltages { numbers += 2 * cells * block.batch }
    return 8 * numbers + 6000
  }
}
