import Configuration
import Foundation
import Inference
import Records
import Reports
import Training

/// The accuracy of a network as a training tells it: digitally, and on arrays.
struct Accuracy: Encodable {
  var images: Int
  var digital: Double?
  var onArrays: Double?
  var lower: Double?
  var upper: Double?

  init(_ result: EvaluationResult) {
    images = result.images
    digital = result.digital?.top1.value
    onArrays = result.summary?.top1.mean
    (lower, upper) = (result.summary?.top1.lower, result.summary?.top1.upper)
  }

  var text: String {
    func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
    var parts: [String] = []
    if let onArrays, let lower, let upper {
      parts.append(
        "\(percent(onArrays)) on the arrays [\(percent(lower)), \(percent(upper))]")
    }
    if let digital { parts.append("\(percent(digital)) digitally") }
    return parts.joined(separator: ", ") + " (\(images) images)"
  }
}

/// A network as it was measured on images with classes.
struct MeasuredNetwork {
  let result: EvaluationResult
  let predictions: ImagePredictions

  /// Takes an evaluation.
  ///
  /// - Parameter outcome: What it found.
  /// - Throws: `UsageError` if its images have no classes.
  init(_ outcome: Evaluation.Outcome) throws {
    guard let predictions = outcome.predictions else {
      throw UsageError("--validation needs images with a class each")
    }
    (result, self.predictions) = (outcome.result, predictions)
  }
}

/// A network before and after its training, on the same images.
struct Comparison {
  var before: Accuracy
  var after: Accuracy
  /// The mean change of the share of right answers, image by image; on arrays where there are any.
  var change: TrialMean

  /// Compares two networks.
  ///
  /// - Parameters:
  ///   - before: The network as it was.
  ///   - after: The trained network, on the same images and as many sets of arrays.
  init(before: MeasuredNetwork, after: MeasuredNetwork) {
    (self.before, self.after) = (Accuracy(before.result), Accuracy(after.result))
    change = after.predictions.change(from: before.predictions)
  }

  /// The change over what the network lost on the arrays before; nil where it lost nothing, or there are none.
  var partOfLoss: Double? {
    guard let digital = before.digital, let onArrays = before.onArrays, onArrays < digital else {
      return nil
    }
    return change.mean / (digital - onArrays)
  }

  var lines: [String] {
    ["before: \(before.text)", "after: \(after.text)", "change: \(changeText)"]
  }

  /// The change in a few words.
  private var changeText: String {
    func points(_ share: Double) -> String { String(format: "%+.2f", 100 * share) }
    return
      "\(points(change.mean)) points [\(points(change.lower)), \(points(change.upper))], image by image"
      + (partOfLoss.map { String(format: ", %.2f of the loss before", $0) } ?? "")
  }

  /// The sentences under the title of a report.
  var summary: String {
    "Before the training \(before.text); after it \(after.text). The change is \(changeText); intervals are 95 %. "
      + "The loss is what the untrained network has less on the arrays than digitally."
  }
}

/// Loss and speed of a training while it goes on.
final class LossLine {
  private let batch: Int
  private let options: OutputOptions
  private var (loss, right, steps) = (0.0, 0, 0)
  private var last = Date()

  /// So many seconds lie between two lines.
  private static let interval = 10.0

  init(batch: Int, options: OutputOptions) {
    self.batch = batch
    self.options = options
  }

  /// Takes a step, and prints what the last ones found if it is time.
  func add(_ done: Int, _ step: Trainer.Step) {
    loss += step.loss
    right += step.right
    steps += 1
    let now = Date()
    let elapsed = now.timeIntervalSince(last)
    guard elapsed >= Self.interval else { return }
    options.note(
      String(
        format: "step %d: loss %.4g, %.1f %% right, %.0f images/s", done, loss / Double(steps),
        100 * Double(right) / Double(steps * batch), Double(steps * batch) / elapsed))
    (loss, right, steps, last) = (0, 0, 0, now)
  }
}

extension TrainingRecord {
  /// Loss and accuracy over the passes; nil for a training without steps.
  var figure: TrainingFigure? {
    rows.isEmpty
      ? nil
      : TrainingFigure(
        rows.map {
          TrainingFigure.Point(epoch: $0.epoch, loss: $0.loss, accuracy: $0.accuracy)
        })
  }
}

/// The memory of the program.
enum ProcessMemory {
  /// The most bytes that it had in memory so far.
  static var peak: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
