internal import Foundation

extension Recipe {
  /// How many steps a training has.
  ///
  /// - Parameter images: The number of images, no fewer than a batch.
  /// - Returns: The steps.
  public func steps(images: Int) -> Int {
    switch length {
    case .epochs(let epochs): epochs * stepsPerEpoch(images: images)
    case .steps(let steps): steps
    }
  }

  /// How many whole batches some images make.
  public func stepsPerEpoch(images: Int) -> Int { images / batch }

  /// The rate of a step.
  ///
  /// - Parameters:
  ///   - step: The step, from 0.
  ///   - count: The number of steps.
  /// - Returns: The rate.
  public func rate(step: Int, of count: Int) -> Double {
    let rising = warmup * Double(count)
    // The middle of the step, so that neither the first nor the last has none.
    let place = Double(step) + 0.5
    guard place >= rising else {
      let part = place / rising
      return rate * (schedule == .oneCycle ? (1 - cosine(part)) / 2 : part)
    }
    guard schedule != .constant else { return rate }
    let part = (place - rising) / max(Double(count) - rising, 0.5)
    return rate * (finalRate + (1 - finalRate) * (1 + cosine(part)) / 2)
  }

  /// The cosine of a part of half a turn.
  private func cosine(_ part: Double) -> Double { cos(Double.pi * min(max(part, 0), 1)) }
}
