import Configuration
import Foundation
import Records
import SpiceProtocol

extension OutputOptions {
  /// Writes what an evaluation found to standard output, and judges its audit if it has one.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - text: The same as it is stored.
  /// - Throws: ``ExitStatus/outsideTolerance`` if the currents of a layer are beyond what they may be; the status
  ///   of the gravest reason why SPICE did not solve a read.
  func report(_ result: EvaluationResult, json text: Data) throws {
    if json {
      try report(json: text)
    } else {
      try StandardStream.output.write(result.table + "\n")
    }
    let unsolved = result.audit?.spice?.unsolved ?? []
    for read in unsolved { complain("not solved by SPICE: \(read.text)") }
    if let audit = result.audit, !audit.layersBeyond.isEmpty {
      complain(audit.verdict)
      throw ExitStatus.outsideTolerance
    }
    let categories = unsolved.map { SpiceError.Code(rawValue: $0.code).category }
    let gravest = [FailureCategory.defect, .outsideTolerance].first(where: categories.contains)
    if let category = gravest ?? categories.first { throw ExitStatus(category) }
  }
}
