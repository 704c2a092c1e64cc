import Foundation
import SpiceProtocol
import Testing

extension SpiceOutcome {
  /// The result, or a failed test.
  func solution(sourceLocation: SourceLocation = #_sourceLocation) throws -> SpiceResult {
    switch self {
    case .solved(let result): return result
    case .failed(let error):
      Issue.record("\(error)", sourceLocation: sourceLocation)
      throw error
    }
  }

  /// The error, or a failed test.
  func error(sourceLocation: SourceLocation = #_sourceLocation) throws -> SpiceError {
    switch self {
    case .failed(let error): return error
    case .solved(let result):
      let error = UnexpectedSolution(result: result)
      Issue.record(error, sourceLocation: sourceLocation)
      throw error
    }
  }
}

struct UnexpectedSolution: Error {
  let result: SpiceResult
}

extension SpiceJob {
  /// A job for the worker without a simulator.
  static func fake(
    _ order: String, vectors: Int = 2, points: Int = 3, deadline: Double = 20,
    acceptsHomotopy: Bool = false
  ) -> SpiceJob {
    SpiceJob(
      id: order, deck: order, analysis: "op", vectors: (0..<vectors).map { "v(\($0))" },
      pointCount: points, deadlineSeconds: deadline, acceptsHomotopy: acceptsHomotopy)
  }

  /// An operating point of a circuit; the lines stand between title and `.end`.
  static func op(
    _ id: String, _ lines: String, _ vectors: String..., deadline: Double = 30
  ) -> SpiceJob {
    SpiceJob(
      id: id, deck: "\(id)\n\(lines)\n.end\n", analysis: "op", vectors: vectors, pointCount: 1,
      deadlineSeconds: deadline)
  }

  /// A divider of two equal resistors at 1 V: .5 V and .5 mA.
  static let divider = SpiceJob.op(
    "divider", "v1 a 0 1\nr1 a b 1k\nr2 b 0 1k", "v(b)", "i(v1)")
}

/// A name for a file that does not exist.
func unusedPath() -> String {
  FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
}
