internal import Foundation
internal import SpiceProtocol

/// How a case came to its numbers: what was tried, and what succeeded.
public struct AttemptRecord: Sendable, Equatable {
  /// An attempt that gave no accepted numbers.
  public struct Failure: Sendable, Equatable {
    /// What was tried: `direct` or the name of a policy.
    public var attempt: String
    /// The code of what came of it, such as `notConverged`.
    public var code: String
  }

  /// What succeeded: `direct`, `homotopy`, or the name of a policy.
  public var path: String
  /// What was tried before, in order.
  public var failures: [Failure]

  /// Creates a record.
  public init(path: String, failures: [Failure] = []) {
    self.path = path
    self.failures = failures
  }

  /// The path as it is stored, such as `drive-ramp after direct (residualTooLarge)`.
  public var text: String {
    guard !failures.isEmpty else { return path }
    return "\(path) after \(Self.list(failures))"
  }

  static func list(_ failures: [Failure]) -> String {
    failures.map { "\($0.attempt) (\($0.code))" }.joined(separator: ", ")
  }

  /// The record of several circuits of one case: that of the one with the most attempts.
  ///
  /// - Parameter records: The records, at least one.
  /// - Returns: The first of those with the most failures; among equal ones `direct` comes last.
  static func hardest(of records: [AttemptRecord]) -> AttemptRecord {
    records.dropFirst().reduce(records[0]) { hardest, other in
      if other.failures.count != hardest.failures.count {
        return other.failures.count > hardest.failures.count ? other : hardest
      }
      return hardest.path == ConvergencePath.direct.rawValue ? other : hardest
    }
  }

  /// Whether a stored path is one that these bounds allow.
  ///
  /// - Parameters:
  ///   - text: The stored path.
  ///   - bounds: What a result must show.
  /// - Returns: Whether what succeeded was allowed.
  public static func isAccepted(_ text: String, by bounds: EvidenceBounds) -> Bool {
    let path = text.components(separatedBy: " after ")[0]
    switch path {
    case ConvergencePath.direct.rawValue: return true
    case ConvergencePath.homotopy.rawValue: return bounds.acceptsHomotopy
    default: return bounds.fallback.map(\.rawValue).contains(path)
    }
  }
}
