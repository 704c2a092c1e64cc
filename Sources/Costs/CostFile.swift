internal import Configuration

/// What the parts of a chip cost, as a file states it: energies of events, times, areas, with the source of each.
public struct CostFile: Sendable {
  /// How a figure came about.
  public enum Standing: String, Sendable, CaseIterable, Codable {
    /// Somebody measured it on silicon.
    case measured
    /// Somebody designed, simulated or scaled it.
    case projected
    /// Nobody knows: it stands there so that a sum can be made.
    case assumption
  }

  /// Where the figures of a table come from.
  public struct Origin: Sendable, Equatable, Codable {
    /// The paper, the file or the reason.
    public let source: String
    /// How they came about.
    public let standing: Standing
  }

  /// How reads follow each other, and what is on meanwhile.
  public struct Read: Sendable, Equatable {
    /// The time from the drive of the rows until the currents of the columns have settled, in seconds.
    public let settling: Double
    /// Whether a conversion goes on while the next read settles.
    public let isPipelined: Bool
    /// Whether arrays and drivers are on until the conversion has ended; else a sample-and-hold takes over.
    public let isOnInConversion: Bool
    /// Whether unused rows and columns of an array are driven and converted too.
    public let usesAll: Bool
    /// Where the figures come from.
    public let origin: Origin
  }

  /// The energy of an event: for each of them, or for the time that its part is on.
  public enum EventEnergy: Sendable, Equatable {
    /// For each event, in joules; it may depend on bits.
    case joules(BitFigure)
    /// While the array is on, in watts.
    case watts(Double)

    /// The energy of one event.
    ///
    /// - Parameters:
    ///   - bits: The bits that it concerns.
    ///   - seconds: The time that the part is on, in seconds.
    /// - Returns: The energy, in joules.
    /// - Throws: `InputError` if a table does not have these bits.
    func energy(bits: Int, seconds: Double) throws -> Double {
      switch self {
      case .joules(let figure): try figure.value(bits: bits)
      case .watts(let power): power * seconds
      }
    }
  }

  /// The cells of an array.
  public struct Cells: Sendable, Equatable {
    /// The power of a cell while its array is on, used or not, in watts.
    public let powerPerCell: Double
    /// The area of a cell, in square meters.
    public let areaPerCell: Double
    /// Where the figures come from.
    public let origin: Origin
  }

  /// What there is one of for each row or column.
  public struct LinePart: Sendable, Equatable {
    /// The energy of one of them.
    public let energy: EventEnergy
    /// The area of one of them, in square meters.
    public let area: BitFigure
    /// Where the figures come from.
    public let origin: Origin
  }

  /// Which columns take turns at an ADC.
  public enum Sharing: Sendable, Equatable {
    /// Those of an array, or of a pair whose differences are read.
    case array
    /// So many of the arrays that hold the same rows of a matrix: columns of arrays, slices and polarities.
    case tile(Int)
    /// So many of all arrays of a layer.
    case layer(Int)
  }

  /// The ADCs.
  public struct ADC: Sendable, Equatable {
    /// The energy of a conversion, in joules.
    public let energy: BitFigure
    /// The time of a conversion, in seconds.
    public let time: BitFigure
    /// The area of an ADC, in square meters.
    public let area: BitFigure
    /// Which columns take turns at one.
    public let sharing: Sharing
    /// The bits for which the figures were found; others are extrapolated.
    public let fittedBits: ClosedRange<Int>
    /// Where the figures come from.
    public let origin: Origin
  }

  /// A device that compares.
  public struct Device: Sendable, Equatable {
    /// What compares.
    public enum Kind: String, Sendable, CaseIterable, Codable {
      /// A comparison by chance.
      case stochastic
      /// A clocked comparison without chance.
      case senseAmplifier = "sense-amplifier"
    }

    /// The name of its table.
    public let name: String
    /// What compares.
    public let kind: Kind
    /// The energy of a comparison with all that it takes, in joules: writing or deciding, sensing, reset.
    public let energy: Double
    /// The time of a comparison with all that it takes, in seconds.
    public let time: Double
    /// The area of a column's device, in square meters.
    public let area: Double
    /// Where the figures come from.
    public let origin: Origin
  }

  /// What adds.
  public struct Adder: Sendable, Equatable {
    /// The energy of an addition, in joules.
    public let energy: Double
    /// The area, in square meters.
    public let area: Double
    /// Whether every converter has one; else the arrays of the same rows and columns share one.
    public let isOfConverter: Bool
    /// Where the figures come from.
    public let origin: Origin
  }

  /// What counts the samples of a conversion.
  public struct Counter: Sendable, Equatable {
    /// The energy of a count, in joules.
    public let energy: Double
    /// The area of a bit, in square meters.
    public let areaPerBit: Double
    /// Where the figures come from.
    public let origin: Origin
  }

  /// What holds inputs and outputs.
  public struct Register: Sendable, Equatable {
    /// The energy of a bit of an input that is read, in joules.
    public let energyPerBit: Double
    /// The area of a bit, in square meters.
    public let areaPerBit: Double
    /// The bits of the arrays that hold the same rows and columns; nil for the inputs of all rows and two outputs of all
    /// columns.
    public let bits: Int?
    /// Where the figures come from.
    public let origin: Origin
  }

  /// What adds the rows of arrays.
  public struct Accumulator: Sendable, Equatable {
    /// The energy of an access, of which an addition takes two, in joules.
    public let energyPerAccess: Double
    /// Where the figures come from.
    public let origin: Origin
  }

  /// The file, as it is named in messages.
  public let source: String
  /// What the file calls itself.
  public let name: String
  /// The technology node, in meters.
  public let node: Double
  /// How reads follow each other.
  public let read: Read
  /// The cells of an array.
  public let array: Cells
  /// The driver of a row.
  public let rowDriver: LinePart
  /// What holds the sum of a column.
  public let sampleAndHold: LinePart
  /// What adds slices and streams.
  public let shiftAdd: Adder
  /// What counts samples.
  public let counter: Counter
  /// What holds inputs and outputs.
  public let register: Register
  /// What adds the rows of arrays.
  public let accumulator: Accumulator
  /// The ADCs; nil if the file has none.
  public let adc: ADC?
  /// The devices that compare, in the order of their names.
  public let devices: [Device]

  /// The ADCs.
  ///
  /// - Parameter mapping: What asks for them, for the message.
  /// - Returns: Them.
  /// - Throws: `InputError` if the file has none.
  func requiredADC(for mapping: String) throws -> ADC {
    guard let adc else {
      throw InputError(
        source: source, location: "table [adc]",
        found: "the table is missing, but \(mapping) has ADCs",
        accepted: "a table [adc] with energy, time and area of a conversion")
    }
    return adc
  }

  /// A device by its name.
  ///
  /// - Parameter name: The name of its table.
  /// - Returns: The device.
  /// - Throws: `InputError` with the names that there are.
  public func device(named name: String) throws -> Device {
    guard let device = devices.first(where: { $0.name == name }) else {
      throw InputError(
        source: source, location: "table [device.\(name)]", found: "the table is missing",
        accepted: devices.isEmpty
          ? "a table [device.\(name)]" : devices.map(\.name).joined(separator: ", "))
    }
    return device
  }
}
