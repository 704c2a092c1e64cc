public import Crossbars
public import LinearAlgebra
public import Records
public import SpicePool
public import SpiceSolving

/// What SPICE says of reads that a fast model and the nodal solver have answered.
public struct SpiceOpinion: Sendable {
  /// Reads of one array.
  public struct Reads: Sendable {
    /// The name of the array, for messages.
    public var name: String
    /// The array.
    public var crossbar: Crossbar
    /// The row voltages, in volts; *reads × rows*.
    public var inputs: Matrix
    /// The columns that count.
    public var columns: [Int]
    /// The currents that the model gives, in amperes; *reads × columns*, up to the last that counts.
    public var found: Matrix
    /// The currents that the nodal solver gives, likewise.
    public var exact: Matrix
    /// What solves the array by SPICE, with what its result must show: a result that does not show it is
    /// none.
    public var solver: CircuitSolver

    /// Names reads of an array.
    ///
    /// - Parameters:
    ///   - name: The name of the array.
    ///   - crossbar: The array.
    ///   - inputs: The row voltages, in volts; *reads × rows*.
    ///   - columns: The columns that count.
    ///   - found: The currents that the model gives, in amperes.
    ///   - exact: The currents that the nodal solver gives, in amperes.
    ///   - solver: What solves the array by SPICE.
    public init(
      name: String, crossbar: Crossbar, inputs: Matrix, columns: [Int], found: Matrix,
      exact: Matrix, solver: CircuitSolver
    ) {
      self.name = name
      self.crossbar = crossbar
      self.inputs = inputs
      self.columns = columns
      self.found = found
      self.exact = exact
      self.solver = solver
    }
  }

  private let pool: WorkerPool.Configuration

  /// Prepares an opinion.
  ///
  /// - Parameter pool: The workers.
  public init(pool: WorkerPool.Configuration) { self.pool = pool }

  /// Solves arrays and compares.
  ///
  /// - Parameters:
  ///   - arrays: The reads; at least one array.
  ///   - progress: Gets the number of arrays done.
  /// - Returns: What the simulator says.
  /// - Throws: `SpiceError` if the simulator failed or its result does not meet the bounds;
  ///   `UnavailableError` if there is no worker.
  public func opinion(
    on arrays: [Reads], progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> CurrentAudit.Spice {
    precondition(!arrays.isEmpty, "no reads")
    let solutions = try await WorkerPool.run(pool) { pool in
      try await withThrowingTaskGroup(of: (Int, CircuitSolution).self) { group in
        for (index, reads) in arrays.enumerated() {
          group.addTask {
            (
              index,
              try await reads.solver.solve(
                reads.crossbar, inputs: reads.inputs, id: reads.name, pool: pool)
            )
          }
        }
        var found = [CircuitSolution?](repeating: nil, count: arrays.count)
        var done = 0
        for try await (index, solution) in group {
          found[index] = solution
          done += 1
          progress(done)
        }
        return found.compactMap(\.self)
      }
    }
    var error = RelativeError()
    var difference = 0.0
    for (reads, solution) in zip(arrays, solutions) {
      let currents = solution.columnCurrents
      var (largest, worst) = (0.0, 0.0)
      for read in 0..<reads.inputs.rows {
        for column in reads.columns {
          let current = currents[read, column]
          error.add(reads.found[read, column], reference: current)
          largest = max(largest, current.magnitude)
          worst = max(worst, (reads.exact[read, column] - current).magnitude)
        }
      }
      if largest > 0 { difference = max(difference, worst / largest) }
    }
    return CurrentAudit.Spice(
      reads: arrays.reduce(0) { $0 + $1.inputs.rows }, arrays: arrays.count,
      nodalDifference: difference, kirchhoff: solutions.map(\.kirchhoff).max() ?? 0,
      relativeError: error.relativeRMSE)
  }
}
