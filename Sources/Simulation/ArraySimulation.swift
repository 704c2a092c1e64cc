internal import Configuration
public import CrossbarModels
public import Crossbars
public import LinearAlgebra
internal import NodalAnalysis
public import Records
public import SpicePool
public import SpiceSolving

/// A read of one array by a solver of choice.
public struct ArraySimulation: Sendable {
  /// What a fast model is made for where no model file says it.
  public enum Load: String, Sendable, CaseIterable {
    /// Any voltage up to the read voltage, so that no vector's currents depend on the others.
    case fullScale = "full-scale"
    /// The voltages of the batch and how often they are there.
    case inputs
  }

  /// What computes the currents.
  public var solver: Solver
  /// Which fast model the solver `fcm` is.
  public var fast = FastModelRequest()
  /// What the fast model is made for.
  public var load = Load.fullScale
  /// What solves the array by SPICE, with what its result must show; nil for the standard of the
  /// technology, with ramps of the drive for circuits that are not linear.
  public var spice: CircuitSolver?
  /// The workers of SPICE; nil for those that are found beside the program.
  public var pool: WorkerPool.Configuration?

  /// Creates a simulation with the defaults of its solver.
  ///
  /// - Parameter solver: What computes the currents: one of ``Solver/ofArrays``.
  public init(_ solver: Solver) {
    self.solver = solver
  }

  /// Reads an array.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - visit: Gets what is inside the array under every input vector, in the order of the batch; nil
  ///     if it is not wanted.
  /// - Returns: The reading, with what was chosen for it and why.
  /// - Throws: `InputError` for voltages beyond the reach of a fast model; `UsageError` for the solver of networks, and where the inside of the array is wanted for
  ///   one that is none of ``solversOfNodes``; `ToleranceError` if no fast model meets the
  ///   tolerance; `SpiceError` if the simulator failed or its result is not accepted; whatever else
  ///   keeps the solver from solving the array.
  public func run(
    _ crossbar: Crossbar, inputs: Matrix, visit: ((ArrayInterior) throws -> Void)? = nil
  ) async throws -> SimulatedArray {
    guard visit == nil || Self.solversOfNodes.contains(solver) else {
      throw UsageError(Self.refusalOfInterior(by: solver))
    }
    switch solver {
    case .digital:
      throw UsageError("solver digital computes networks without arrays, not an array")
    case .ideal:
      return SimulatedArray(reading: try IdealModel().program(crossbar).reading(of: inputs))
    case .fcm:
      return try fastReading(of: crossbar, inputs: inputs)
    case .nodal:
      return try nodalReading(of: crossbar, inputs: inputs, visit: visit)
    case .spice:
      let pool = try pool ?? WorkerPool.Configuration(executable: WorkerLocator.locate())
      var solver = spice ?? CircuitSolver(bounds: .interactive(for: crossbar.technology))
      solver.wantsInnerVoltages = visit != nil
      let wanted = solver
      let solution = try await WorkerPool.run(pool) { pool in
        try await wanted.solve(crossbar, inputs: inputs, id: "simulate", pool: pool)
      }
      if let visit { try Self.visit(solution, of: crossbar, inputs: inputs, visit) }
      return SimulatedArray(reading: solution.reading, solution: solution)
    }
  }

  private func fastReading(of crossbar: Crossbar, inputs: Matrix) throws -> SimulatedArray {
    let observed = load == .inputs ? InputStatistics.observed(inputs) : nil
    if observed == nil { try requireReach(of: crossbar.technology, inputs: inputs) }
    let chosen = try fast.choose(for: crossbar.technology) {
      if let observed {
        return [ModelSelection.Sample(crossbar, inputs: inputs, statistics: observed)]
      }
      // As they are read: vectors with a negative voltage by a model of their own.
      return [false, true].compactMap { isSigned in
        let vectors = (0..<inputs.rows).filter { vector in
          inputs.row(vector).contains { $0 < 0 } == isSigned
        }
        guard !vectors.isEmpty else { return nil }
        return ModelSelection.Sample(
          crossbar, inputs: Matrix(vectors.map(inputs.row)),
          statistics: .fullScale(of: crossbar.technology, isSigned: isSigned))
      }
    }
    let reading =
      try observed.map { try chosen.model(statistics: $0).program(crossbar).reading(of: inputs) }
      ?? chosen.reading(of: crossbar, inputs: inputs)
    return SimulatedArray(reading: reading, chosen: chosen)
  }

  /// Refuses voltages beyond the read voltage, up to which members that bend are made; a model file
  /// has a range of its own, and one matrix none.
  private func requireReach(of technology: Technology, inputs: Matrix) throws {
    let isMatrix =
      technology.cellLaw?.isOhmic ?? false || fast.kind == .linear || fast.kind == .secant
    guard !isMatrix, fast.calibrated == nil else { return }
    let reach = technology.read.voltage * (1 + 1e-6)
    for vector in 0..<inputs.rows {
      let row = inputs.row(vector).firstIndex { !($0.magnitude <= reach) }
      guard let row else { continue }
      throw InputError(
        source: technology.name, location: "input \(vector), row \(row)",
        found: "\(inputs[vector, row]) V, beyond the read voltage that fast models reach",
        accepted: "at most \(technology.read.voltage) V, or --input-statistics inputs, "
          + "or --solver nodal")
    }
  }
}
