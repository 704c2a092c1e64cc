internal import Configuration
public import Crossbars
internal import LinearAlgebra
internal import Netlists
public import SpicePool
internal import SpiceProtocol

/// The measurement of an access transistor by the simulator.
public enum TransistorCharacterization {
  /// The number of points for the lower end of the channel and across it.
  private static let points = (lower: 32, across: 64)
  /// The largest part of the current that may flow elsewhere than through the channel.
  private static let largestStray = 1e-8

  /// Measures a transistor at its gate voltage.
  ///
  /// - Parameters:
  ///   - transistor: The transistor, with a card.
  ///   - temperature: The temperature, in degrees Celsius.
  ///   - voltage: The largest voltage of a line, in volts; positive.
  ///   - pool: The workers.
  /// - Returns: The characteristic, for voltages of both signs up to a tenth above the largest.
  /// - Throws: `SpiceError` if the simulator failed, `InputError` if it finds no solution for the card, or
  ///   none in half a minute, where a second is usual; or if the card passes current elsewhere than through
  ///   the channel, or if the channel is off or not symmetric.
  public static func measure(
    _ transistor: AccessTransistor, temperature: Double, upTo voltage: Double, pool: WorkerPool
  ) async throws -> TransistorCharacteristic {
    let lowerRange = -1.1 * voltage...1.1 * voltage
    let acrossRange = 0...2.2 * voltage
    let deck = TransistorDeck(
      transistor, temperature: temperature,
      lower: TransistorCharacteristic.points(points.lower, in: lowerRange),
      across: TransistorCharacteristic.points(points.across, in: acrossRange))
    let job = SpiceJob(
      id: "transistor", deck: deck.circuit, analysis: deck.analysis, vectors: deck.vectors,
      pointCount: 1, deadlineSeconds: 30)
    let result: SpiceResult
    switch await pool.solve(job) {
    case .failed(let error): throw refusal(of: transistor, because: error)
    case .solved(let solved): result = solved
    }
    let (values, stray) = deck.conductances(from: result.vectors)
    let largest = values.elements.max() ?? 0
    guard stray <= largestStray, values.elements.allSatisfy({ $0 > 1e-6 * largest }) else {
      throw InputError(
        source: name(of: transistor),
        found: "a card with \(stray) of its current outside a symmetric channel, and a channel "
          + "conductance from \(values.elements.min() ?? 0) to \(largest) S",
        accepted: "at most \(largestStray), and a channel that conducts at all voltages")
    }
    return TransistorCharacteristic(
      lowerRange: lowerRange, acrossRange: acrossRange, conductances: values)
  }

  /// Whatever the simulator says of a circuit of one transistor is about its card.
  private static func refusal(
    of transistor: AccessTransistor, because error: SpiceError
  ) -> any Error {
    let codes: Set<SpiceError.Code> = [.deckRejected, .deadlineExceeded, .poisoned]
    guard error.isVerdict || codes.contains(error.code) else { return error }
    return InputError(
      source: name(of: transistor), found: "a card that the simulator does not solve: \(error)",
      accepted: "a card whose transistor has currents at all voltages of a read")
  }

  private static func name(of transistor: AccessTransistor) -> String {
    if case .bsim4(let card) = transistor.model { return card.file }
    return "transistor"
  }
}
