/// A share of images with a 95 % interval.
public struct Proportion: Sendable, Equatable, Codable {
  /// The number of images that count.
  public var count: Int
  /// The number of images.
  public var total: Int
  /// The share.
  public var value: Double
  /// The lower end of the 95 % interval.
  public var lower: Double
  /// The upper end of the 95 % interval.
  public var upper: Double

  /// The share of a count.
  ///
  /// The interval is that of E. B. Wilson, Journal of the American Statistical Association 22
  /// (1927), page 209.
  ///
  /// - Parameters:
  ///   - count: The number of images that count.
  ///   - total: The number of images; at least 1.
  public init(_ count: Int, of total: Int) {
    precondition(total > 0 && (0...total).contains(count), "\(count) of \(total)")
    self.count = count
    self.total = total
    value = Double(count) / Double(total)
    let interval = WilsonInterval(share: value, draws: Double(total))
    lower = interval.lower
    upper = interval.upper
  }
}
