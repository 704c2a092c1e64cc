import Campaigns
import Foundation
import SpiceProtocol

/// What `golden generate` and `golden merge` report.
struct CampaignSummary: Encodable {
  struct Failure: Encodable {
    var slug: String
    var code: String
    var message: String
  }

  var suite: String
  var output: String
  var cases: Int
  var finishedBefore: Int
  var solved: Int
  var failures: [Failure]
  var isComplete: Bool
  var worstKirchhoffResidual: Double
  var worstSecondSolverDifference: Double
  var workerRestarts: Int
  var retries: Int

  init(_ report: CampaignReport, output: String) {
    suite = report.suite
    self.output = output
    cases = report.total
    finishedBefore = report.reused
    solved = report.solved
    failures = report.failures.map {
      Failure(slug: $0.caseID, code: $0.code.rawValue, message: $0.description)
    }
    isComplete = report.isAssembled
    worstKirchhoffResidual = report.worstKirchhoff
    worstSecondSolverDifference = report.worstSecondSolver
    workerRestarts = report.workerRestarts
    retries = report.retries
  }

  var text: String {
    var text =
      "suite \(suite): \(cases) cases, \(finishedBefore) finished before, \(solved) solved now"
    if !failures.isEmpty { text += ", \(failures.count) failed" }
    if failures.isEmpty {
      text += String(
        format: "\nworst Kirchhoff residual %.1e, worst second-solver difference %.1e",
        worstKirchhoffResidual, worstSecondSolverDifference)
    }
    return text + (isComplete ? "\nthe suite is complete in \(output)" : "")
  }
}
