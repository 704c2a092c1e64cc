import ArgumentParser
import ArrayStorage
import Configuration
import Foundation
import Inference
import Networks
import Records

/// What `assay evaluate` tells beside means: how well they are known, how many instances are good, and
/// which image became what.
struct StatisticOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Make no more instances as soon as the 95 % interval of the change of top-1 (of R² in hundredths, for a \
      regression) is within ± this; it is looked at from the fifth on, three more follow, and --trials, \
      above 8, is the most.
      """, valueName: "points"))
  var halfWidth: Double?

  @Option(
    help: ArgumentHelp(
      "Tell the yield: how many instances have at least this top-1.", valueName: "percent"))
  var wantedTop1: Double?

  @Option(
    help: ArgumentHelp(
      "Tell the yield of a regression: how many instances have at most this root mean square error.",
      valueName: "error"))
  var wantedRmse: Double?

  @Option(
    help: ArgumentHelp(
      "Tell the yield of a regression: how many instances have at least this R².",
      valueName: "share"
    ))
  var wantedR2: Double?

  @Option(
    help: ArgumentHelp(
      """
      Write label and classes of every image, or of each of its positions, to this file, comma-separated; \
      targets and outputs for a regression.
      """,
      valueName: "P.csv"))
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "Write how many images of each label get which class to this file, comma-separated.",
      valueName: "C.csv"))
  var confusion: String?

  /// The files that are written, by option.
  var files: [(name: String, file: String?)] {
    [("predictions", predictions), ("confusion", confusion)]
  }

  /// Refuses numbers that say nothing.
  ///
  /// - Parameters:
  ///   - trials: The most instances.
  ///   - isDigital: Whether there are no instances at all.
  /// - Throws: `ValidationError`.
  func requireUse(trials: Int, isDigital: Bool) throws {
    for (name, value) in [("half-width", halfWidth), ("wanted-top1", wantedTop1)] {
      guard let value else { continue }
      if isDigital { throw ValidationError("--\(name) has no use with --solver digital") }
      guard value >= 0, value <= 100 else {
        throw ValidationError("--\(name) is \(value); accepted: 0 to 100")
      }
    }
    for (name, value, isAccepted, accepted) in [
      ("wanted-rmse", wantedRmse, (wantedRmse ?? 0) >= 0, "a number of at least 0"),
      ("wanted-r2", wantedR2, (wantedR2 ?? 0) <= 1, "a number up to 1"),
    ] {
      guard let value else { continue }
      if isDigital { throw ValidationError("--\(name) has no use with --solver digital") }
      guard isAccepted, value.isFinite else {
        throw ValidationError("--\(name) is \(value); accepted: \(accepted)")
      }
    }
    let wanted: [(name: String, isPresent: Bool)] = [
      ("wanted-top1", wantedTop1 != nil), ("wanted-rmse", wantedRmse != nil),
      ("wanted-r2", wantedR2 != nil),
    ]
    let present = wanted.filter(\.isPresent)
    guard present.count < 2 else {
      throw ValidationError(
        "--\(present[0].name) and --\(present[1].name) tell one yield; accepted: one of them")
    }
    guard halfWidth == nil || trials > Evaluation.leastInstances else {
      throw ValidationError(
        "--half-width decides between \(Evaluation.leastInstances) and --trials instances; --trials is "
          + "\(trials), accepted: more than \(Evaluation.leastInstances)")
    }
  }

  /// What makes an instance of a regression a good one; nil if nothing was asked for.
  var wantedErrors: EvaluationResult.Regression.Wanted? {
    wantedRmse.map { .rmse($0) } ?? wantedR2.map { .r2($0) }
  }

  /// Refuses files that a task has no contents for.
  ///
  /// - Parameter task: The task.
  /// - Throws: `UsageError`.
  func requireUse(of task: NetworkTask) throws {
    guard task == .classes || confusion == nil else {
      throw UsageError("--confusion counts classes, and a regression has none")
    }
  }

  /// Writes the files that were asked for.
  ///
  /// - Parameter outcome: What the images became.
  /// - Throws: `UnavailableError` if a file cannot be written.
  func write(_ outcome: Evaluation.Outcome) throws {
    let table = outcome.predictions?.table ?? outcome.outputs?.table
    for (file, text) in [(predictions, table), (confusion, outcome.predictions?.confusion)] {
      guard let file, let text else { continue }
      try AtomicFile.write(Data(text.utf8), to: URL(fileURLWithPath: file))
    }
  }
}
