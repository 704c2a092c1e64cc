internal import GoldenData
internal import LinearAlgebra
public import SpiceProtocol

/// What a campaign has done.
public struct CampaignReport: Sendable {
  /// The name of the suite.
  public var suite: String
  /// The number of cases that were asked for: the suite, or one shard of it.
  public var total: Int
  /// The number of cases that were finished before.
  public var reused = 0
  /// The number of cases that were solved now.
  public var solved = 0
  /// The cases that have no accepted result.
  public var failures: [SpiceError] = []
  /// Whether the suite is complete in its folder.
  public var isAssembled = false
  /// The largest Kirchhoff residual of a case, over its largest cell current.
  public var worstKirchhoff = 0.0
  /// The largest difference of the nodal solver in a case, over its largest current.
  public var worstSecondSolver = 0.0
  /// The number of worker processes that were replaced.
  public var workerRestarts = 0
  /// The number of attempts at a case after the first.
  public var retries = 0

  init(suite: String, total: Int) {
    self.suite = suite
    self.total = total
  }

  /// Whether all failures are verdicts on numbers.
  ///
  /// The simulator ran then, and what it found is not accepted. Otherwise the run itself is broken,
  /// and running again may help.
  public var failuresAreVerdicts: Bool {
    failures.allSatisfy(\.isVerdict)
  }

  mutating func record(_ cases: [GoldenCase]) {
    worstKirchhoff = cases.map(\.evidence.kirchhoff).largestMagnitude
    worstSecondSolver = cases.map(\.evidence.secondSolver).largestMagnitude
  }
}
