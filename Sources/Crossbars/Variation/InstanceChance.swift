/// Where the chance of one array comes from: which array, which programming of it, which read.
///
/// Two arrays with the same seed and the same numbers are the same array. Another cycle keeps what
/// was fabricated and draws what programming decides; another read draws the read noise alone.
public struct InstanceChance: Sendable, Equatable {
  /// The seed that a user gives.
  public var seed: UInt64
  /// The numbers that tell the array from the others of the same seed.
  public var array: [UInt64]
  /// The number of the programming, from 0.
  public var cycle: UInt64
  /// The number of the read, from 0.
  public var read: UInt64

  /// Creates the chance of an array.
  ///
  /// - Parameters:
  ///   - seed: The seed that a user gives.
  ///   - array: The numbers that tell the array from others; the same count for all of them.
  ///   - cycle: The number of the programming, from 0.
  ///   - read: The number of the read, from 0.
  public init(seed: UInt64, array: [UInt64], cycle: UInt64 = 0, read: UInt64 = 0) {
    self.seed = seed
    self.array = array
    self.cycle = cycle
    self.read = read
  }

  /// What tells the streams of this type from streams that others derive from the same numbers:
  /// the letters "variatio".
  private static let tag: UInt64 = 0x7661_7269_6174_696f

  /// The source of chance of one kind of variation.
  ///
  /// - Parameter part: The kind.
  /// - Returns: A generator that no other kind shares.
  func generator(for part: VariationPart) -> SeededGenerator {
    switch part.renewal {
    case .never: stream([part.rawValue])
    case .everyCycle: stream([part.rawValue, cycle])
    case .everyRead: stream([part.rawValue, cycle, read])
    }
  }

  private func stream(_ numbers: [UInt64]) -> SeededGenerator {
    SeededGenerator(seed: seed, parts: array + [Self.tag] + numbers)
  }
}

/// A kind of variation, with the number of its stream of chance.
///
/// The numbers are a part of every result: never change one, and never give one again.
enum VariationPart: UInt64 {
  case programming = 1
  case devices = 2
  case field = 3
  case faults = 4
  case drift = 5
  case relaxation = 6
  case readNoise = 7
  case rowWires = 8
  case columnWires = 9
  case thresholds = 10
  case senseOffsets = 11
  case ladders = 12
  case converters = 13
  case differenceOffsets = 14
  case differenceResistors = 15
  case latchOffsets = 16
  case stochasticOffsets = 17
  case stochasticSensitivities = 18

  /// When a variation is drawn anew.
  enum Renewal {
    case never, everyCycle, everyRead
  }

  /// When the variation is drawn anew.
  var renewal: Renewal {
    switch self {
    case .programming, .drift, .relaxation: .everyCycle
    case .readNoise: .everyRead
    case .devices, .field, .faults, .rowWires, .columnWires, .thresholds, .senseOffsets, .ladders,
      .converters, .differenceOffsets, .differenceResistors, .latchOffsets, .stochasticOffsets,
      .stochasticSensitivities:
      .never
    }
  }
}
