/// How a network's weights, inputs and outputs are represented on arrays.
public struct Mapping: Sendable, Equatable, Codable {
  /// The size of one physical array.
  public struct Tile: Sendable, Equatable, Codable {
    /// The number of driven rows.
    public var rows = 64
    /// The number of sensed columns.
    public var columns = 64
    /// Where the groups of a grouped layer are.
    public var groups = GroupPlacement.shared
    /// How many of the rows of a matrix an array holds; nil for balanced parts where currents are counted, else full
    /// ones.
    public var split: Split?

    private enum CodingKeys: CodingKey {
      case rows, columns, groups, split
    }

    /// Creates the default tile.
    public init() {}

    /// Reads the keys of a mapping; in results that are older than `groups` every group had arrays of
    /// its own.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      rows = try container.decode(Int.self, forKey: .rows)
      columns = try container.decode(Int.self, forKey: .columns)
      groups = try container.decodeIfPresent(GroupPlacement.self, forKey: .groups) ?? .own
      split = try container.decodeIfPresent(Split.self, forKey: .split)
    }
  }

  /// How many of the rows of a matrix an array holds.
  public enum Split: String, Sendable, CaseIterable, Codable {
    /// All that it has room for, the last one the rest.
    case full
    /// As many as the others, or one more or less, so that their sums are alike.
    case balanced
  }

  /// Where the groups of a grouped layer are.
  public enum GroupPlacement: String, Sendable, CaseIterable, Codable {
    /// As many groups as fit lie on the diagonal of one array, and are read one after the other: the
    /// rows of the others stay at 0 V.
    case shared
    /// Every group has arrays of its own.
    case own
  }

  /// How signed integers become conductances.
  public enum Encoding: String, Sendable, CaseIterable, Codable {
    /// Positive and negative parts in two arrays, whose results are subtracted.
    case differential
    /// One array of weights that are raised until none is negative; a reference column takes the
    /// raise away.
    case offset
  }

  /// By how much the offset encoding raises integers, and which weights share the raise.
  public enum ZeroPoint: String, Sendable, CaseIterable, Codable {
    /// All weights by 2^(bits−1).
    case middle
    /// All weights of a layer, so that the smallest and the largest use all integers.
    case layer
    /// The weights of one array, so that these do.
    case tile
    /// The weights of one output channel, so that these do.
    case column
  }

  /// What takes the raise of the offset encoding away.
  public enum Reference: String, Sendable, CaseIterable, Codable {
    /// A column of each array that holds the weight zero.
    case dummy
    /// A column of each array whose cells are on; a digital factor scales what it reads.
    case unit
    /// An exact digital sum of the inputs, which no wire has disturbed.
    case digital
  }

  /// Which weights share a scale.
  public enum Granularity: String, Sendable, CaseIterable, Codable {
    /// All weights of a layer.
    case layer
    /// The weights of one output channel.
    case column
  }

  /// The integers that stand for the weights.
  public struct Weights: Sendable, Equatable, Codable {
    /// The number of bits, sign included: integers from −(2^(bits−1)−1) to 2^(bits−1)−1; 1 for the sign alone, ±1.
    public var bits = 8
    /// The number of bits that one cell holds.
    public var bitsPerCell = 8
    /// How signed integers become conductances.
    public var encoding = Encoding.differential
    /// Which weights share a scale.
    public var scale = Granularity.column
    /// By how much the offset encoding raises integers; the differential one raises none.
    public var zero = ZeroPoint.middle
    /// What takes the raise away; nil in the differential encoding, and for a dummy column in the
    /// other, or a unit column where the columns of an array are not raised alike.
    public var reference: Reference?
    /// How many columns share a reference column in their middle; nil for 4.
    public var columnsPerReference: Int?

    private enum CodingKeys: CodingKey {
      case bits, bitsPerCell, encoding, scale, zero, reference, columnsPerReference
    }

    /// Creates the default weights.
    public init() {}

    /// Reads the keys of a mapping; in results that are older than `reference` the raise was removed
    /// digitally.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      bits = try container.decode(Int.self, forKey: .bits)
      bitsPerCell = try container.decode(Int.self, forKey: .bitsPerCell)
      encoding = try container.decode(Encoding.self, forKey: .encoding)
      scale = try container.decode(Granularity.self, forKey: .scale)
      zero = try container.decodeIfPresent(ZeroPoint.self, forKey: .zero) ?? .middle
      reference = try container.decodeIfPresent(Reference.self, forKey: .reference)
      columnsPerReference = try container.decodeIfPresent(Int.self, forKey: .columnsPerReference)
      if encoding == .offset && reference == nil { reference = .digital }
    }
  }

  /// Which inputs of a layer share a range.
  public enum InputGranularity: String, Sendable, CaseIterable, Codable {
    /// All inputs of a layer.
    case layer
    /// The inputs of one group of a grouped layer, such as a channel of a depth-wise one.
    case group
    /// The inputs of one vector, which a digital factor of its own scales back, as transformers are
    /// quantized token by token.
    case token
  }

  /// Which error the range of the inputs makes smallest on sample inputs.
  public enum InputCriterion: String, Sendable, CaseIterable, Codable {
    /// The mean square error of the inputs themselves.
    case inputs
    /// The mean square error that rounding and clipping bring to the outputs of the layer.
    case outputs
  }

  /// The integers that stand for the inputs.
  public struct Inputs: Sendable, Equatable, Codable {
    /// The number of bits, the sign included if a layer has negative inputs.
    public var bits = 8
    /// The number of bits that a row's converter turns into a voltage at once.
    public var bitsPerStream = 8
    /// Which inputs share a range.
    public var scale = InputGranularity.group
    /// Which error chooses the range.
    public var range = InputCriterion.outputs
    /// How many rows of an array are driven at once, the others after them; nil for all.
    public var rowsPerRead: Int?

    private enum CodingKeys: CodingKey {
      case bits, bitsPerStream, scale, range, rowsPerRead
    }

    /// Creates the default inputs.
    public init() {}

    /// Reads the keys of a mapping; results that are older than `scale` and `range` knew one way.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      bits = try container.decode(Int.self, forKey: .bits)
      bitsPerStream = try container.decode(Int.self, forKey: .bitsPerStream)
      scale = try container.decodeIfPresent(InputGranularity.self, forKey: .scale) ?? .layer
      range = try container.decodeIfPresent(InputCriterion.self, forKey: .range) ?? .inputs
      rowsPerRead = try container.decodeIfPresent(Int.self, forKey: .rowsPerRead)
    }
  }

  /// Where the full scale of the output converters comes from.
  public enum Range: Sendable, Equatable, Codable {
    /// For each layer and slice the range with the least mean square error on sample inputs.
    case calibrated
    /// The largest current of an array without wires.
    case maximum
    /// That of the technology's own amplifier and converter as they are.
    case technology
    /// A current, in amperes.
    case amperes(Double)

    /// Reads a word or a number, as in a mapping file.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      guard let word = try? container.decode(String.self) else {
        self = .amperes(try container.decode(Double.self))
        return
      }
      switch word {
      case "calibrated": self = .calibrated
      case "maximum": self = .maximum
      case "technology": self = .technology
      default:
        throw DecodingError.dataCorruptedError(
          in: container, debugDescription: "\"\(word)\" is no range")
      }
    }

    /// Encodes a word or a number, as in a mapping file.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .calibrated: try container.encode("calibrated")
      case .maximum: try container.encode("maximum")
      case .technology: try container.encode("technology")
      case .amperes(let current): try container.encode(current)
      }
    }
  }

  /// What an output converter is connected to.
  public enum Reading: String, Sendable, CaseIterable, Codable {
    /// The difference of the currents of a positive and a negative column, or of a column and a
    /// dummy column.
    case difference
    /// One column; codes are subtracted digitally.
    case column
  }

  /// Which columns share the range of their converters.
  public enum ConverterGranularity: String, Sendable, CaseIterable, Codable {
    /// All columns of a layer that hold the same slice and polarity.
    case layer
    /// None: every column of every array has its own.
    case column
  }

  /// Which converters stand behind the columns.
  public enum ConverterSource: String, Sendable, CaseIterable, Codable {
    /// Those of the technology's circuit, with all that deviates in them.
    case technology
    /// Quantizers whose range is free.
    case ideal
  }

  /// The converters of the column currents.
  public struct Outputs: Sendable, Equatable, Codable {
    /// Which converters they are; nil for those of the technology if it has any, else ideal ones.
    public var source: ConverterSource?
    /// The resolution; 0 for no quantization, nil for that of the circuit, or 8 of ideal converters.
    public var bits: Int?
    /// Where the full scale comes from.
    public var range = Range.calibrated
    /// Which columns share a range; nil for none where converters are ideal and calibrated, else for all
    /// of a layer.
    public var scale: ConverterGranularity?
    /// What a converter is connected to; nil for a difference where the encoding has one and the
    /// converters are ideal, else a column.
    public var reads: Reading?
    /// How many neighboring columns take turns at one converter of the circuit, with its offset.
    public var columnsPerConverter: Int?

    /// The resolution of ideal converters; 0 for no quantization.
    package var resolution: Int { bits ?? 8 }
  }

  /// Which digital correction follows the arrays.
  public enum GainCorrection: String, Sendable, CaseIterable, Codable {
    /// None: results are decoded as if the array were ideal.
    case none
    /// One factor for the columns around each reference column, with which that reads the weight that
    /// it holds.
    case reference
    /// One factor for each layer, fitted on sample inputs.
    case layer
    /// One factor for each output channel, fitted on sample inputs.
    case column
  }

  /// The size of one physical array.
  public var tile = Tile()
  /// The integers that stand for the weights.
  public var weights = Weights()
  /// The integers that stand for the inputs.
  public var inputs = Inputs()
  /// The converters of the column currents.
  public var outputs = Outputs()
  /// What stands behind pairs of columns in place of ADCs; nil for nothing.
  public var partialSums: PartialSums?
  /// How images reach the first layer; nil for their values as they are.
  public var images: Images?
  /// Which digital correction follows the arrays; nil for that by reference columns where there are any,
  /// else for none.
  public var gain: GainCorrection?
  /// The names of the layers that stay digital, or patterns of names.
  public var digitalLayers: Set<String> = []
  /// What some layers have otherwise, in the order in which it is applied.
  public var layerRules: [LayerRule] = []
  /// The technology of the arrays, a file beside the mapping; nil for that of the evaluation.
  public var technology: String?
  /// The file, as it is named in messages.
  public var source = "the default mapping"

  /// The accepted numbers of rows and of columns of an array.
  package static let tileExtents = 1...4096
  /// The accepted numbers of bits of a weight.
  package static let weightBits = 1...16
  /// The accepted numbers of bits of an input, of a cell and of a stream.
  package static let partBits = 1...16
  /// The accepted numbers of bits of a column's converter; 0 for none.
  package static let converterBits = 0...16
  /// The accepted full scales, in amperes.
  package static let rangeCurrents = 1e-15...1e6

  /// Creates the default mapping.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case tile, weights, inputs
    case outputs = "adc"
    case partialSums, images, gain, digitalLayers, layerRules
  }

  /// Reads the tables of a mapping file.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    tile = try container.decode(Tile.self, forKey: .tile)
    weights = try container.decode(Weights.self, forKey: .weights)
    inputs = try container.decode(Inputs.self, forKey: .inputs)
    outputs = try container.decode(Outputs.self, forKey: .outputs)
    partialSums = try container.decodeIfPresent(PartialSums.self, forKey: .partialSums)
    images = try container.decodeIfPresent(Images.self, forKey: .images)
    gain = try container.decodeIfPresent(GainCorrection.self, forKey: .gain)
    digitalLayers = Set(try container.decode([String].self, forKey: .digitalLayers))
    layerRules = try container.decodeIfPresent([LayerRule].self, forKey: .layerRules) ?? []
  }

  /// Encodes the tables of a mapping file.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tile, forKey: .tile)
    try container.encode(weights, forKey: .weights)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(outputs, forKey: .outputs)
    try container.encodeIfPresent(partialSums, forKey: .partialSums)
    try container.encodeIfPresent(images, forKey: .images)
    try container.encodeIfPresent(gain, forKey: .gain)
    try container.encode(digitalLayers.sorted(), forKey: .digitalLayers)
    if !layerRules.isEmpty { try container.encode(layerRules, forKey: .layerRules) }
  }
}
