public import LinearAlgebra

/// The static law of a transistor that was characterized at given voltages: smooth surfaces through
/// its currents.
///
/// It gives cells whose transistor the simulator alone can evaluate, such as BSIM4's, a second
/// opinion. That is only as exact as the surfaces are: their error falls with the fourth power of
/// the grid's step where the transistor's law is smooth. The currents are those of the terminals, so
/// nothing is in series with them.
public struct TabulatedTransistor: AccessChannel {
  private let gates: [Double]
  private let channels: [SplineSurface]
  private let leaks: [SplineSurface]

  /// Creates the law from currents.
  ///
  /// - Parameters:
  ///   - drains: The drain voltages against the bulk, in volts, rising; at least four.
  ///   - sources: The source voltages against the bulk, in volts, rising; at least four.
  ///   - gates: The gate voltages against the bulk, in volts, all different; one is enough where no
  ///     threshold deviates, three about the gate's voltage where thresholds do.
  ///   - drainCurrents: The currents into the drain, in amperes; *drains × sources* for every gate
  ///     voltage.
  ///   - sourceCurrents: The currents out of the source, in amperes; *drains × sources* for every
  ///     gate voltage.
  public init(
    drains: [Double], sources: [Double], gates: [Double], drainCurrents: [Matrix],
    sourceCurrents: [Matrix]
  ) {
    precondition(
      !gates.isEmpty && drainCurrents.count == gates.count && sourceCurrents.count == gates.count,
      "\(drainCurrents.count) and \(sourceCurrents.count) tables for \(gates.count) gate voltages")
    self.gates = gates
    channels = sourceCurrents.map {
      SplineSurface(rows: drains, columns: sources, values: $0)
    }
    leaks = zip(drainCurrents, sourceCurrents).map {
      SplineSurface(rows: drains, columns: sources, values: $0 - $1)
    }
  }

  /// The terminals are those of the characterization.
  public var drainResistance: Double { 0 }
  /// The terminals are those of the characterization.
  public var sourceResistance: Double { 0 }

  /// The currents of the terminals.
  ///
  /// All of the current into the bulk is counted at the drain.
  ///
  /// - Parameters:
  ///   - drain: The voltage of the drain, in volts, against the bulk.
  ///   - source: The voltage of the source, in volts, against the bulk.
  ///   - gate: The voltage of the gate, in volts, less the deviation of the threshold.
  /// - Returns: The currents and their slopes.
  public func currents(drain: Double, source: Double, gate: Double) -> ChannelCurrent {
    var result = ChannelCurrent(channel: 0, drainSlope: 0, sourceSlope: 0)
    for (number, own) in gates.enumerated() {
      // Lagrange's polynomial through the gate voltages.
      var weight = 1.0
      for (other, voltage) in gates.enumerated() where other != number {
        weight *= (gate - voltage) / (own - voltage)
      }
      guard weight != 0 else { continue }
      let channel = channels[number].value(at: drain, source)
      let leak = leaks[number].value(at: drain, source)
      result.channel += weight * channel.value
      result.drainSlope += weight * channel.byRow
      result.sourceSlope -= weight * channel.byColumn
      result.drainLeak += weight * leak.value
      result.drainLeakSlope += weight * leak.byRow
    }
    return result
  }
}
