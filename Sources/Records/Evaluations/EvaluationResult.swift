/// The accuracy of a network, digitally and on crossbars.
public struct EvaluationResult: Sendable, Equatable, Codable {
  /// The accuracy over all images.
  public struct Accuracy: Sendable, Equatable, Codable {
    /// The label has the largest logit; Wilson's interval.
    public var top1: Proportion
    /// The label is among the five largest; nil for five classes or fewer.
    public var top5: Proportion?
    /// The perplexity of the labels; nil for networks of a class an image.
    public var perplexity: Perplexity?

    /// Creates an accuracy from its parts.
    package init(top1: Proportion, top5: Proportion?, perplexity: Perplexity? = nil) {
      self.top1 = top1
      self.top5 = top5
      self.perplexity = perplexity
    }
  }

  /// One programmed instance.
  public struct Trial: Sendable, Equatable, Codable {
    /// The number of the instance, from 0.
    public var trial: Int
    /// Its accuracy.
    public var accuracy: Accuracy
    /// How many images get the class that the digital network gives them.
    public var agreement: Proportion

    /// Creates the result of an instance.
    package init(
      trial: Int, accuracy: Accuracy, agreement: Proportion
    ) {
      self.trial = trial
      self.accuracy = accuracy
      self.agreement = agreement
    }
  }

  /// One layer.
  public struct Layer: Sendable, Equatable, Codable {
    /// The name in the network.
    public var name: String
    /// The operator in the network.
    public var kind: String
    /// The length of an input vector of one group.
    public var inputs: Int
    /// The number of outputs of one group.
    public var outputs: Int
    /// The number of groups.
    public var groups: Int
    /// Whether the layer stays digital.
    public var isDigital: Bool
    /// The number of arrays that hold it; 0 if it stays digital.
    public var arrays: Int
    /// The largest value of the row converters, in the unit of the layer's inputs.
    public var inputRange: Double?
    /// Whether the row converters have a sign.
    public var isBipolar: Bool?
    /// For each slice the ranges of its column converters, in amperes; empty without them.
    public var outputRanges: [[[Double]]]
    /// The feedback resistance of the amplifiers that was chosen for the layer, in ohms; nil for
    /// ideal converters.
    public var feedbackResistanceOhm: Double?
    /// The RMS of the outputs' error over the RMS of the digital outputs for the same inputs, over
    /// all instances and the first images; nil if the layer stays digital or gives zeros.
    public var relativeError: Double?
    /// How the column converters are used by the first images, over all instances; nil without ideal
    /// converters.
    public var converterUse: ConverterUse?
    /// How far the currents of the layer's arrays are from ideal ones; nil unless that was asked for.
    public var nonIdeality: NonIdealityFactors?

    /// Creates the result of a layer.
    package init(
      name: String, kind: String, inputs: Int, outputs: Int, groups: Int, isDigital: Bool,
      arrays: Int, inputRange: Double?, isBipolar: Bool?, outputRanges: [[[Double]]],
      feedbackResistanceOhm: Double? = nil, relativeError: Double?,
      converterUse: ConverterUse? = nil
    ) {
      self.name = name
      self.kind = kind
      self.inputs = inputs
      self.outputs = outputs
      self.groups = groups
      self.isDigital = isDigital
      self.arrays = arrays
      self.inputRange = inputRange
      self.isBipolar = isBipolar
      self.outputRanges = outputRanges
      self.feedbackResistanceOhm = feedbackResistanceOhm
      self.relativeError = relativeError
      self.converterUse = converterUse
    }
  }

  /// A file that the result depends on.
  public struct Source: Sendable, Equatable, Codable {
    /// The file as it was named.
    public var file: String
    /// The SHA-256 of its bytes, in hexadecimal; nil if it was not computed.
    public var sha256: String?
    /// What a model was fitted to, for people; nil for other files.
    public var origin: String?

    /// Creates a source from its name, digest and origin.
    public init(file: String, sha256: String? = nil, origin: String? = nil) {
      self.file = file
      self.sha256 = sha256
      self.origin = origin
    }
  }

  /// A technology that the mapping gives to some layers.
  public struct LayerTechnology: Sendable, Equatable, Codable {
    /// The file, as the mapping names it.
    public var file: String
    /// The technology.
    public var technology: ArrayTechnology

    /// Records a technology.
    package init(file: String, technology: ArrayTechnology) {
      self.file = file
      self.technology = technology
    }
  }

  /// The technology as it was used: the keys of a model file's record, and what programs cells.
  public struct ArrayTechnology: Sendable, Equatable, Codable {
    /// The values that decide currents.
    public var values: TechnologyRecord
    /// The number of states; 0 for any.
    public var levels: Int
    /// The shape of the programming variation.
    public var variation: String
    /// The relative standard deviation of the programming variation.
    public var variationSigma: Double
    /// All that varies, one text for each kind; nil if that is the programming variation alone.
    public var variations: [String]?

    private enum CodingKeys: String, CodingKey {
      case levels, variation, variationSigma, variations
    }

    /// Creates the record of a technology from its parts.
    package init(
      values: TechnologyRecord, levels: Int, variation: String, variationSigma: Double,
      variations: [String]?
    ) {
      self.values = values
      self.levels = levels
      self.variation = variation
      self.variationSigma = variationSigma
      self.variations = variations
    }

    /// Reads the values and the other keys, which stand side by side.
    public init(from decoder: any Decoder) throws {
      values = try TechnologyRecord(from: decoder)
      let container = try decoder.container(keyedBy: CodingKeys.self)
      levels = try container.decode(Int.self, forKey: .levels)
      variation = try container.decode(String.self, forKey: .variation)
      variationSigma = try container.decode(Double.self, forKey: .variationSigma)
      variations = try container.decodeIfPresent([String].self, forKey: .variations)
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
  public struct FastModel: Sendable, Equatable, Codable {
    /// The member of the family.
    public var kind: String
    /// The member with its number of products or steps.
    public var name: String
    /// Why it was taken.
    public var reason: String
    /// How the members were judged; nil if no tolerance was asked for.
    public var selection: ModelSelection?
    /// What the model file says of the load; nil if there is no such file.
    public var load: LoadStatement?

    /// Creates the record of a model that was taken.
    package init(
      kind: String, name: String, reason: String, selection: ModelSelection?,
      load: LoadStatement? = nil
    ) {
      self.kind = kind
      self.name = name
      self.reason = reason
      self.selection = selection
      self.load = load
    }

    /// The lines for people.
    package var summary: String {
      (selection?.summary ?? "model: \(name), \(reason)") + (load.map { "\n\($0.text)" } ?? "")
    }
  }

  /// How long the parts took, in seconds; not reproducible.
  public struct Timing: Sendable, Equatable, Codable {
    /// The digital network.
    public var digital = 0.0
    /// The choice of the fast model.
    public var selection = 0.0
    /// The choice of converter ranges.
    public var calibration = 0.0
    /// The programming of all instances.
    public var programming = 0.0
    /// The network on crossbars, all instances.
    public var crossbar = 0.0
    /// The exact solution of some reads of every layer.
    public var audit = 0.0
    /// The number of threads.
    public var threads = 1

    /// No time at all, on one thread.
    package init() {}
  }

  /// The version of the format that this package writes.
  public static let currentSchema = 1
  /// What ``kind`` is.
  public static let kindName = "evaluation"
  /// The most classes that a result lists one by one.
  public static let mostClasses = 100

  /// The version of the format.
  public var schema: Int
  /// What the file holds, for readers of several kinds.
  public var kind: String
  /// The network.
  public var network: Source
  /// The data set as it was named.
  public var dataSet: String
  /// The number of evaluated images, or of samples of any other kind.
  public var images: Int
  /// The number of their positions with a label; nil for networks of a class an image.
  public var positions: Int?
  /// The data set of the converter ranges as it was named.
  public var calibrationDataSet: String
  /// The number of its images that were used.
  public var calibrationImages: Int
  /// What computed the products.
  public var solver: Solver
  /// The model file; nil if there is none.
  public var model: Source?
  /// The file of the converters' ranges; nil where sample images chose them.
  public var ranges: Source?
  /// Which fast model was taken and why; nil for other solvers than fcm.
  public var fastModel: FastModel?
  /// The technology; nil for the digital solver.
  public var technology: ArrayTechnology?
  /// The technologies that the mapping gives to some layers; nil for none.
  public var layerTechnologies: [LayerTechnology]?
  /// The mapping, with its column converters decided; nil for the digital solver.
  public var mapping: Mapping?
  /// Which converters stood behind the columns; nil for the digital solver, and in results without
  /// that word.
  public var converter: String?
  /// What a reader of the accuracy should know of the layers; nil if nothing is remarkable.
  public var notes: [String]?
  /// What digital logic behind the arrays of every instance took back; nil for nothing.
  public var correction: DigitalCorrection?
  /// The seed.
  public var seed: UInt64
  /// The digital network; nil for a regression.
  public var digital: Accuracy?
  /// The instances; empty for the digital solver and for a regression.
  public var trials: [Trial]
  /// The number of instances that were allowed, where a width of the interval decided how many there
  /// are; nil where their number was given.
  public var mostTrials: Int?
  /// The instances together; nil for the digital solver and for a regression.
  public var summary: Summary?
  /// The classes in order; nil for the digital solver, for networks of more than ``mostClasses``, and for a
  /// regression.
  public var classes: [ClassAccuracy]?
  /// What was found of a network whose outputs are numbers; nil for one of classes.
  public var regression: Regression?
  /// What every non-ideality costs; nil unless that was asked for.
  public var attribution: Attribution?
  /// The layers in order; empty for the digital solver.
  public var layers: [Layer]
  /// The model's currents beside exact ones; nil unless that was asked for.
  public var audit: CurrentAudit?
  /// What the model's errors may change, which the intervals of all instances together include; nil unless
  /// the model was audited.
  public var modelError: ModelError?
  /// What the probabilities of several samples are worth; nil unless that was asked for.
  public var predictive: Predictive?
  /// How long the parts took; not part of a result file, which repeats to the byte.
  public var timing: Timing?

  /// Creates a result from its parts.
  package init(
    network: Source, dataSet: String, images: Int, positions: Int? = nil,
    calibrationDataSet: String, calibrationImages: Int, solver: Solver, model: Source?,
    ranges: Source? = nil,
    fastModel: FastModel?, technology: ArrayTechnology?, mapping: Mapping?,
    converter: String? = nil, notes: [String]? = nil, correction: DigitalCorrection? = nil,
    seed: UInt64, digital: Accuracy?, trials: [Trial], mostTrials: Int? = nil,
    summary: Summary?, classes: [ClassAccuracy]? = nil, regression: Regression? = nil,
    attribution: Attribution? = nil, layers: [Layer], audit: CurrentAudit? = nil,
    timing: Timing?
  ) {
    schema = Self.currentSchema
    kind = Self.kindName
    self.network = network
    self.dataSet = dataSet
    self.images = images
    self.positions = positions
    self.calibrationDataSet = calibrationDataSet
    self.calibrationImages = calibrationImages
    self.solver = solver
    self.model = model
    self.ranges = ranges
    self.fastModel = fastModel
    self.technology = technology
    self.mapping = mapping
    self.converter = converter
    self.notes = notes
    self.correction = correction
    self.seed = seed
    self.digital = digital
    self.trials = trials
    self.mostTrials = mostTrials
    self.summary = summary
    self.classes = classes
    self.regression = regression
    self.attribution = attribution
    self.layers = layers
    self.audit = audit
    self.timing = timing
  }

  private enum CodingKeys: String, CodingKey {
    case schema, kind, network, dataSet, images, positions, calibrationDataSet, calibrationImages,
      solver, model, ranges, fastModel, technology, layerTechnologies, mapping, converter, notes,
      correction, seed,
      digital, trials, mostTrials, summary, classes, regression, attribution, layers, audit,
      modelError, predictive
  }
}
