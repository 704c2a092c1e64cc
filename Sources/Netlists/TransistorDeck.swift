public import Crossbars
internal import Foundation
public import LinearAlgebra

/// A SPICE circuit that measures an access transistor on a grid of voltages.
///
/// Every point of the grid is a transistor of its own between two sources, once in each direction:
/// one operating point gives all currents.
public struct TransistorDeck: Sendable {
  /// The transistor.
  public let transistor: AccessTransistor
  /// The temperature, in degrees Celsius.
  public let temperature: Double
  /// The voltages of the lower end of the channel, in volts.
  public let lower: [Double]
  /// The voltages across the channel, in volts.
  public let across: [Double]

  /// Describes the measurement.
  ///
  /// - Parameters:
  ///   - transistor: The transistor.
  ///   - temperature: The temperature, in degrees Celsius.
  ///   - lower: The voltages of the lower end of the channel, in volts.
  ///   - across: The voltages across the channel, in volts; positive.
  public init(
    _ transistor: AccessTransistor, temperature: Double, lower: [Double], across: [Double]
  ) {
    self.transistor = transistor
    self.temperature = temperature
    self.lower = lower
    self.across = across
  }

  /// The analysis that measures all points.
  public var analysis: String { "op" }

  /// The circuit.
  public var circuit: String {
    var lines = [
      "* access transistor: \(lower.count) x \(across.count) points in both directions",
      ".options reltol=1e-9 vntol=1e-14 gmin=1e-12 abstol=1e-20 temp=\(temperature) "
        + "tnom=\(transistor.nominalTemperature)",
      "vgate gate 0 dc \(transistor.gateVoltage)",
    ]
    lines += transistor.sharedModel
    for (name, drain, source) in points {
      lines += ["vd\(name) d\(name) 0 dc \(drain)", "vs\(name) s\(name) 0 dc \(source)"]
      lines += transistor.netlistElements(
        named: name, drain: "d\(name)", gate: "gate", source: "s\(name)", thresholdShift: 0)
    }
    return lines.joined(separator: "\n") + "\n.end\n"
  }

  /// The vectors of the circuit: the sources of all drains, then those of all ends at the source.
  public var vectors: [String] {
    points.map { "i(vd\($0.name))" } + points.map { "i(vs\($0.name))" }
  }

  /// The voltages of all transistors, forward and backward.
  private var points: [(name: String, drain: Double, source: Double)] {
    lower.enumerated().flatMap { row, lower in
      across.enumerated().flatMap { column, across in
        [
          ("\(row)_\(column)", lower + across, lower), ("\(row)_\(column)r", lower, lower + across),
        ]
      }
    }
  }

  /// The conductances of the channel in simulated vectors.
  ///
  /// - Parameter vectors: The vectors ``vectors``, in amperes.
  /// - Returns: The current over the voltage across the channel, in siemens, *lower × across*; and
  ///   the largest current that is not the channel's nor the simulator's minimal conductance, or
  ///   that depends on the direction, over the largest current.
  public func conductances(from vectors: [[Double]]) -> (values: Matrix, stray: Double) {
    let minimal = SquareLawTransistor.minimalConductance
    var currents: [Double] = []
    var stray = 0.0
    let half = points.count
    for (index, point) in points.enumerated() {
      // What flows in at the drain and out at the source, without the minimal conductances.
      let inward = -vectors[index][0] - minimal * point.drain
      let outward = vectors[half + index][0] + minimal * point.source
      stray.grow(toMagnitudeOf: inward - outward)
      currents.append(0.5 * (inward + outward))
    }
    let values = Matrix(rows: lower.count, columns: across.count) { row, column in
      let index = 2 * (row * across.count + column)
      stray.grow(toMagnitudeOf: currents[index] + currents[index + 1])
      return currents[index] / across[column]
    }
    let largest = currents.largestMagnitude
    return (values, largest > 0 ? stray / largest : .infinity)
  }
}
