public import Configuration

/// Why a job gave no numbers: a stable code, the case, and what the simulator said.
public struct SpiceError: CategorizedError, Equatable {
  /// The kind of a failure; codes are compared, never matched exhaustively, so adding one is safe.
  public struct Code: RawRepresentable, Sendable, Hashable, Codable {
    /// The code as it is written in messages and records.
    public var rawValue: String

    /// Creates a code from its written form.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The worker process ended in mid-job, in two fresh workers.
    public static let workerCrashed = Code(rawValue: "workerCrashed")
    /// The deck made the simulator unusable, in two fresh workers.
    public static let poisoned = Code(rawValue: "poisoned")
    /// The job did not end within its deadline, in two fresh workers.
    public static let deadlineExceeded = Code(rawValue: "deadlineExceeded")
    /// The deck or the analysis was refused, by the screening or by the simulator.
    public static let deckRejected = Code(rawValue: "deckRejected")
    /// The simulator found no solution.
    public static let notConverged = Code(rawValue: "notConverged")
    /// The solution came by a path that the job does not accept.
    public static let unacceptablePath = Code(rawValue: "unacceptablePath")
    /// A wanted vector does not exist in the solution.
    public static let vectorMissing = Code(rawValue: "vectorMissing")
    /// A vector is not real or has another length than the job's point count.
    public static let vectorMalformed = Code(rawValue: "vectorMalformed")
    /// A vector holds an infinity or a NaN.
    public static let notFinite = Code(rawValue: "notFinite")
    /// Kirchhoff's current law does not hold at the simulator's node voltages.
    public static let residualTooLarge = Code(rawValue: "residualTooLarge")
    /// The circuit's matrix is singular: a floating node or a loop of voltage sources.
    public static let singular = Code(rawValue: "singular")
    /// The simulator reported an error in words that are not classified.
    public static let unrecognized = Code(rawValue: "unrecognized")
    /// What came from the worker is not an answer to the job, in two fresh workers.
    public static let protocolViolated = Code(rawValue: "protocolViolated")
    /// No worker could be started.
    public static let workerUnavailable = Code(rawValue: "workerUnavailable")
    /// The work was cancelled before the job ended.
    public static let canceled = Code(rawValue: "canceled")
  }

  /// How many transcript lines a message keeps.
  public static let transcriptLimit = 40

  /// The kind of the failure.
  public var code: Code
  /// The case that failed.
  public var caseID: String
  /// The SHA-256 of its deck, in hexadecimal.
  public var deckDigest: String
  /// What was found, and what to try.
  public var reason: String
  /// The last lines of the last attempt's transcript.
  public var transcript: [String]
  /// The last lines of earlier attempts' transcripts, in the order of the attempts.
  public var earlierTranscripts: [[String]]

  /// Creates an error about a job; transcripts are cut to their last 40 lines.
  public init(
    _ code: Code, job: SpiceJob, reason: String, transcript: [String] = [],
    earlierTranscripts: [[String]] = []
  ) {
    self.code = code
    caseID = job.id
    deckDigest = job.deckDigest
    self.reason = reason
    self.transcript = transcript.suffix(Self.transcriptLimit)
    self.earlierTranscripts = earlierTranscripts.map { $0.suffix(Self.transcriptLimit) }
  }

  /// A verdict is about accuracy, a wrong deck or answer a defect, and anything else is missing or
  /// failed.
  public var category: FailureCategory { code.category }

  /// Whether the simulator ran, and what it found is not accepted.
  ///
  /// Any other failure is a broken run, and running again may help.
  public var isVerdict: Bool { code.isVerdict }

  /// The case, the code, the reason and the last line of the transcript.
  public var description: String {
    var text = "case \(caseID): \(code.rawValue): \(reason) (deck \(deckDigest.prefix(12)))"
    if let last = transcript.last(where: { !$0.isEmpty }) { text += "; ngspice said: \(last)" }
    return text
  }
}

extension SpiceError.Code {
  /// What kind of failure the code stands for, as ``SpiceError/category`` has it.
  public var category: FailureCategory {
    if isVerdict { return .outsideTolerance }
    return switch self {
    case .deckRejected, .vectorMissing, .vectorMalformed, .protocolViolated: .defect
    default: .unavailable
    }
  }

  fileprivate var isVerdict: Bool {
    let verdicts: Set<Self> = [
      .residualTooLarge, .unacceptablePath, .notConverged, .singular, .notFinite,
    ]
    return verdicts.contains(self)
  }
}
