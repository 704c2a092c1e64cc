internal import CNgspice
internal import Foundation
public import SpiceProtocol

/// libngspice in this process.
///
/// One process, one session, one job at a time, always from the same thread: the library keeps
/// global state. After ``isPoisoned`` the process is good for nothing but to end.
public final class NgspiceSession {
  /// What the library says about itself.
  public private(set) var version = SimulatorVersion(name: "ngspice", version: "", hasKLU: false)
  /// Whether the library asked to be detached.
  public private(set) var isPoisoned = false
  private var transcript = Transcript()

  /// Starts the library; call this once in a process.
  ///
  /// - Throws: ``SessionError`` if the library does not start or says nothing about its version.
  public init() throws {
    setlocale(LC_NUMERIC, "C")
    let context = Unmanaged.passUnretained(self).toOpaque()
    let status = ngSpice_Init(
      { text, _, context in
        if let context, let text {
          NgspiceSession.session(context).transcript.append(String(cString: text))
        }
        return 0
      },
      { _, _, _ in 0 },
      { _, _, _, _, context in
        if let context { NgspiceSession.session(context).isPoisoned = true }
        return 0
      },
      nil, nil, { _, _, _ in 0 }, context)
    guard status == 0, !isPoisoned else {
      throw SessionError(reason: "ngSpice_Init returned \(status)", transcript: transcript.lines)
    }
    let banner = transcript.lines.joined(separator: " ")
    guard let mark = banner.range(of: "ngspice-") else {
      throw SessionError(reason: "the library states no version", transcript: transcript.lines)
    }
    version.version = "ngspice-" + banner[mark.upperBound...].prefix { !$0.isWhitespace }
    // Gmin and source stepping stay as they are; the transient run in place of an operating point,
    // never accepted and slow to fail, is switched off where the version knows how.
    _ = command("optran 1 1 1 0 0 0")
    version.hasKLU = try findsKLU()
  }

  private static func session(_ context: UnsafeMutableRawPointer) -> NgspiceSession {
    Unmanaged<NgspiceSession>.fromOpaque(context).takeUnretainedValue()
  }

  private func findsKLU() throws -> Bool {
    let (outcome, values) = solve(KLUProbe.job, deck: Array(KLUProbe.deck.utf8))
    guard outcome.failure == nil else {
      throw SessionError(
        reason: "a voltage source and a resistor are not solved: \(outcome.reason)",
        transcript: outcome.transcript)
    }
    return KLUProbe.isPassed(outcome, values: values)
  }

  /// Solves one job and clears everything that it left behind.
  ///
  /// - Parameters:
  ///   - job: The job without its deck.
  ///   - deck: The deck as UTF-8.
  /// - Returns: The outcome, and the vectors as raw `Float64` if it is no failure.
  package func solve(_ job: WorkerMessage.Job, deck: [UInt8]) -> (WorkerMessage.Outcome, [UInt8]) {
    transcript = Transcript()
    var values: [UInt8] = []
    let failure = attempt(job, deck: deck, values: &values)
    let outcome = WorkerMessage.Outcome(
      sequence: job.sequence, failure: failure?.code, reason: failure?.reason ?? "",
      path: transcript.verdict.path, matrixSolver: transcript.verdict.matrixSolver,
      vectorCount: failure == nil ? job.vectors.count : 0,
      // The points that there are; a transient has as many as the simulator took.
      pointCount: failure == nil ? values.count / (8 * job.vectors.count) : 0,
      transcript: transcript.lines)
    if !isPoisoned {
      _ = command("destroy all")
      _ = command("remcirc")
    }
    return (outcome, failure == nil ? values : [])
  }

  private func attempt(
    _ job: WorkerMessage.Job, deck: [UInt8], values: inout [UInt8]
  ) -> Shortfall? {
    if let reason = DeckScreening.refusal(ofDeck: deck)
      ?? DeckScreening.refusal(ofAnalysis: job.analysis)
      ?? DeckScreening.refusal(
        ofVectors: job.vectors, isTransient: TransientAxis(job.analysis) != nil)
      ?? (job.pointCount > 0 ? nil : "the job wants \(job.pointCount) points")
    {
      return Shortfall(.deckRejected, reason)
    }
    let loaded = load(deck)
    if let failure = Shortfall(verdict: transcript.verdict, isPoisoned: isPoisoned) {
      return failure
    }
    guard loaded == 0 else {
      return Shortfall(.deckRejected, "the library returned \(loaded) for the circuit")
    }
    let plotBefore = currentPlot
    let ran = command(job.analysis)
    if let failure = Shortfall(verdict: transcript.verdict, isPoisoned: isPoisoned) {
      return failure
    }
    guard ran == 0, currentPlot != plotBefore else {
      return Shortfall(.notConverged, "the analysis left no results")
    }
    switch transcript.verdict.path {
    case .direct: break
    case .homotopy where job.acceptsHomotopy: break
    case .homotopy:
      return Shortfall(.unacceptablePath, "the solution needed gmin or source stepping")
    case .transientFallback:
      return Shortfall(.unacceptablePath, "a transient run replaced the operating point")
    }
    guard let axis = TransientAxis(job.analysis) else {
      return collect(job, into: &values)
    }
    // The simulator chooses the points; what it calls time decides whether they are a transient.
    var text = Array("time".utf8CString)
    guard let info = ngGet_Vec_Info(&text)?.pointee, let data = info.v_realdata else {
      return Shortfall(.vectorMissing, "the transient has no vector of times")
    }
    let times = Array(UnsafeBufferPointer(start: data, count: Int(info.v_length)))
    if let shortfall = axis.shortfall(of: times, limit: job.pointCount) { return shortfall }
    var taken = job
    taken.pointCount = times.count
    return collect(taken, into: &values)
  }

  private func load(_ deck: [UInt8]) -> Int32 {
    var text = deck
    text.append(0)
    return text.withUnsafeMutableBytes { raw -> Int32 in
      let bytes = raw.bindMemory(to: CChar.self)
      guard let base = bytes.baseAddress else { return 1 }
      var lines: [UnsafeMutablePointer<CChar>?] = []
      var start = 0
      for index in bytes.indices
      where bytes[index] == CChar(10) || bytes[index] == 0 {
        bytes[index] = 0
        lines.append(base + start)
        start = index + 1
      }
      lines.append(nil)
      return ngSpice_Circ(&lines)
    }
  }

  private func collect(_ job: WorkerMessage.Job, into values: inout [UInt8]) -> Shortfall? {
    var payload = VectorPayload(reserving: job.vectors.count, points: job.pointCount)
    let expected = job.firstPoint + (job.pointCount - 1) * job.pointStride + 1
    for name in job.vectors {
      var text = Array(name.lowercased().utf8CString)
      guard let info = ngGet_Vec_Info(&text)?.pointee else {
        return Shortfall(.vectorMissing, "the solution has no vector \(name)")
      }
      let length = Int(info.v_length)
      guard length == expected else {
        return Shortfall(
          .vectorMalformed, "\(name) has \(length) points, the job wants \(expected)")
      }
      guard let data = info.v_realdata else {
        return Shortfall(.vectorMalformed, "\(name) is not real")
      }
      let vector = UnsafeBufferPointer(start: data, count: length)
      guard vector.allSatisfy(\.isFinite) else {
        return Shortfall(.notFinite, "\(name) holds a value that is not finite")
      }
      if expected == job.pointCount {
        payload.append(vector)
      } else {
        let wanted = stride(from: job.firstPoint, to: length, by: job.pointStride)
        wanted.map { vector[$0] }.withUnsafeBufferPointer { payload.append($0) }
      }
    }
    values = payload.bytes
    return nil
  }

  private func command(_ text: String) -> Int32 {
    var bytes = Array(text.utf8CString)
    return ngSpice_Command(&bytes)
  }

  private var currentPlot: String {
    ngSpice_CurPlot().map { String(cString: $0) } ?? ""
  }
}
