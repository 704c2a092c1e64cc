internal import CKernels
internal import Crossbars
internal import LinearAlgebra

/// Chord steps for many input vectors with the factors of one array, each until it is done.
///
/// Eight vectors go through a step together; one that is done makes room for the next, and none
/// depends on its neighbors.
struct ChordQueue {
  private let iteration: ChordIteration
  private let bundle: VectorBundle

  init(_ iteration: ChordIteration, _ bundle: VectorBundle) {
    self.iteration = iteration
    self.bundle = bundle
  }

  /// One vector on its way.
  private struct Lane {
    let sample: Int
    var steps = 0
    var change = Double.infinity
    var slowSteps = 0
  }

  private enum Verdict {
    case goesOn, done, fails
  }

  /// Iterates for every vector.
  ///
  /// - Parameters:
  ///   - drives: The input vectors.
  ///   - finish: Gets the number of a vector, its node voltages and the number of steps, or no
  ///     voltages if the steps do not converge quickly.
  func solve(_ drives: [ArrayDrive], finish: (Int, NodeVoltages?, Int) -> Void) {
    var lanes = [Lane?](repeating: nil, count: VectorBundle.width)
    var next = 0
    while true {
      for lane in lanes.indices where lanes[lane] == nil && next < drives.count {
        lanes[lane] = Lane(sample: next)
        VectorBundle.write(drives[next].voltages, to: bundle.inputs, lane: lane)
        VectorBundle.write(
          repeatElement(0, count: bundle.sources.elements.count / VectorBundle.width),
          to: bundle.sources, lane: lane)
        next += 1
      }
      guard let last = lanes.lastIndex(where: { $0 != nil }) else { return }
      let left = iteration.step(bundle, count: last + 1)
      for index in 0...last {
        guard var lane = lanes[index] else { continue }
        let verdict = judge(&lane, change: left.change[index], largest: left.largest[index])
        switch verdict {
        case .goesOn: lanes[index] = lane
        case .done, .fails:
          finish(lane.sample, verdict == .done ? bundle.voltages(lane: index) : nil, lane.steps)
          lanes[index] = nil
        }
      }
    }
  }

  private func judge(_ lane: inout Lane, change: Double, largest: Double) -> Verdict {
    defer { lane.change = change }
    lane.steps += 1
    guard change.isFinite else { return .fails }
    // The sources of the first step are all new.
    guard lane.steps > 1 || change == 0 else { return .goesOn }
    if change <= NewtonBounds.goal * largest { return .done }
    guard change > 0.5 * lane.change else {
      return lane.steps < NewtonBounds.mostChordSteps ? .goesOn : .fails
    }
    // Rounding keeps a step from improving, or the factors are far from the slopes.
    if change <= NewtonBounds.rounding * largest { return .done }
    lane.slowSteps += 1
    return lane.slowSteps < NewtonBounds.mostSlowSteps ? .goesOn : .fails
  }
}
