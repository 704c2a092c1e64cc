public import Crossbars
public import LinearAlgebra
public import Records
public import SpicePool
internal import SpiceProtocol
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
  /// Reads that the simulator gives no accepted numbers for are named in the result, and the others compared all
  /// the same: of an array whose reads have none together, every read is tried by itself.
  ///
  /// - Parameters:
  ///   - arrays: The reads; at least one array.
  ///   - progress: Gets the number of arrays done.
  /// - Returns: What the simulator says.
  /// - Throws: `SpiceError` if the work was canceled; `UnavailableError` if there is no worker.
  public func opinion(
    on arrays: [Reads], progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async throws -> CurrentAudit.Spice {
    precondition(!arrays.isEmpty, "no reads")
    let solutions = try await WorkerPool.run(pool) { pool in
      try await withThrowingTaskGroup(of: (Int, SolvedReads).self) { group in
        for (index, reads) in arrays.enumerated() {
          group.addTask { (index, try await SolvedReads(reads, pool: pool)) }
        }
        var found = [SolvedReads?](repeating: nil, count: arrays.count)
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
      var (largest, worst) = (0.0, 0.0)
      for (read, currents) in solution.currents {
        for column in reads.columns {
          error.add(reads.found[read, column], reference: currents[column])
          largest = max(largest, currents[column].magnitude)
          worst = max(worst, (reads.exact[read, column] - currents[column]).magnitude)
        }
      }
      if largest > 0 { difference = max(difference, worst / largest) }
    }
    let solved = solutions.filter { !$0.currents.isEmpty }
    return CurrentAudit.Spice(
      reads: solved.reduce(0) { $0 + $1.currents.count }, arrays: solved.count,
      nodalDifference: difference, kirchhoff: solved.map(\.kirchhoff).max() ?? 0,
      relativeError: solved.isEmpty ? 0 : error.relativeRMSE,
      unsolved: zip(arrays, solutions).flatMap { reads, solution in
        solution.failures.map { read, failure in
          CurrentAudit.Spice.Unsolved(
            array: reads.name, read: read, code: failure.code.rawValue, reason: failure.reason)
        }
      })
  }
}

/// What the simulator made of the reads of one array.
private struct SolvedReads: Sendable {
  /// The column currents of the reads that it solved, in amperes.
  private(set) var currents: [(read: Int, currents: [Double])] = []
  /// The largest Kirchhoff residual, over the largest cell current.
  private(set) var kirchhoff = 0.0
  /// The reads without accepted numbers.
  private(set) var failures: [(read: Int, failure: SpiceError)] = []

  /// Solves the reads together, or each by itself where that fails.
  init(_ reads: SpiceOpinion.Reads, pool: WorkerPool) async throws {
    let all = 0..<reads.inputs.rows
    if let failure = try await solve(all, of: reads, pool: pool) {
      // Without a worker no read fares better by itself.
      guard all.count > 1, failure.code != .workerUnavailable else {
        failures = all.map { ($0, failure) }
        return
      }
      for read in all {
        if let failure = try await solve(read..<read + 1, of: reads, pool: pool) {
          failures.append((read, failure))
        }
      }
    }
  }

  /// Solves some reads.
  ///
  /// - Returns: Why there are no accepted numbers; nil if there are.
  private mutating func solve(
    _ range: Range<Int>, of reads: SpiceOpinion.Reads, pool: WorkerPool
  ) async throws -> SpiceError? {
    do {
      let solution = try await reads.solver.solve(
        reads.crossbar, inputs: reads.inputs.rows(range),
        id: range.count == reads.inputs.rows
          ? reads.name : "\(reads.name), read \(range.lowerBound)",
        pool: pool)
      let found = solution.columnCurrents
      currents += range.map { ($0, found.row($0 - range.lowerBound)) }
      kirchhoff = max(kirchhoff, solution.kirchhoff)
      return nil
    } catch let error as SpiceError where error.code != .canceled {
      return error
    }
  }
}
