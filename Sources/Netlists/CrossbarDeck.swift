public import Crossbars
public import LinearAlgebra

/// A complete SPICE circuit of an array under a batch of inputs.
public struct CrossbarDeck: Sendable {
  /// Builds the deck. `inputs` is *batch × rows*, in volts.
  public init(_ crossbar: Crossbar, inputs: Matrix) { fatalError("in preparation") }

  /// The circuit for the shared library: title, elements, `.options`, `.end`; no control block.
  public var circuit: String { fatalError() }
  /// The analysis command, such as `dc vidx 0 63 1`.
  public var analysis: String { fatalError() }
  /// The deck that stock `ngspice -b` runs unchanged; it prints the column currents.
  public var standalone: String { fatalError() }
  /// The vectors that hold the column currents, one per column, each of batch length.
  public var currentVectors: [String] { fatalError() }
  /// The vectors that hold the node voltages: word line of every cell row by row, then bit line.
  public var voltageVectors: [String] { fatalError() }
  /// The column currents, *batch × columns* in amperes, from the vectors ``currentVectors``.
  public func currents(from vectors: [[Double]]) -> Matrix { fatalError() }
  /// The word-line and bit-line voltages of one sample, each *rows × columns*, from ``voltageVectors``.
  public func voltages(from vectors: [[Double]], sample: Int) -> (wordLine: Matrix, bitLine: Matrix) {
    fatalError()
  }
}
