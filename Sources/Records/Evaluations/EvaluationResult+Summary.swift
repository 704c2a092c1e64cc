extension EvaluationResult {
  /// The instances together.
  ///
  /// Intervals take instances and images as drawn, both; of one instance, or of instances that are all
  /// the same, they take its images alone.
  public struct Summary: Sendable, Equatable, Codable {
    /// The label has the largest logit.
    public var top1: TrialMean
    /// The label is among the five largest; nil for five classes or fewer.
    public var top5: TrialMean?
    /// The class is that of the digital network.
    public var agreement: TrialMean
    /// The mean top-1 less the digital one.
    public var top1Change: Double
    /// The same with the interval of image by image differences; nil in results without it.
    public var change: TrialMean?
    /// The standard deviation of the instances' top-1 on these images; nil for one instance.
    public var top1Deviation: Double?
    /// The perplexity over instances; nil for networks of a class an image.
    public var perplexity: Perplexity?
    /// The perplexity over the digital one, with the interval of position by position differences of the
    /// loss; nil for networks of a class an image.
    public var perplexityRatio: Perplexity?
    /// The share of instances that are good enough; nil if nothing was wanted.
    public var yield: Yield?

    /// Creates a summary from its parts.
    package init(
      top1: TrialMean, top5: TrialMean?, agreement: TrialMean, top1Change: Double,
      change: TrialMean? = nil, top1Deviation: Double? = nil, perplexity: Perplexity? = nil,
      perplexityRatio: Perplexity? = nil, yield: Yield? = nil
    ) {
      self.top1 = top1
      self.top5 = top5
      self.agreement = agreement
      self.top1Change = top1Change
      self.change = change
      self.top1Deviation = top1Deviation
      self.perplexity = perplexity
      self.perplexityRatio = perplexityRatio
      self.yield = yield
    }
  }

  /// How many instances reach an accuracy.
  public struct Yield: Sendable, Equatable, Codable {
    /// The wanted top-1 on the evaluated images, from 0 to 1.
    public var wantedTop1: Double
    /// The share of instances that have it; Wilson's interval, over instances.
    public var share: Proportion

    /// The yield of some instances.
    ///
    /// - Parameters:
    ///   - wanted: The wanted top-1, from 0 to 1.
    ///   - trials: The instances; at least one.
    package init(wanted: Double, of trials: [Trial]) {
      wantedTop1 = wanted
      share = Proportion(
        trials.count { $0.accuracy.top1.value >= wanted }, of: trials.count)
    }
  }

  /// The images, or the positions, of one class.
  public struct ClassAccuracy: Sendable, Equatable, Codable {
    /// The class, from 0.
    public var label: Int
    /// The number of its images; 0 if there are none.
    public var images: Int
    /// How many of them the digital network knows.
    public var digital: Int
    /// How many of them the instances know in the mean.
    public var arrays: Double

    /// Creates the accuracy of a class.
    package init(label: Int, images: Int, digital: Int, arrays: Double) {
      self.label = label
      self.images = images
      self.digital = digital
      self.arrays = arrays
    }
  }
}
