extension EvaluationResult {
  /// What the probabilities of a network are worth, when it is drawn or read several times for every image.
  public struct Predictive: Sendable, Equatable, Codable {
    /// What makes samples differ.
    public enum Sampling: String, Sendable, CaseIterable, Codable {
      /// All cells are programmed anew.
      case programming
      /// The same cells are read again.
      case reads
    }

    /// The number of samples.
    public var samples: Int
    /// What makes them differ.
    public var sampling: Sampling
    /// The bins of the calibration error: parts of the probabilities from 0 to 1, all alike.
    public var bins: Int
    /// The data set that the network does not know, as it was named; nil without one.
    public var unknownDataSet: String?
    /// The number of its images; nil without one.
    public var unknownImages: Int?
    /// The digital network.
    public var digital: PredictiveQuality
    /// One sample, in the mean over all.
    public var single: PredictiveQuality
    /// The mean of the probabilities of all samples.
    public var together: PredictiveQuality

    /// Creates the record from its parts.
    package init(
      samples: Int, sampling: Sampling, bins: Int, unknownDataSet: String?, unknownImages: Int?,
      digital: PredictiveQuality, single: PredictiveQuality, together: PredictiveQuality
    ) {
      (self.samples, self.sampling, self.bins) = (samples, sampling, bins)
      (self.unknownDataSet, self.unknownImages) = (unknownDataSet, unknownImages)
      (self.digital, self.single, self.together) = (digital, single, together)
    }
  }

  /// What the probabilities of classes are worth.
  public struct PredictiveQuality: Sendable, Equatable, Codable {
    /// The share of images whose label is the most probable class.
    public var top1: Double
    /// The expected calibration error: |share of right answers − mean probability| of the answers of a bin, in the mean
    /// over all answers (Guo and others, ICML 2017).
    public var calibrationError: Double
    /// The mean of −ln p(label).
    public var negativeLogLikelihood: Double
    /// The mean of Σ (p − y)², y the label's own probabilities (Brier, 1950).
    public var brierScore: Double
    /// The mean entropy of the probabilities, in nats.
    public var entropy: Double
    /// How well the entropy tells wrong answers from right ones: the area under the curve of both rates, 1 for perfectly
    /// and .5 for not at all; nil where all answers are of one kind.
    public var wrongAnswers: Double?
    /// How well the entropy tells images of the unknown data set from these; nil without one.
    public var unknownData: Double?
    /// The same by what samples disagree in: the entropy of their mean less the mean of their entropies; nil for a single
    /// sample.
    public var unknownDataByDisagreement: Double?

    /// Creates the record from its parts.
    package init(
      top1: Double, calibrationError: Double, negativeLogLikelihood: Double, brierScore: Double,
      entropy: Double, wrongAnswers: Double?, unknownData: Double?,
      unknownDataByDisagreement: Double? = nil
    ) {
      self.top1 = top1
      self.calibrationError = calibrationError
      self.negativeLogLikelihood = negativeLogLikelihood
      self.brierScore = brierScore
      self.entropy = entropy
      self.wrongAnswers = wrongAnswers
      self.unknownData = unknownData
      self.unknownDataByDisagreement = unknownDataByDisagreement
    }
  }
}
