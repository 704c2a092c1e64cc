/// How a network's weights, inputs and outputs are represented on arrays.
public struct Mapping: Sendable, Equatable, Codable {
  /// The size of one physical array.
  public struct Tile: Sendable, Equatable, Codable {
    /// The number of driven rows.
    public var rows = 64
    /// The number of sensed columns.
    public var columns = 64
  }

  /// How signed integers become conductances.
  public enum Encoding: String, Sendable, CaseIterable, Codable {
    /// Positive and negative parts in two arrays, whose results are subtracted.
    case differential
    /// One array of weights raised by 2^(bits−1), which a digital sum of the inputs removes.
    case offset
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
    /// The number of bits, sign included: integers from −(2^(bits−1)−1) to 2^(bits−1)−1.
    public var bits = 8
    /// The number of bits that one cell holds.
    public var bitsPerCell = 8
    /// How signed integers become conductances.
    public var encoding = Encoding.differential
    /// Which weights share a scale.
    public var scale = Granularity.layer
  }

  /// The integers that stand for the inputs.
  public struct Inputs: Sendable, Equatable, Codable {
    /// The number of bits, the sign included if a layer has negative inputs.
    public var bits = 8
    /// The number of bits that a row's converter turns into a voltage at once.
    public var bitsPerStream = 8
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
    /// The difference of the currents of a positive and a negative column.
    case difference
    /// One column; the positive and the negative code are subtracted digitally.
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
    /// What a converter is connected to; the offset encoding has no pairs.
    public var reads = Reading.column

    /// The resolution of ideal converters; 0 for no quantization.
    package var resolution: Int { bits ?? 8 }
  }

  /// Which digital correction follows the arrays.
  public enum GainCorrection: String, Sendable, CaseIterable, Codable {
    /// None: results are decoded as if the array were ideal.
    case none
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
  /// Which digital correction follows the arrays.
  public var gain = GainCorrection.none
  /// The names of the layers that stay digital.
  public var digitalLayers: Set<String> = []
  /// The file, as it is named in messages.
  public var source = "the default mapping"

  /// The accepted numbers of rows and of columns of an array.
  package static let tileExtents = 1...4096
  /// The accepted numbers of bits of a weight.
  package static let weightBits = 2...16
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
    case gain, digitalLayers
  }

  /// Reads the tables of a mapping file.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    tile = try container.decode(Tile.self, forKey: .tile)
    weights = try container.decode(Weights.self, forKey: .weights)
    inputs = try container.decode(Inputs.self, forKey: .inputs)
    outputs = try container.decode(Outputs.self, forKey: .outputs)
    gain = try container.decode(GainCorrection.self, forKey: .gain)
    digitalLayers = Set(try container.decode([String].self, forKey: .digitalLayers))
  }

  /// Encodes the tables of a mapping file.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(tile, forKey: .tile)
    try container.encode(weights, forKey: .weights)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(outputs, forKey: .outputs)
    try container.encode(gain, forKey: .gain)
    try container.encode(digitalLayers.sorted(), forKey: .digitalLayers)
  }
}

extension Mapping {
  /// The number of bits that the cells of one weight hold together.
  package var cellBits: Int {
    weights.encoding == .differential ? weights.bits - 1 : weights.bits
  }

  /// The number of bits of one slice; the states of a cell are 2 to this power.
  package var sliceBits: Int { min(weights.bitsPerCell, cellBits) }

  /// The number of arrays that hold a layer.
  ///
  /// - Parameters:
  ///   - inputs: The length of an input vector of one group.
  ///   - outputs: The number of outputs of one group.
  ///   - groups: The number of groups.
  /// - Returns: The number of arrays, of both signs and all slices; as a floating-point number,
  ///   because the numbers of a file may be as large as they like.
  package func arrays(inputs: Int, outputs: Int, groups: Int) -> Double {
    func tiles(_ extent: Int, _ size: Int) -> Double { Double((extent + size - 1) / size) }
    let polarities = weights.encoding == .differential ? 2.0 : 1
    return tiles(inputs, tile.rows) * tiles(outputs, tile.columns) * Double(groups)
      * Double(sliceCount) * polarities
  }

  /// The number of slices of one weight.
  package var sliceCount: Int { (cellBits + sliceBits - 1) / sliceBits }
}
