/// The cheapest member of the family that is good enough, and why cheaper ones are not.
///
/// Every member is judged by its own error on a few input vectors of the load itself that are solved
/// exactly: the root mean square over all currents of the load, with a margin for what was not solved.
public struct ModelSelection: Sendable, Equatable, Codable {
  /// One member, as it was judged.
  public struct Candidate: Sendable, Equatable, Codable {
    /// The member.
    public var settings: CoreSettings
    /// The member in a few words.
    public var name: String
    /// The relative RMSE of the column currents with the margin for few samples, of the array on
    /// which it is largest; nil if the member could not be judged.
    public var error: Double?
    /// The cost of an input vector over that of the ideal product; nil if the member could not be
    /// judged.
    public var products: Int?
    /// Why the member was taken or passed over.
    public var reason: String

    /// Creates the judgment of a member.
    package init(
      settings: CoreSettings, name: String, error: Double?, products: Int?, reason: String
    ) {
      self.settings = settings
      self.name = name
      self.error = error
      self.products = products
      self.reason = reason
    }

    /// Whether the member meets a tolerance.
    ///
    /// - Parameter tolerance: The tolerance; nil for a member that is taken in any case.
    /// - Returns: Whether it does.
    package func meets(_ tolerance: Double?) -> Bool {
      guard let tolerance else { return true }
      return error.map { $0 <= tolerance } ?? false
    }
  }

  /// The wanted relative RMSE; nil where a member was asked for by name.
  public var tolerance: Double?
  /// The number of arrays that members were judged on.
  public var arrays: Int
  /// The largest number of exactly solved input vectors of an array.
  public var vectors: Int
  /// The members that were judged, in the order of their cost.
  public var candidates: [Candidate]
  /// The member that was taken: the first that meets the tolerance, or the one that was asked for;
  /// nil if none does.
  public var taken: CoreSettings?

  /// Creates a selection; the first candidate that meets the tolerance is taken.
  package init(tolerance: Double?, arrays: Int, vectors: Int, candidates: [Candidate]) {
    self.tolerance = tolerance
    self.arrays = arrays
    self.vectors = vectors
    self.candidates = candidates
    taken = candidates.first { $0.meets(tolerance) }?.settings
  }

  /// The best of the members that were judged; nil if none could be.
  public var best: Candidate? {
    candidates.filter { $0.error != nil }.min {
      ($0.error ?? .infinity) < ($1.error ?? .infinity)
    }
  }

  /// The member that was taken, as it was judged.
  public var choice: Candidate? { candidates.first { $0.settings == taken } }
}
