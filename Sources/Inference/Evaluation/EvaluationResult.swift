public import CrossbarModels

/// The accuracy of a network, digitally and on crossbars.
public struct EvaluationResult: Sendable, Encodable {
  /// The accuracy over all images.
  public struct Accuracy: Sendable, Encodable {
    /// The label has the largest logit; Wilson's interval.
    public let top1: Proportion
    /// The label is among the five largest; nil for five classes or fewer.
    public let top5: Proportion?
  }

  /// One programmed instance.
  public struct Trial: Sendable, Encodable {
    /// The number of the instance, from 0.
    public let trial: Int
    /// Its accuracy.
    public let accuracy: Accuracy
    /// How many images get the class that the digital network gives them.
    public let agreement: Proportion
  }

  /// The instances together.
  ///
  /// The intervals are those of a bootstrap over instances and images; Wilson's where the instances
  /// are all the same.
  public struct Summary: Sendable, Encodable {
    /// The label has the largest logit.
    public let top1: TrialMean
    /// The label is among the five largest; nil for five classes or fewer.
    public let top5: TrialMean?
    /// The class is that of the digital network.
    public let agreement: TrialMean
    /// The mean top-1 less the digital one.
    public let top1Change: Double
  }

  /// One layer.
  public struct Layer: Sendable, Encodable {
    /// The name in the network.
    public let name: String
    /// The operator in the network.
    public let kind: String
    /// The length of an input vector of one group.
    public let inputs: Int
    /// The number of outputs of one group.
    public let outputs: Int
    /// The number of groups.
    public let groups: Int
    /// Whether the layer stays digital.
    public let isDigital: Bool
    /// The number of arrays that hold it; 0 if it stays digital.
    public let arrays: Int
    /// The largest value of the row converters, in the unit of the layer's inputs.
    public let inputRange: Double?
    /// Whether the row converters have a sign.
    public let isBipolar: Bool?
    /// For each slice the ranges of its column converters, in amperes; empty without them.
    public let outputRanges: [[[Double]]]
    /// The feedback resistance of the amplifiers that was chosen for the layer, in ohms; nil for
    /// ideal converters.
    public let feedbackResistanceOhm: Double?
    /// The RMS of the outputs' error over the RMS of the digital outputs for the same inputs, over
    /// all instances and the first images; nil if the layer stays digital or gives zeros.
    public let relativeError: Double?
  }

  /// A file that the result depends on.
  public struct Source: Sendable, Encodable {
    /// The file as it was named.
    public let file: String
    /// The SHA-256 of its bytes, in hexadecimal; nil if it was not computed.
    public let sha256: String?

    /// Creates a source from its name and digest.
    public init(file: String, sha256: String? = nil) {
      self.file = file
      self.sha256 = sha256
    }
  }

  /// The technology as it was used: the keys of a model file's record, and what programs cells.
  public struct ArrayTechnology: Sendable, Encodable {
    /// The values that decide currents.
    public let values: TechnologyRecord
    /// The number of states; 0 for any.
    public let levels: Int
    /// The shape of the programming variation.
    public let variation: String
    /// The relative standard deviation of the programming variation.
    public let variationSigma: Double
    /// All that varies, one text for each kind; nil if that is the programming variation alone.
    public let variations: [String]?

    private enum CodingKeys: String, CodingKey {
      case levels, variation, variationSigma, variations
    }

    /// Encodes the values and the other keys side by side.
    public func encode(to encoder: any Encoder) throws {
      try values.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(levels, forKey: .levels)
      try container.encode(variation, forKey: .variation)
      try container.encode(variationSigma, forKey: .variationSigma)
      try container.encodeIfPresent(variations, forKey: .variations)
    }
  }

  /// Which fast model was taken, and why.
  public struct FastModel: Sendable, Encodable {
    /// The member of the family.
    public let kind: String
    /// The member with its number of products or steps.
    public let name: String
    /// Why it was taken.
    public let reason: String
    /// How the members were judged; nil if no tolerance was asked for.
    public let selection: ModelSelection?
    /// The lines for people.
    let summary: String

    private enum CodingKeys: String, CodingKey {
      case kind, name, reason, selection
    }

    init(_ chosen: ChosenModel) {
      kind = chosen.settings.kind.rawValue
      name = chosen.settings.name
      reason = chosen.reason
      selection = chosen.selection
      summary = chosen.summary
    }
  }

  /// How long the parts took, in seconds; not reproducible.
  public struct Timing: Sendable, Encodable {
    /// The digital network.
    public internal(set) var digital = 0.0
    /// The choice of converter ranges.
    public internal(set) var calibration = 0.0
    /// The programming of all instances.
    public internal(set) var programming = 0.0
    /// The network on crossbars, all instances.
    public internal(set) var crossbar = 0.0
    /// The number of threads.
    public internal(set) var threads = 1
  }

  /// The version of this format.
  public let schema = 1
  /// What the file holds, for readers of several kinds.
  public let kind = "evaluation"
  /// The network.
  public let network: Source
  /// The data set as it was named.
  public let dataSet: String
  /// The number of evaluated images.
  public let images: Int
  /// The data set of the converter ranges as it was named.
  public let calibrationDataSet: String
  /// The number of its images that were used.
  public let calibrationImages: Int
  /// What computed the products.
  public let solver: Solver
  /// The model file; nil if there is none.
  public let model: Source?
  /// Which fast model was taken and why; nil for other solvers than fcm.
  public let fastModel: FastModel?
  /// The technology; nil for the digital solver.
  public let technology: ArrayTechnology?
  /// The mapping, with its column converters decided; nil for the digital solver.
  public let mapping: Mapping?
  /// Which converters stood behind the columns; nil for the digital solver.
  public let converter: String?
  /// The seed.
  public let seed: UInt64
  /// The digital network.
  public let digital: Accuracy
  /// The instances; empty for the digital solver.
  public let trials: [Trial]
  /// The instances together; nil for the digital solver.
  public let summary: Summary?
  /// The layers in order; empty for the digital solver.
  public let layers: [Layer]
  /// How long the parts took; not part of a result file, which repeats to the byte.
  public internal(set) var timing: Timing?
}
