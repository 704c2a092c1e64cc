public import Crossbars
public import LinearAlgebra

/// A complete SPICE circuit of an array under a batch of inputs.
///
/// Every driver, wire segment, cell and sense resistance is an element of its own. The batch is an
/// index that a `.dc` analysis sweeps: each driver is a voltage source that looks its value up, so
/// the simulator orders its matrix once for all inputs. A resistance of 0 Ω joins its two nodes,
/// and a cell of 0 S is left out with its selector or transistor. Where the technology has
/// converters they stand in the circuit too: inputs become the nearest codes of the DAC.
///
/// A circuit has one set of open rows. ``DeckSeries`` makes several of a batch that needs them.
public struct CrossbarDeck: Sendable {
  /// The array.
  public let crossbar: Crossbar
  /// The inputs of the rows, in volts; *batch × rows*.
  public let inputs: Matrix
  /// The voltages of the row drivers, in volts; *batch × rows*, 0 where a driver is disconnected.
  public let driverVoltages: Matrix
  /// Whether the driver of every row is connected.
  public let connections: [Bool]

  let nodes: NodeNames

  /// Describes an array under a batch of inputs.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The inputs of the rows, in volts; *batch × rows*, at least one, all with the same
  ///     open rows.
  public init(_ crossbar: Crossbar, inputs: Matrix) {
    precondition(
      inputs.columns == crossbar.rows,
      "inputs are \(inputs.columns) wide, the crossbar has \(crossbar.rows) rows")
    precondition(inputs.rows > 0, "a deck needs at least one input vector")
    let technology = crossbar.technology
    let groups = technology.read.mode.groups(of: inputs)
    precondition(groups.count == 1, "the inputs leave \(groups.count) different sets of rows open")
    self.crossbar = crossbar
    self.inputs = inputs
    connections = groups[0].connections
    driverVoltages = crossbar.driverVoltages(for: inputs)
    nodes = NodeNames(crossbar, connections: connections)
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

  /// The vectors that hold the voltages between the devices of the cells, row by row; none for cells of
  /// one device, and none of a cell of 0 S.
  public var innerVectors: [String] {
    cellsWithInnerNode.map { "v(\(nodes.inner($0 / crossbar.columns, $0 % crossbar.columns)))" }
  }

  private var cellsWithInnerNode: [Int] {
    if case .memory = crossbar.technology.cell.topology { return [] }
    return crossbar.conductances.elements.indices.filter {
      crossbar.conductances.elements[$0] != 0
    }
  }

  /// The voltages between the devices of the cells of one input vector in simulated vectors.
  ///
  /// - Parameters:
  ///   - vectors: The vectors ``innerVectors``, in volts.
  ///   - sample: The number of the input vector.
  /// - Returns: The voltages, in volts, *rows × columns*; NaN for a cell of 0 S. Nil for cells of one
  ///   device.
  public func innerVoltages(from vectors: [[Double]], sample: Int) -> Matrix? {
    if case .memory = crossbar.technology.cell.topology { return nil }
    var voltages = Matrix(rows: crossbar.rows, columns: crossbar.columns, repeating: .nan)
    for (cell, vector) in zip(cellsWithInnerNode, vectors) {
      voltages.elements[cell] = vector[sample]
    }
    return voltages
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
}
