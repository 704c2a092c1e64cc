/// A cell that obeys Ohm's law: I = G V.
public struct OhmicDevice: Device {
  /// Creates the device; it has no parameters.
  public init() {}

  public var name: String { "ohmic" }
  public var isOhmic: Bool { true }

  public func current(at voltage: Double, conductance: Double) -> Double { conductance * voltage }

  public func slope(at voltage: Double, conductance: Double) -> Double { conductance }
}
