public import Crossbars
internal import Foundation
public import LinearAlgebra

/// A complete SPICE circuit of an array under a batch of inputs.
///
/// Every driver, wire segment, cell and sense resistance is an element of its own. The batch is an
/// index that a `.dc` analysis sweeps: each driver is a voltage source that looks its value up, so
/// the simulator orders its matrix once for all inputs. A resistance of 0 Ω joins its two nodes,
/// and a cell of 0 S is left out.
public struct CrossbarDeck: Sendable {
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public let inputs: Matrix

  /// The options of the deck; the simulator's defaults are too loose to be a reference.
  ///
  /// The simulator reports the iterate before the one that passed its test, so its tolerances are
  /// the error of what it reports. An absolute tolerance on currents must therefore be small beside
  /// the currents of the array: it is 1e-11 of the largest cell current of the weakest input.
  public var options: String {
    "\(Self.commonOptions) abstol=\(currentTolerance) "
      + "temp=\(crossbar.technology.temperature) tnom=\(crossbar.technology.temperature)"
  }

  /// The options that all decks share.
  public static let commonOptions = "reltol=1e-9 vntol=1e-14 gmin=1e-12"

  private var currentTolerance: Double {
    let strongest = (0..<crossbar.rows).map { row in
      crossbar.conductances.row(row).max() ?? 0
    }
    let weakest = (0..<inputs.rows).map { sample in
      zip(inputs.row(sample), strongest).map { ($0 * $1).magnitude }.max() ?? 0
    }.filter { $0 > 0 }.min()
    // A power of ten, so that decks differ in this line only if their scales do.
    let exponent = log10(1e-11 * (weakest ?? 1e-4)).rounded(.down)
    return pow(10, min(max(exponent, -24), -12))
  }

  /// Describes an array under a batch of inputs.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts; *batch × rows*, at least one.
  public init(_ crossbar: Crossbar, inputs: Matrix) {
    precondition(
      inputs.columns == crossbar.rows,
      "inputs are \(inputs.columns) wide, the crossbar has \(crossbar.rows) rows")
    precondition(inputs.rows > 0, "a deck needs at least one input vector")
    self.crossbar = crossbar
    self.inputs = inputs
  }

  /// The analysis that sweeps the batch.
  public var analysis: String { "dc vindex 0 \(inputs.rows - 1) 1" }

  /// The vectors that hold the column currents, one per column, each as long as the batch.
  public var currentVectors: [String] {
    (0..<crossbar.columns).map { "i(vsense\($0))" }
  }

  /// The vectors that hold the node voltages: all word lines row by row, then all bit lines.
  ///
  /// Nodes that a resistance of 0 Ω joins are listed once for every cell.
  public var voltageVectors: [String] {
    var vectors: [String] = []
    for row in 0..<crossbar.rows {
      for column in 0..<crossbar.columns { vectors.append("v(\(nodes.wordLine(row, column)))") }
    }
    for row in 0..<crossbar.rows {
      for column in 0..<crossbar.columns { vectors.append("v(\(nodes.bitLine(row, column)))") }
    }
    return vectors
  }

  /// The column currents in simulated vectors.
  ///
  /// - Parameter vectors: The vectors ``currentVectors``, in amperes.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  public func currents(from vectors: [[Double]]) -> Matrix {
    Matrix(rows: inputs.rows, columns: crossbar.columns) { sample, column in
      vectors[column][sample]
    }
  }

  /// The node voltages of one input vector in simulated vectors.
  ///
  /// - Parameters:
  ///   - vectors: The vectors ``voltageVectors``, in volts.
  ///   - sample: The number of the input vector.
  /// - Returns: The voltages of the word lines and of the bit lines, in volts; each *rows ×
  ///   columns*.
  public func voltages(
    from vectors: [[Double]], sample: Int
  ) -> (wordLine: Matrix, bitLine: Matrix) {
    let columns = crossbar.columns
    let cells = crossbar.rows * columns
    return (
      Matrix(rows: crossbar.rows, columns: columns) { vectors[$0 * columns + $1][sample] },
      Matrix(rows: crossbar.rows, columns: columns) { vectors[cells + $0 * columns + $1][sample] }
    )
  }

  var nodes: NodeNames { NodeNames(crossbar) }
}
