/// The ranges of all converters of a network on arrays, as one evaluation chose them and another may
/// take them.
///
/// Two models, times or solvers that choose their own ranges differ by those as well; with the ranges
/// of one file they differ by their currents alone.
public struct ConverterRanges: Sendable, Equatable, Codable {
  /// The converters of a layer's rows.
  public struct Input: Sendable, Equatable, Codable {
    /// The distance between two codes, in the unit of the layer's inputs.
    public var step: Double
    /// The lowest code: 0, or the negative of the highest where inputs have both signs.
    public var lowest: Int
    /// The highest code.
    public var highest: Int

    /// Creates the range of rows.
    package init(step: Double, lowest: Int, highest: Int) {
      self.step = step
      self.lowest = lowest
      self.highest = highest
    }
  }

  /// Which of two arrays of a differential pair a column belongs to.
  public enum Polarity: String, Sendable, CaseIterable, Codable {
    /// The array that adds.
    case positive
    /// The array that subtracts.
    case negative
  }

  /// The range of an ideal converter.
  public struct Column: Sendable, Equatable, Codable {
    /// The distance between two codes, in amperes.
    public var stepAmpere: Double
    /// The lowest code.
    public var lowest: Int
    /// The highest code.
    public var highest: Int

    /// Creates a range.
    package init(stepAmpere: Double, lowest: Int, highest: Int) {
      self.stepAmpere = stepAmpere
      self.lowest = lowest
      self.highest = highest
    }
  }

  /// Ideal converters of some of a layer's columns.
  ///
  /// What is nil does not choose: a range without slice, polarity, stream, tiles and group is that of the
  /// whole layer. Of several that fit a column the one with the most choices holds.
  public struct Output: Sendable, Equatable, Columns {
    /// The slice of the weights; 0 holds the least significant bits.
    public var slice: Int?
    /// The array of a pair; nil also where the difference of pairs is converted.
    public var polarity: Polarity?
    /// The stream of the inputs; 0 carries the least significant bits.
    public var stream: Int?
    /// The row of arrays, from the first inputs.
    public var rowTile: Int?
    /// The column of arrays, from the first outputs.
    public var columnTile: Int?
    /// The group of the layer.
    public var group: Int?
    /// The range of all these columns.
    public var all: Column?
    /// A range for each output of the group, and behind these for each reference column that is converted;
    /// empty where there is ``all``.
    public var columns: [Column] = []

    /// Creates the range of some columns.
    package init(
      slice: Int? = nil, polarity: Polarity? = nil, stream: Int? = nil, rowTile: Int? = nil,
      columnTile: Int? = nil, group: Int? = nil, all: Column? = nil, columns: [Column] = []
    ) {
      self.slice = slice
      self.polarity = polarity
      self.stream = stream
      self.rowTile = rowTile
      self.columnTile = columnTile
      self.group = group
      self.all = all
      self.columns = columns
    }
  }

  /// Converters that compare and count, behind some of a layer's columns.
  ///
  /// What is nil does not choose, as in ``Output``.
  public struct Counter: Sendable, Equatable, Codable, Columns {
    /// The slice of the weights; 0 holds the least significant bits.
    public var slice: Int?
    /// The stream of the inputs; 0 carries the least significant bits.
    public var stream: Int?
    /// The row of arrays, from the first inputs.
    public var rowTile: Int?
    /// The column of arrays, from the first outputs.
    public var columnTile: Int?
    /// The group of the layer.
    public var group: Int?
    /// The current of a pair at which x is 1, in amperes: one for all these columns, or one for each output of the group;
    /// 0 for columns whose counts say nothing.
    public var fullScaleAmpere: [Double]
    /// θ′, the z at which a comparison without a current is undecided, likewise.
    public var threshold: [Double]

    /// A pair is compared as a whole.
    package var polarity: Polarity? { nil }

    /// Creates the settings of some columns.
    package init(
      slice: Int? = nil, stream: Int? = nil, rowTile: Int? = nil, columnTile: Int? = nil,
      group: Int? = nil, fullScaleAmpere: [Double], threshold: [Double]
    ) {
      (self.slice, self.stream, self.rowTile) = (slice, stream, rowTile)
      (self.columnTile, self.group) = (columnTile, group)
      (self.fullScaleAmpere, self.threshold) = (fullScaleAmpere, threshold)
    }
  }

  /// The ranges of one layer.
  public struct Layer: Sendable, Equatable, Codable {
    /// The name in the network.
    public var name: String
    /// The converters of the rows: one for all groups of the layer, or one for each.
    public var inputs: [Input]
    /// The ideal converters of the columns; empty for no quantization and for those of the circuit.
    public var outputs: [Output]
    /// The feedback resistance of the circuit's amplifiers, which decides the range of its converters,
    /// in ohms; nil for ideal ones.
    public var feedbackResistanceOhm: Double?
    /// The converters that compare and count; nil for others.
    public var counters: [Counter]?
    /// The digital factor on each output of each group; nil to choose them by sample inputs.
    public var gains: [[Double]]?
    /// The mapping that the ranges were chosen for; nil where they are given for any.
    public var mapping: Representation?

    /// Creates the ranges of a layer.
    package init(
      name: String, inputs: [Input], outputs: [Output], feedbackResistanceOhm: Double? = nil,
      counters: [Counter]? = nil, gains: [[Double]]? = nil, mapping: Representation? = nil
    ) {
      (self.counters, self.gains) = (counters, gains)
      self.name = name
      self.mapping = mapping
      self.inputs = inputs
      self.outputs = outputs
      self.feedbackResistanceOhm = feedbackResistanceOhm
    }
  }

  /// The version of the format that this package writes.
  public static let currentSchema = 1
  /// What ``kind`` is.
  public static let kindName = "converter ranges"
  /// The accepted feedback resistances, in ohms: those of a technology file.
  package static let feedbackResistances = 1e-3...1e12
  /// The largest magnitude of a code that single precision counts without gaps, with room for sums.
  package static let codes = -(1 << 22)...1 << 22

  /// The version of the format.
  public var schema: Int
  /// What the file holds, for readers of several kinds.
  public var kind: String
  /// The network; nil in a file for any.
  public var network: EvaluationResult.Source?
  /// What chose the ranges, for people; nil if that is not known.
  public var chosenBy: String?
  /// The layers on arrays.
  public var layers: [Layer]

  /// Creates ranges from their parts.
  package init(network: EvaluationResult.Source?, chosenBy: String?, layers: [Layer]) {
    schema = Self.currentSchema
    kind = Self.kindName
    self.network = network
    self.chosenBy = chosenBy
    self.layers = layers
  }
}
