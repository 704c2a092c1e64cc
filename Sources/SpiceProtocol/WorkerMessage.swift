internal import Foundation

/// The version of the frames; both ends are built together and `hello` proves it.
package let spiceProtocolVersion = 2

/// What a coordinator and a worker say to each other.
package enum WorkerMessage: Sendable {
  case hello(Hello)
  case job(Job, deck: [UInt8])
  case outcome(Outcome, values: [UInt8])

  /// The worker's first words.
  package struct Hello: Codable, Sendable, Equatable {
    package var protocolVersion: Int
    package var processID: Int32
    package var simulator: SimulatorVersion

    package init(protocolVersion: Int, processID: Int32, simulator: SimulatorVersion) {
      self.protocolVersion = protocolVersion
      self.processID = processID
      self.simulator = simulator
    }
  }

  /// Everything of a job but its deck, which travels as the payload.
  package struct Job: Codable, Sendable, Equatable {
    package var sequence: Int
    package var analysis: String
    package var vectors: [String]
    package var pointCount: Int
    package var acceptsHomotopy: Bool
    package var firstPoint: Int
    package var pointStride: Int

    package init(_ job: SpiceJob, sequence: Int) {
      self.sequence = sequence
      analysis = job.analysis
      vectors = job.vectors
      pointCount = job.pointCount
      acceptsHomotopy = job.acceptsHomotopy
      firstPoint = job.firstPoint
      pointStride = job.pointStride
    }
  }

  /// The answer to a job; the vectors, if there are any, travel as the payload.
  package struct Outcome: Codable, Sendable, Equatable {
    package var sequence: Int
    /// Nil if the job is solved.
    package var failure: SpiceError.Code?
    package var reason: String
    package var path: ConvergencePath
    package var matrixSolver: MatrixSolver
    package var vectorCount: Int
    package var pointCount: Int
    package var transcript: [String]
    /// The memory that the worker holds, in bytes.
    package var residentBytes: Int

    package init(
      sequence: Int, failure: SpiceError.Code?, reason: String = "",
      path: ConvergencePath = .direct, matrixSolver: MatrixSolver = .sparse, vectorCount: Int = 0,
      pointCount: Int = 0,
      transcript: [String] = [], residentBytes: Int = 0
    ) {
      self.sequence = sequence
      self.failure = failure
      self.reason = reason
      self.path = path
      self.matrixSolver = matrixSolver
      self.vectorCount = vectorCount
      self.pointCount = pointCount
      self.transcript = transcript
      self.residentBytes = residentBytes
    }
  }

  private struct Header: Codable {
    var hello: Hello?
    var job: Job?
    var outcome: Outcome?
  }

  /// Reads a frame.
  package init(_ frame: Frame) throws(FrameError) {
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(frame.header))
    } catch {
      throw .unknownMessage("\(error)")
    }
    switch (header.hello, header.job, header.outcome) {
    case (let hello?, nil, nil): self = .hello(hello)
    case (nil, let job?, nil): self = .job(job, deck: frame.payload)
    case (nil, nil, let outcome?): self = .outcome(outcome, values: frame.payload)
    default: throw .unknownMessage("a header that holds not exactly one message")
    }
  }

  /// The message as a frame.
  package var frame: Frame {
    var header = Header()
    var payload: [UInt8] = []
    switch self {
    case .hello(let hello): header.hello = hello
    case .job(let job, let deck):
      header.job = job
      payload = deck
    case .outcome(let outcome, let values):
      header.outcome = outcome
      payload = values
    }
    do {
      return Frame(header: Array(try JSONEncoder().encode(header)), payload: payload)
    } catch {
      preconditionFailure("a message of texts and integers cannot be encoded: \(error)")
    }
  }
}
