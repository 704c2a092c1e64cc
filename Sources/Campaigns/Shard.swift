/// Every n-th case of a campaign, for one of n machines.
public struct Shard: Sendable, Equatable {
  /// The number of this shard, from 1.
  public let number: Int
  /// The number of shards.
  public let count: Int

  /// The whole campaign.
  public static let whole = Shard(number: 1, count: 1)

  private init(number: Int, count: Int) {
    self.number = number
    self.count = count
  }

  /// Reads `i/n`, such as `2/3`.
  ///
  /// - Parameter text: The text; nil results unless 1 ≤ i ≤ n.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), number >= 1,
      number <= count
    else { return nil }
    self.init(number: number, count: count)
  }

  /// Whether the shard has a case.
  ///
  /// - Parameter index: The place of the case in the suite, from 0.
  /// - Returns: Whether this shard computes it.
  public func contains(_ index: Int) -> Bool { index % count == number - 1 }
}
