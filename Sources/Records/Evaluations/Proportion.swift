/// A share of images, or of their positions, with a 95 % interval.
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

  /// The effective number of draws, where what is counted is not drawn one by one, such as the positions
  /// of texts; nil for ``total``.
  public var draws: Double?

  /// The share of a count.
  ///
  /// The interval is that of E. B. Wilson, Journal of the American Statistical Association 22
  /// (1927), page 209.
  ///
  /// - Parameters:
  ///   - count: The number of images that count.
  ///   - total: The number of images; at least 1.
  ///   - draws: The effective number of draws, above 0; nil for the number of images.
  public init(_ count: Int, of total: Int, draws: Double? = nil) {
    precondition(
      total > 0 && (0...total).contains(count) && (draws ?? 1) > 0,
      "\(count) of \(total), in \(draws ?? Double(total)) draws")
    self.count = count
    self.total = total
    value = Double(count) / Double(total)
    self.draws = draws
    let interval = WilsonInterval(share: value, draws: draws ?? Double(total))
    lower = interval.lower
    upper = interval.upper
  }
}
