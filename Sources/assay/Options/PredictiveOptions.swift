import ArgumentParser
import Foundation
import Records

/// What `assay evaluate` asks of the probabilities of a network that is drawn or read several times.
struct PredictiveOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      """
      Take the mean probabilities of so many samples of the network as its prediction, and tell what they are worth: \
      calibration error, likelihood, Brier score, and how well their entropy tells wrong answers.
      """, valueName: "K"))
  var samples: Int?

  @Option(
    help: """
      What makes samples differ: programming (all cells are programmed anew, the default) or reads (read noise and \
      converters by chance on the same cells).
      """,
    completion: .list(EvaluationResult.Predictive.Sampling.allCases.map(\.rawValue)),
    transform: { try EvaluationResult.Predictive.Sampling.named($0, "sampling") })
  var sampling: EvaluationResult.Predictive.Sampling?

  @Option(
    help: ArgumentHelp(
      "Tell how well the entropy tells the images of this data set from those of --dataset.",
      valueName: "KIND:PATH"))
  var unknown: String?

  /// Refuses options that have no use.
  func requireUse(trials: Int, isDigital: Bool, others: [(name: String, isPresent: Bool)]) throws {
    guard let samples else {
      for (name, isPresent) in [("sampling", sampling != nil), ("unknown", unknown != nil)]
      where isPresent {
        throw ValidationError("--\(name) needs --samples K")
      }
      return
    }
    guard (1...10_000).contains(samples) else {
      throw ValidationError("--samples is \(samples); accepted: 1 to 10000")
    }
    guard !isDigital else { throw ValidationError("--samples has no use with --solver digital") }
    for (name, isPresent) in others + [("trials", trials != 1)] where isPresent {
      throw ValidationError("--\(name) and --samples exclude each other")
    }
  }
}
