internal import Foundation

/// What the steps of a training found, some steps together.
public struct TrainingRecord: Sendable, Equatable {
  /// Some steps.
  public struct Row: Sendable, Equatable {
    /// The steps that were taken when it ends.
    public let step: Int
    /// The same in passes over the images.
    public let epoch: Double
    /// The mean loss of their images.
    public let loss: Double
    /// The share of their images whose largest logit was at their class.
    public let accuracy: Double
  }

  /// The rows, in order.
  public let rows: [Row]

  /// About so many rows a training has, or one for each epoch.
  private static let least = 20

  /// Puts steps together.
  ///
  /// - Parameters:
  ///   - steps: What every step found.
  ///   - batch: The images of a step.
  ///   - stepsPerEpoch: The steps of a pass over the images.
  public init(_ steps: [Trainer.Step], batch: Int, stepsPerEpoch: Int) {
    let together = max(1, min(stepsPerEpoch, steps.count / Self.least))
    rows = stride(from: 0, to: steps.count, by: together).map { first in
      let own = steps[first..<min(first + together, steps.count)]
      return Row(
        step: own.endIndex, epoch: Double(own.endIndex) / Double(stepsPerEpoch),
        loss: own.reduce(0) { $0 + $1.loss } / Double(own.count),
        accuracy: Double(own.reduce(0) { $0 + $1.right }) / Double(own.count * batch))
    }
  }

  /// Whether the last rows have a larger loss than the first: a training that leads away.
  public var rises: Bool {
    guard rows.count > 3 else { return false }
    func mean(_ rows: ArraySlice<Row>) -> Double {
      rows.reduce(0) { $0 + $1.loss } / Double(rows.count)
    }
    let part = max(1, rows.count / 5)
    return mean(rows.suffix(part)) > mean(rows.prefix(part))
  }

  /// The rows as comma-separated values.
  public var table: String {
    "step,epoch,loss,accuracy\n"
      + rows.map {
        String(format: "%d,%.4f,%.6g,%.6f\n", $0.step, $0.epoch, $0.loss, $0.accuracy)
      }.joined()
  }
}
