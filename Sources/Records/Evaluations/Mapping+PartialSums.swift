extension Mapping {
  /// Converters of a few comparisons in place of ADCs.
  ///
  /// With P the sum of a pair of columns, a comparison is +1 with the probability (1 + tanh z) / 2, z = κ P − θ, and the
  /// mean ŷ of all of them stands for P (StoX-Net, arXiv 2407.12378).
  public struct PartialSums: Sendable, Equatable, Codable {
    /// What compares.
    public enum Converter: String, Sendable, CaseIterable, Codable {
      /// What the technology's circuit has: its stochastic converter, else ADCs.
      case technology
      /// ADCs, as the mapping has them.
      case adc
      /// Comparisons by chance.
      case stochastic
      /// One comparison without chance.
      case senseAmplifier = "sense-amplifier"
    }

    /// Which threshold the samples of a conversion have.
    public enum Thresholds: String, Sendable, CaseIterable, Codable {
      /// One for all.
      case common
      /// Evenly spaced ones.
      case stepped
    }

    /// How steep the probability of a comparison is.
    public enum Sensitivity: Sendable, Equatable, Codable {
      /// As the technology's converter has it.
      case technology
      /// α: the probability is (1 + tanh(α x)) / 2 at the part x of full scale.
      case number(Double)

      /// Reads a word or a number, as in a mapping file.
      public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          self = .number(number)
          return
        }
        guard try container.decode(String.self) == "technology" else {
          throw DecodingError.dataCorruptedError(
            in: container, debugDescription: "no sensitivity")
        }
        self = .technology
      }

      /// Encodes a word or a number, as in a mapping file.
      public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .technology: try container.encode("technology")
        case .number(let number): try container.encode(number)
        }
      }
    }

    /// Which columns share a κ.
    public enum Granularity: String, Sendable, CaseIterable, Codable {
      /// All columns of a layer that hold the same slice and are read with the same stream.
      case layer
      /// Those of an array.
      case tile
      /// None.
      case column
    }

    /// How samples are shared out among the layers of a network.
    public struct Allocation: Sendable, Equatable, Codable {
      /// What a sample costs.
      public enum Measure: String, Sendable, CaseIterable, Codable {
        /// As much in every conversion: also its energy.
        case conversions
        /// The time that it takes, with a converter behind every pair of columns.
        case latency
      }

      /// What has a length of its own.
      public enum Granularity: String, Sendable, CaseIterable, Codable {
        /// A layer.
        case layer
        /// A stream of the inputs of a layer.
        case stream
      }

      /// The most samples of a conversion in the mean.
      public var budget: Double
      /// What the mean is weighted by.
      public var measure = Measure.conversions
      /// The numbers of samples that there may be, ascending.
      public var choices = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32]
      /// What has a length of its own.
      public var granularity = Granularity.layer

      /// The accepted budgets.
      package static let budgets = 1.0...64

      /// Creates an allocation of a budget.
      public init(budget: Double) { self.budget = budget }
    }

    /// What compares.
    public var converter = Converter.technology
    /// How often; nil for as the technology's converter does, where ``converter`` is that, else 4 times.
    public var samples: Int?
    /// How often each stream of the inputs is compared, the least significant first; nil for ``samples`` each.
    public var streamSamples: [Int]?
    /// How samples are shared out; nil where they are stated, or once they are shared out.
    public var allocation: Allocation?
    /// At which thresholds; nil for those of the technology's converter, where ``samples`` are, else for a common one.
    public var thresholds: Thresholds?
    /// How steep the probability is.
    public var sensitivity = Sensitivity.technology
    /// The current at which x is 1.
    public var range = Range.calibrated
    /// Which columns share it.
    public var scale = Granularity.tile

    /// The accepted numbers of samples.
    package static let sampleCounts = 1...64
    /// The accepted sensitivities.
    package static let sensitivities = 1e-6...1e6

    /// Creates the default converters.
    public init() {}

    /// How often, where nothing says it.
    package static let usualSamples = 4

    /// How often a stream is compared that has no number of its own.
    package var count: Int { samples ?? Self.usualSamples }

    /// Whether thresholds are evenly spaced ones.
    package var isStepped: Bool { thresholds == .stepped }

    /// How often the streams are compared: one number for all, or one for each.
    package var lengths: [Int] { streamSamples ?? [count] }

    /// Whether currents are counted by chance, or compared once; false where ADCs read them, or the technology decides.
    package var isCounted: Bool { converter == .stochastic || converter == .senseAmplifier }
  }

  /// The converters that count, once the technology has decided; nil for ADCs.
  package var counting: PartialSums? { partialSums.flatMap { $0.isCounted ? $0 : nil } }

  /// How the rows of a matrix are divided.
  package var split: Split { tile.split ?? (counting == nil ? .full : .balanced) }
}
