package import Crossbars
package import LinearAlgebra

/// An array that is read under every kind of load by an exact circuit, for models to be compared with.
package struct ExactLoads {
  /// One kind of load.
  package struct Load {
    package let kind: LoadKind
    /// The row voltages, in volts; *vectors × rows*.
    package let inputs: Matrix
    /// The exact currents, in amperes, or why there are none.
    private let exact: Result<Matrix, any Error>
    private let unit: Result<Double, any Error>

    fileprivate init(
      _ kind: LoadKind, inputs: Matrix, exact: Result<Matrix, any Error>,
      unit: Result<Double, any Error>
    ) {
      self.kind = kind
      self.inputs = inputs
      self.exact = exact
      self.unit = unit
    }

    fileprivate func requireSolved() throws {
      _ = try unit.get()
      _ = try exact.get()
    }

    /// The error of a model.
    ///
    /// - Parameter model: The array as a model has it.
    /// - Returns: The RMS of the error over the mean column current at full drive, and over the RMS of the
    ///   load's own currents.
    /// - Throws: What kept the circuit from being solved, or the model from being read.
    package func error(
      of model: any ProgrammedCrossbar
    ) throws -> (ofFullDrive: Double, relative: Double) {
      let unit = try unit.get()
      let exact = try exact.get()
      let error = (try model.read(inputs) - exact).rootMeanSquare
      return (error / unit, error / exact.rootMeanSquare)
    }
  }

  /// The loads, in the order of the kinds.
  package let loads: [Load]

  /// Solves an array.
  ///
  /// - Parameters:
  ///   - circuit: The array as an exact circuit.
  ///   - rows: The number of its rows.
  ///   - voltage: The read voltage, in volts.
  ///   - vectors: The number of vectors of every kind.
  ///   - seed: The seed of the vectors.
  package init(
    _ circuit: any ProgrammedCrossbar, rows: Int, voltage: Double, vectors: Int, seed: UInt64
  ) {
    let unit = Result {
      let driven = try circuit.read(Matrix(rows: 1, columns: rows, repeating: voltage))
      return driven.elements.reduce(0, +) / Double(driven.columns)
    }
    loads = LoadKind.allCases.map { kind in
      let inputs = kind.inputs(vectors, rows: rows, voltage: voltage, seed: seed)
      return Load(kind, inputs: inputs, exact: Result { try circuit.read(inputs) }, unit: unit)
    }
  }

  /// Makes sure that every load was solved.
  ///
  /// - Throws: What kept the circuit from being solved.
  package func requireSolved() throws {
    for load in loads { try load.requireSolved() }
  }
}
