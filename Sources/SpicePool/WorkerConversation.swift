internal import SpiceProtocol
internal import Subprocess

/// The coordinator's end of the conversation with one worker process.
///
/// It belongs to the task that runs the process, and is gone before the process is.
struct WorkerConversation {
  typealias Process = Execution<CustomWriteInput, SequenceOutput, SequenceOutput>

  /// Why there is no answer.
  enum Silence: Error {
    /// The process was killed because time was up.
    case deadline
    /// The process ended.
    case ended(String)
    /// The process said something that is no answer.
    case nonsense(String)
  }

  private let process: Process
  private var bytes: SubprocessOutputSequence.Iterator
  private var decoder = FrameDecoder()

  init(_ process: Process) {
    self.process = process
    bytes = process.standardOutput.makeAsyncIterator()
  }

  /// Waits for the worker's first words.
  mutating func hello(deadline: Double) async throws(Silence) -> WorkerMessage.Hello {
    guard case .hello(let hello) = try await answer(to: nil, deadline: deadline) else {
      throw .nonsense("the first message is no hello")
    }
    guard hello.protocolVersion == spiceProtocolVersion else {
      throw .nonsense(
        "the worker speaks version \(hello.protocolVersion) of the protocol, "
          + "this program version \(spiceProtocolVersion); build both together")
    }
    return hello
  }

  /// Sends a job and waits for its outcome.
  mutating func outcome(
    of job: SpiceJob, sequence: Int
  ) async throws(Silence) -> (outcome: WorkerMessage.Outcome, vectors: [[Double]]) {
    let question = WorkerMessage.job(.init(job, sequence: sequence), deck: Array(job.deck.utf8))
    guard
      case .outcome(let outcome, let values) = try await answer(
        to: question.frame, deadline: job.deadlineSeconds)
    else { throw .nonsense("the answer is no outcome") }
    guard outcome.sequence == sequence else {
      throw .nonsense("the answer is to job \(outcome.sequence), asked was \(sequence)")
    }
    guard outcome.failure == nil else { return (outcome, []) }
    let points = job.isTransient ? 2...max(2, job.pointCount) : job.pointCount...job.pointCount
    guard outcome.vectorCount == job.vectors.count, points.contains(outcome.pointCount),
      let vectors = VectorPayload.vectors(
        in: values, vectorCount: job.vectors.count, pointCount: outcome.pointCount)
    else {
      throw .nonsense(
        "\(outcome.vectorCount) vectors of \(outcome.pointCount) points in \(values.count) bytes, "
          + "asked were \(job.vectors.count) of \(job.isTransient ? "at most " : "")"
          + "\(job.pointCount)")
    }
    guard vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      throw .nonsense("a value that is not finite is called a solution")
    }
    guard outcome.path == .direct || (outcome.path == .homotopy && job.acceptsHomotopy) else {
      throw .nonsense("a solution by \(outcome.path.rawValue) was not asked for")
    }
    return (outcome, vectors)
  }

  private mutating func answer(
    to question: Frame?, deadline: Double
  ) async throws(Silence) -> WorkerMessage {
    let process = process
    let watchdog = Watchdog(seconds: deadline) { try? process.send(signal: .kill) }
    let message: WorkerMessage
    do {
      message = try await exchange(question)
    } catch {
      throw watchdog.disarm() ? .deadline : error
    }
    // An answer that crossed the deadline comes from a process that is dead by now.
    if watchdog.disarm() { throw .deadline }
    return message
  }

  private mutating func exchange(_ question: Frame?) async throws(Silence) -> WorkerMessage {
    do {
      if let question {
        let writer = process.standardInputWriter
        _ = try await writer.write(question.prologue)
        if !question.payload.isEmpty { _ = try await writer.write(question.payload) }
      }
      while true {
        if let frame = try decoder.next() { return try WorkerMessage(frame) }
        guard let piece = try await bytes.next() else {
          throw Silence.ended(
            decoder.isMidFrame ? "the process ended inside an answer" : "the process ended")
        }
        piece.withUnsafeBytes { decoder.append($0) }
      }
    } catch let error as Silence {
      throw error
    } catch FrameError.notAFrame(let bytes) {
      throw .nonsense(
        "the output begins \(String(decoding: bytes, as: UTF8.self).debugDescription)")
    } catch let error as FrameError {
      throw .nonsense("\(error)")
    } catch {
      throw .ended("the pipe to the process is broken: \(error)")
    }
  }
}
