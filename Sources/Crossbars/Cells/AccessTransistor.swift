/// The n-channel access transistor of a 1T1R cell.
public struct AccessTransistor: Sendable, Equatable {
  /// The equations of the transistor.
  public enum Model: Sendable, Equatable {
    /// Shichman and Hodges' square law, which this project also solves itself.
    case level1(Level1Parameters)
    /// A BSIM4 model card, which the simulator evaluates; the project's own solver knows it by a
    /// characteristic.
    case bsim4(ModelCard)
  }

  /// A `.model` card of the simulator.
  public struct ModelCard: Sendable, Equatable {
    /// The name of the file, relative to the technology file.
    public var file: String
    /// The name that the card defines.
    public var name: String
    /// The text of the file.
    public var text: String
    /// The channel at the gate voltage of a read; nil before it was characterized.
    public var characteristic: TransistorCharacteristic?

    /// Creates a card from its parts.
    public init(
      file: String, name: String, text: String, characteristic: TransistorCharacteristic? = nil
    ) {
      self.file = file
      self.name = name
      self.text = text
      self.characteristic = characteristic
    }
  }

  /// The equations and their parameters.
  public var model: Model
  /// The channel width, in meters.
  public var width: Double
  /// The channel length, in meters.
  public var length: Double
  /// The voltage of the gate line during a read, in volts.
  public var gateVoltage: Double
  /// The temperature at which the parameters were found, in degrees Celsius (TNOM of SPICE).
  ///
  /// The array's own temperature changes them from there on. A card with a `tnom` of its own keeps it.
  public var nominalTemperature: Double

  /// The nominal temperature that SPICE takes where nothing is said, in degrees Celsius.
  public static let standardNominalTemperature = 27.0

  /// Creates a transistor; the units are those of the properties.
  public init(
    model: Model, width: Double, length: Double, gateVoltage: Double,
    nominalTemperature: Double = standardNominalTemperature
  ) {
    self.model = model
    self.width = width
    self.length = length
    self.gateVoltage = gateVoltage
    self.nominalTemperature = nominalTemperature
  }
}

/// The parameters of a level-1 transistor, with the meaning that SPICE gives them.
public struct Level1Parameters: Sendable, Equatable {
  /// The threshold voltage at zero bulk bias (VTO), in volts.
  public var thresholdVoltage: Double
  /// The transconductance (KP), in amperes per square volt.
  public var transconductance: Double
  /// The channel-length modulation (LAMBDA), per volt.
  public var channelLengthModulation: Double
  /// The body effect (GAMMA), in square root of volts.
  public var bodyEffect: Double
  /// The surface potential (PHI), in volts.
  public var surfacePotential: Double
  /// The resistance of the drain (RD), in ohms.
  public var drainResistance: Double
  /// The resistance of the source (RS), in ohms.
  public var sourceResistance: Double
  /// The saturation current of each bulk junction (IS), in amperes.
  public var junctionCurrent: Double

  /// Creates a set of parameters; the units are those of the properties.
  public init(
    thresholdVoltage: Double, transconductance: Double, channelLengthModulation: Double = 0,
    bodyEffect: Double = 0, surfacePotential: Double = 0.6, drainResistance: Double = 0,
    sourceResistance: Double = 0, junctionCurrent: Double = 1e-14
  ) {
    self.thresholdVoltage = thresholdVoltage
    self.transconductance = transconductance
    self.channelLengthModulation = channelLengthModulation
    self.bodyEffect = bodyEffect
    self.surfacePotential = surfacePotential
    self.drainResistance = drainResistance
    self.sourceResistance = sourceResistance
    self.junctionCurrent = junctionCurrent
  }
}
