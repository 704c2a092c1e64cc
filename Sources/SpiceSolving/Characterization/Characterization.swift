internal import Configuration
internal import Crossbars
internal import LinearAlgebra
internal import Netlists
internal import SpicePool
internal import SpiceProtocol

/// What SPICE measured of one converter alone, beside its closed forms.
public struct Characterization: Sendable, Encodable {
  /// A number with what it should be.
  public struct Quantity: Sendable, Encodable {
    /// What was measured.
    public var name: String
    /// Its unit; empty for a plain number.
    public var unit: String
    /// The value by SPICE.
    public var measured: Double
    /// The value by the closed form; nil for a figure that only describes the converter.
    public var expected: Double?
    /// The largest accepted difference, in the unit of the quantity.
    public var tolerance: Double?

    /// Whether the measured value is close enough to the closed form.
    public var agrees: Bool {
      guard let expected, let tolerance else { return true }
      return (measured - expected).magnitude <= tolerance
    }

    init(
      _ name: String, unit: String = "", measured: Double, expected: Double? = nil,
      tolerance: Double? = nil
    ) {
      self.name = name
      self.unit = unit
      self.measured = measured
      self.expected = expected
      self.tolerance = tolerance
    }
  }

  /// The part: `dac`, `tia`, `difference`, `adc`, `stochastic` or `sense-amplifier`.
  public var part: String
  /// The technology that describes it.
  public var technology: String
  /// The simulator.
  public var simulator: String
  /// The SHA-256 of the deck.
  public var deckDigest: String
  /// Everything that was compared or worked out.
  public var quantities: [Quantity]
  /// The names of the columns of ``curve``, with their units.
  public var columns: [String]
  /// The transfer curve, one row per point.
  public var curve: [[Double]]

  /// Whether every quantity meets its closed form.
  public var agrees: Bool { quantities.allSatisfy(\.agrees) }

  /// The transfer curve as comma-separated values with a header.
  public var csv: String {
    ([columns.joined(separator: ",")]
      + curve.map { row in
        row.map { "\($0)" }.joined(separator: ",")
      }).joined(separator: "\n") + "\n"
  }
}

extension Characterization {
  /// Runs a deck and hands its vectors to whoever judges them.
  static func run(
    _ deck: CharacterizationDeck, part: String, technology: Technology, pool: WorkerPool,
    judge: ([[Double]]) -> (quantities: [Quantity], columns: [String], curve: [[Double]])
  ) async throws -> Characterization {
    let job = SpiceJob(
      id: "characterize \(part)", deck: deck.circuit, analysis: deck.analysis,
      vectors: deck.vectors, pointCount: deck.pointCount,
      deadlineSeconds: max(60, 0.01 * Double(deck.pointCount)))
    switch await pool.solve(job) {
    case .failed(let error): throw error
    case .solved(let result):
      let judgment = judge(result.vectors)
      return Characterization(
        part: part, technology: technology.name,
        simulator: "\(result.simulator.name) \(result.simulator.version)",
        deckDigest: job.deckDigest, quantities: judgment.quantities, columns: judgment.columns,
        curve: judgment.curve)
    }
  }

  /// The refusal of a technology that lacks a converter.
  static func missing(_ table: String, in technology: Technology) -> InputError {
    InputError(
      source: "technology \(technology.name)", location: "key \(table)",
      found: "no table [\(table)]", accepted: "a technology with [\(table)]")
  }

  /// The largest magnitude of the difference of two curves of one length.
  static func largestDifference(_ values: [Double], _ others: [Double]) -> Double {
    zip(values, others).map { $0 - $1 }.largestMagnitude
  }
}
