public import Crossbars
public import LinearAlgebra
public import SpiceProtocol

/// The column currents that SPICE found for an array, with the evidence that it solved the circuit.
public struct CircuitSolution: Sendable {
  /// What the columns gave, with the Kirchhoff residual at the simulator's voltages relative to the
  /// largest cell current of its input vector.
  public var reading: ArrayReading
  /// The word-line voltages of every input vector, in volts; *rows × columns* each.
  public var wordLine: [Matrix]
  /// The bit-line voltages of every input vector, in volts; *rows × columns* each.
  public var bitLine: [Matrix]
  /// The voltages between the devices of the cells of every input vector, in volts, *rows × columns*
  /// each and NaN for cells of 0 S; empty for cells of one device, and where they were not wanted.
  public var inner: [Matrix] = []
  /// How the simulator reached its operating points.
  public var path: ConvergencePath
  /// The simulator.
  public var simulator: SimulatorVersion
  /// The SHA-256 of the deck.
  public var deckDigest: String
  /// The largest difference from the nodal solver, over the largest column current.
  public var secondSolver: Double
  /// What succeeded, and what was tried before.
  public var record = AttemptRecord(path: ConvergencePath.direct.rawValue)
  /// What solved the simulator's equations.
  public var matrixSolver = MatrixSolver.sparse
}

extension CircuitSolution {
  /// The column currents, in amperes; *batch × columns*.
  public var columnCurrents: Matrix { reading.currents }

  /// The outputs of the column amplifiers, in volts; *batch × columns*, nil for ideal sinks.
  public var amplifierVoltages: Matrix? { reading.amplifierVoltages }

  /// The outputs of the difference amplifiers, in volts; *batch × pairs*, nil without them.
  public var differenceVoltages: Matrix? { reading.differenceVoltages }

  /// The codes of the column converters; *batch × columns*, nil without ADCs.
  public var codes: Matrix? { reading.outputs?.codes }

  /// The number of codes or decisions that a voltage within the accepted error of a threshold leaves open.
  public var undecidedCodes: Int { reading.outputs?.undecidedCodes ?? 0 }

  /// The means of the stochastic column converters; *batch × columns*, nil without them.
  public var stochasticMeans: Matrix? { reading.outputs?.stochasticMeans }

  /// The means of the single samples of these; nil where a conversion is one sample.
  public var sampleMeans: Matrix? { reading.outputs?.sampleMeans }

  /// The decisions of clocked sense amplifiers; nil without them.
  public var decisions: Matrix? { reading.outputs?.decisions }

  /// The largest Kirchhoff residual at the simulator's voltages, over the largest cell current of
  /// its input vector.
  public var kirchhoff: Double { reading.evidence?.worstBalance?.relative ?? 0 }
}
