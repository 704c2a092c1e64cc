public import Crossbars
internal import Foundation
internal import LinearAlgebra

/// A complete SPICE circuit of an array that is read once, from rest, with its line capacitances.
///
/// The drivers ramp from 0 V to the voltages of one input vector within the rise time. At every
/// cell the word line and the bit line have a capacitance to ground; everything else is as in
/// ``CrossbarDeck``. Whatever is not a driver (gate lines, offsets) stands still from the start.
/// Amplifiers follow at once; converters behind them take no part.
public struct TransientDeck: Sendable {
  /// The array.
  public let crossbar: Crossbar
  /// The inputs of the rows, in volts.
  public let input: [Double]
  /// How long the read lasts from the start of the ramps, in seconds.
  public let duration: Double
  /// How often the time steps are halved.
  public let refinement: Int

  let circuitAtRest: CrossbarDeck
  let capacitance: LineCapacitance

  /// Describes one read of an array.
  ///
  /// - Parameters:
  ///   - crossbar: The array; its technology has capacitances.
  ///   - input: The inputs of the rows, in volts.
  ///   - duration: How long the read lasts, in seconds; longer than the ramps.
  ///   - refinement: How often the time steps are halved.
  public init(_ crossbar: Crossbar, input: [Double], duration: Double, refinement: Int = 0) {
    guard let capacitance = crossbar.technology.capacitance else {
      preconditionFailure("a transient of \(crossbar.technology.name), which has no capacitances")
    }
    precondition(
      duration > capacitance.riseTime,
      "a read of \(duration) s with ramps of \(capacitance.riseTime) s")
    precondition((0...8).contains(refinement), "time steps halved \(refinement) times")
    self.crossbar = crossbar
    self.input = input
    self.duration = duration
    self.refinement = refinement
    self.capacitance = capacitance
    var technology = crossbar.technology
    technology.periphery.converter = nil
    technology.periphery.difference = nil
    circuitAtRest = CrossbarDeck(
      Crossbar(
        technology: technology, conductances: crossbar.conductances,
        deviations: crossbar.deviations),
      inputs: Matrix([input]))
  }

  /// When the ramps end, in seconds.
  public var riseTime: Double { capacitance.riseTime }

  /// The analysis of the whole read.
  ///
  /// The simulator begins with a tenth of the first number. It treats breakpoints as one that are
  /// closer than 5e-5 of the largest step, which must therefore be small beside 2e4 rise times.
  public var analysis: String {
    let halving = pow(2, -Double(refinement))
    let first = halving * riseTime / 100
    let largest = halving * min(duration / 10, 2000 * riseTime)
    return "tran \(first) \(duration) 0 \(largest)"
  }

  /// The vector of the time points.
  public static let timeVector = "time"

  /// The vectors that hold the column currents, one per column.
  public var currentVectors: [String] { circuitAtRest.currentVectors }

  /// The rows that a source drives.
  public var drivenRows: [Int] {
    (0..<crossbar.rows).filter { circuitAtRest.connections[$0] }
  }

  /// The columns at which the driver of a row is connected.
  public var drivenColumns: [Int] { circuitAtRest.nodes.drivenColumns }

  /// The rows at which the sense circuit of a column is connected.
  public var sensedRows: [Int] { circuitAtRest.nodes.sensedRows }

  /// The vectors that hold the currents into the sources of the driven rows, in the order of
  /// ``drivenRows``.
  public var sourceCurrentVectors: [String] { drivenRows.map { "i(vin\($0))" } }

  /// The vectors that hold the voltages of the sources of the driven rows, in the order of
  /// ``drivenRows``.
  public var sourceVoltageVectors: [String] {
    drivenRows.map { "v(\(circuitAtRest.nodes.driver($0)))" }
  }

  /// The vectors that hold the voltages at the inputs of the amplifiers, column by column; none
  /// without amplifiers.
  public var amplifierInputVectors: [String] {
    guard crossbar.technology.periphery.amplifier != nil else { return [] }
    return (0..<crossbar.columns).map { "v(\(circuitAtRest.nodes.ground($0)))" }
  }

  /// The vectors that hold the currents into the sources of the gate lines, row by row; none
  /// without transistors.
  public var gateCurrentVectors: [String] {
    guard case .transistor = crossbar.technology.cell.topology else { return [] }
    return (0..<crossbar.rows).map { "i(vgate\($0))" }
  }

  /// The vectors that hold the node voltages: all word lines row by row, then all bit lines.
  public var voltageVectors: [String] { circuitAtRest.voltageVectors }
}
