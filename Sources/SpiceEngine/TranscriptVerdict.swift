internal import Foundation
public import SpiceProtocol

/// What a simulator's transcript says about a run; the return codes say nothing.
///
/// The verdict is a function of the lines alone. Lines may be given one by one, so that a long
/// transcript need not be kept. Wordings differ between versions, so lines are matched by their
/// meaningful words anywhere in the line: ngspice also joins several messages into one line.
public struct TranscriptVerdict: Sendable, Equatable {
  /// A reason not to accept a run.
  public enum Failure: Sendable, Equatable {
    /// The process cannot be used any more.
    case poisoned
    /// The matrix is singular at a node, even if a value follows.
    case singular(node: String)
    /// The circuit was not accepted, or was accepted as a different one.
    case deckRejected(line: String)
    /// No solution was found.
    case notConverged(line: String)
    /// Something is called an error in words that nobody has classified.
    case unrecognized(line: String)
  }

  /// The gravest failure so far, and of equal ones the first.
  public var failure: Failure? {
    guard let domainError else { return recorded }
    let domain = Failure.notConverged(line: domainError)
    guard let recorded, recorded.gravity >= domain.gravity else { return domain }
    return recorded
  }
  private var recorded: Failure?
  /// The path to the solution, if there is one.
  public private(set) var path = ConvergencePath.direct
  /// What solved the equations; versions that do not say have Sparse 1.3 and nothing else.
  public private(set) var matrixSolver = MatrixSolver.sparse
  /// An iterate outside a cell's law that no stepping has made good.
  private var domainError: String?

  /// The verdict on no lines.
  public init() {}

  /// Judges a transcript.
  ///
  /// - Parameter lines: What the simulator said, with or without its `stdout` and `stderr` marks.
  public init(_ lines: some Sequence<String>) {
    for line in lines { read(line) }
  }

  /// Takes one more line into account.
  ///
  /// - Parameter line: A line, with or without its `stdout` or `stderr` mark.
  public mutating func read(_ line: String) {
    let text = Self.stripped(line)
    let words = text.lowercased()
    // The title of the circuit is somebody else's text.
    if words.hasPrefix("circuit:") { return }
    func says(_ phrases: [String]) -> Bool { phrases.contains { words.contains($0) } }

    if says(Self.poison) { record(.poisoned) }
    if let node = Self.singularNode(in: text, lowercased: words) { record(.singular(node: node)) }
    if says(Self.transient) {
      path = .transientFallback
    } else if path == .direct && says(Self.homotopy) {
      path = .homotopy
    }
    if says(["using klu"]) { matrixSolver = .klu }
    if says(Self.recovery), path == .homotopy { domainError = nil }
    if says(Self.domain) {
      domainError = domainError ?? text
    } else if says(Self.noSolution) {
      record(.notConverged(line: text))
    } else if says(Self.rejection) {
      record(.deckRejected(line: text))
    } else if !says(Self.poison) && says(["error", "fatal", "cannot", "unsupported"]) {
      record(.unrecognized(line: text))
    }
  }

  private mutating func record(_ found: Failure) {
    if let recorded, recorded.gravity >= found.gravity { return }
    recorded = found
  }

  /// A line without the mark of the stream that it was printed to.
  static func stripped(_ line: String) -> String {
    for mark in ["stdout ", "stderr "] where line.hasPrefix(mark) {
      return String(line.dropFirst(mark.count))
    }
    return line
  }

  private static func singularNode(in text: String, lowercased words: String) -> String? {
    guard words.contains("singular matrix") else { return nil }
    guard let mark = text.range(of: "check node") else { return "" }
    let names = text[mark.upperBound...].drop { $0 == "s" || $0 == " " }
    return String(names.prefix { $0 != "," }).trimmed
  }

  private static let poison = ["cannot recover", "awaits to be detached"]
  private static let homotopy = [
    "gmin stepping", "trying gmin", "source stepping", "supplies reduced", "gmin step",
    "source step",
  ]
  private static let transient = ["transient op"]
  private static let noSolution = [
    "simulation(s) aborted", "dc solution failed", "timestep too small", "transient op failed",
    "no convergence", "iteration limit", "doanalyses:",
  ]
  /// An iterate left the domain of a cell's law: the end of the attempt, though not of a stepping
  /// that starts again from where the circuit is easy.
  private static let domain = ["out of range for sinh", "out of range for cosh"]
  private static let recovery = ["gmin stepping completed", "source stepping completed"]
  private static let rejection = [
    "circuit not parsed", "there aren't any circuits loaded", "there is no circuit loaded",
    "error on line", "no such function", "unknown subckt", "statement is missing in netlist",
    "undefined parameter", "cannot compute substitute", "could not find a valid modelname",
    "device already exists", "unimplemented control card", "unknown parameter",
    "unrecognized parameter", "no such command", "no such vector", "syntax error", "parse error",
    // The library would go on with 1 mΩ in place of the value: another circuit.
    "resistance to low", "resistance too low",
  ]
}

extension TranscriptVerdict.Failure {
  /// Of several failures in one transcript the one that explains the others comes first.
  fileprivate var gravity: Int {
    switch self {
    case .poisoned: 5
    case .singular: 4
    case .deckRejected: 3
    case .notConverged: 2
    case .unrecognized: 1
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
