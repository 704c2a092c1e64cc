import Foundation
import Records

extension OutputOptions {
  /// Writes what an evaluation found to standard output, and judges its audit if it has one.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - text: The same as it is stored.
  /// - Throws: ``ExitStatus/outsideTolerance`` if the currents of a layer are beyond what they may be.
  func report(_ result: EvaluationResult, json text: Data) throws {
    if json {
      try report(json: text)
    } else {
      try StandardStream.output.write(result.table + "\n")
    }
    if let audit = result.audit, !audit.layersBeyond.isEmpty {
      complain(audit.verdict)
      throw ExitStatus.outsideTolerance
    }
  }
}
