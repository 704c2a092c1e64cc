import ArgumentParser
import ArrayStorage
import Foundation
import Inference

/// What `assay evaluate` tells beside means: how well they are known, how many instances are good, and
/// which image became what.
struct StatisticOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Make no more instances as soon as the 95 % interval of the change of top-1 is within ± this; \
      it is looked at from the fifth on, three more follow, and --trials, above 8, is the most.
      """, valueName: "points"))
  var halfWidth: Double?

  @Option(
    help: ArgumentHelp(
      "Tell the yield: how many instances have at least this top-1.", valueName: "percent"))
  var wantedTop1: Double?

  @Option(
    help: ArgumentHelp(
      "Write label and classes of every image, or of each of its positions, to this file, comma-separated.",
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
    guard halfWidth == nil || trials > Evaluation.leastInstances else {
      throw ValidationError(
        "--half-width decides between \(Evaluation.leastInstances) and --trials instances; --trials is "
          + "\(trials), accepted: more than \(Evaluation.leastInstances)")
    }
  }

  /// Writes the files that were asked for.
  ///
  /// - Parameter found: The classes of the images.
  /// - Throws: `UnavailableError` if a file cannot be written.
  func write(_ found: ImagePredictions) throws {
    for (file, text) in [(predictions, found.table), (confusion, found.confusion)] {
      guard let file else { continue }
      try AtomicFile.write(Data(text.utf8), to: URL(fileURLWithPath: file))
    }
  }
}
