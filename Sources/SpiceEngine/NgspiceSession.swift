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
    version.hasKLU = try findsKLU()
  }

  private static func session(_ context: UnsafeMutableRawPointer) -> NgspiceSession {
    Unmanaged<NgspiceSession>.fromOpaque(context).takeUnretainedValue()
  }

  /// The option is silently accepted where KLU is missing; only the solver's name is evidence.
  private func findsKLU() throws -> Bool {
    let deck = "KLU?\nv1 a 0 1\nr1 a 0 1k\n.options klu\n.end\n"
    let (outcome, _) = solve(
      deck: Array(deck.utf8), analysis: "op", vectors: ["i(v1)"], pointCount: 1,
      acceptsHomotopy: false)
    guard outcome.failure == nil else {
      throw SessionError(
        reason: "a voltage source and a resistor are not solved: \(outcome.reason)",
        transcript: outcome.transcript)
    }
    return outcome.transcript.contains { $0.contains("KLU") && !$0.contains("Circuit:") }
  }

  /// Solves one job and clears everything that it left behind.
  ///
  /// - Parameters:
  ///   - job: The job without its deck.
  ///   - deck: The deck as UTF-8.
  /// - Returns: The outcome, and the vectors as raw `Float64` if it is no failure.
  package func solve(_ job: WorkerMessage.Job, deck: [UInt8]) -> (WorkerMessage.Outcome, [UInt8]) {
    var (outcome, values) = solve(
      deck: deck, analysis: job.analysis, vectors: job.vectors, pointCount: job.pointCount,
      acceptsHomotopy: job.acceptsHomotopy)
    outcome.sequence = job.sequence
    return (outcome, values)
  }

  private func solve(
    deck: [UInt8], analysis: String, vectors: [String], pointCount: Int, acceptsHomotopy: Bool
  ) -> (WorkerMessage.Outcome, [UInt8]) {
    transcript = Transcript()
    var values: [UInt8] = []
    let failure = attempt(
      deck: deck, analysis: analysis, vectors: vectors, pointCount: pointCount,
      acceptsHomotopy: acceptsHomotopy, values: &values)
    let outcome = WorkerMessage.Outcome(
      sequence: 0, failure: failure?.code, reason: failure?.reason ?? "",
      path: transcript.verdict.path, vectorCount: failure == nil ? vectors.count : 0,
      // The points that there are; a transient has as many as the simulator took.
      pointCount: failure == nil ? values.count / (8 * vectors.count) : 0,
      transcript: transcript.lines)
    if !isPoisoned {
      _ = command("destroy all")
      _ = command("remcirc")
    }
    return (outcome, failure == nil ? values : [])
  }

  private func attempt(
    deck: [UInt8], analysis: String, vectors: [String], pointCount: Int, acceptsHomotopy: Bool,
    values: inout [UInt8]
  ) -> Shortfall? {
    if let reason = DeckScreening.refusal(ofDeck: deck)
      ?? DeckScreening.refusal(ofAnalysis: analysis)
      ?? DeckScreening.refusal(ofVectors: vectors, isTransient: TransientAxis(analysis) != nil)
      ?? (pointCount > 0 ? nil : "the job wants \(pointCount) points")
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
    let ran = command(analysis)
    if let failure = Shortfall(verdict: transcript.verdict, isPoisoned: isPoisoned) {
      return failure
    }
    guard ran == 0, currentPlot != plotBefore else {
      return Shortfall(.notConverged, "the analysis left no results")
    }
    switch transcript.verdict.path {
    case .direct: break
    case .homotopy where acceptsHomotopy: break
    case .homotopy:
      return Shortfall(.unacceptablePath, "the solution needed gmin or source stepping")
    case .transientFallback:
      return Shortfall(.unacceptablePath, "a transient run replaced the operating point")
    }
    guard let axis = TransientAxis(analysis) else {
      return collect(vectors, pointCount: pointCount, into: &values)
    }
    // The simulator chooses the points; what it calls time decides whether they are a transient.
    var text = Array("time".utf8CString)
    guard let info = ngGet_Vec_Info(&text)?.pointee, let data = info.v_realdata else {
      return Shortfall(.vectorMissing, "the transient has no vector of times")
    }
    let times = Array(UnsafeBufferPointer(start: data, count: Int(info.v_length)))
    if let shortfall = axis.shortfall(of: times, limit: pointCount) { return shortfall }
    return collect(vectors, pointCount: times.count, into: &values)
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

  private func collect(
    _ vectors: [String], pointCount: Int, into values: inout [UInt8]
  ) -> Shortfall? {
    var payload = VectorPayload(reserving: vectors.count, points: pointCount)
    for name in vectors {
      var text = Array(name.lowercased().utf8CString)
      guard let info = ngGet_Vec_Info(&text)?.pointee else {
        return Shortfall(.vectorMissing, "the solution has no vector \(name)")
      }
      let length = Int(info.v_length)
      guard length == pointCount else {
        return Shortfall(
          .vectorMalformed, "\(name) has \(length) points, the job wants \(pointCount)")
      }
      guard let data = info.v_realdata else {
        return Shortfall(.vectorMalformed, "\(name) is not real")
      }
      let vector = UnsafeBufferPointer(start: data, count: length)
      guard vector.allSatisfy(\.isFinite) else {
        return Shortfall(.notFinite, "\(name) holds a value that is not finite")
      }
      payload.append(vector)
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
