/// The vectors of one job, with the evidence that they are a solution.
public struct SpiceResult: Sendable, Equatable {
  /// The values, one array per wanted vector in the job's order, each of the job's point count.
  public var vectors: [[Double]]
  /// How the simulator converged.
  public var path: ConvergencePath
  /// What the simulator said, line by line.
  public var transcript: [String]
  /// Which simulator it was.
  public var simulator: SimulatorVersion
  /// What solved the simulator's equations in this job.
  public var matrixSolver: MatrixSolver

  /// Creates a result.
  public init(
    vectors: [[Double]], path: ConvergencePath, transcript: [String], simulator: SimulatorVersion,
    matrixSolver: MatrixSolver = .sparse
  ) {
    self.vectors = vectors
    self.path = path
    self.transcript = transcript
    self.simulator = simulator
    self.matrixSolver = matrixSolver
  }
}
