internal import CKernels
internal import Crossbars
internal import LinearAlgebra

/// Chord steps for many input vectors: the network is factored once for an array, and what a cell's
/// current is beyond its part in the factors becomes a source beside the cell.
///
/// After a step the nodal equations hold exactly but for the change of the sources, which is
/// therefore the Kirchhoff residual. Eight vectors go through a step together; one that is done
/// makes room for the next, and none depends on its neighbors.
final class ChordIteration {
  /// The residual that ends the iteration, relative to the largest cell current.
  private static let goal = 1e-13
  private static let mostSteps = 60

  private let cells: ArrayCells
  private let slopes: [Double]
  private let network: BlockFactorization
  private let bundle: VectorBundle
  private let cellCurrents: AlignedBuffer

  init(_ cells: ArrayCells, slopes: [Double], network: BlockFactorization, rows: Int, columns: Int)
  {
    self.cells = cells
    self.slopes = slopes
    self.network = network
    bundle = VectorBundle(rows: rows, columns: columns)
    cellCurrents = AlignedBuffer(count: rows * columns * VectorBundle.width)
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
    var change = SIMD8<Double>.zero
    var largest = SIMD8<Double>.zero
    while true {
      for lane in lanes.indices where lanes[lane] == nil && next < drives.count {
        lanes[lane] = Lane(sample: next)
        VectorBundle.write(drives[next].voltages, to: bundle.inputs, lane: lane)
        for cell in slopes.indices { bundle.sources.elements[cell * VectorBundle.width + lane] = 0 }
        next += 1
      }
      guard let last = lanes.lastIndex(where: { $0 != nil }) else { return }
      network.solve(bundle, hasSources: true)
      evaluate(count: last + 1)
      update(&change, &largest)
      for index in 0...last {
        guard var lane = lanes[index] else { continue }
        let verdict = judge(&lane, change: change[index], largest: largest[index])
        switch verdict {
        case .goesOn: lanes[index] = lane
        case .done, .fails:
          finish(lane.sample, verdict == .done ? bundle.voltages(lane: index) : nil, lane.steps)
          lanes[index] = nil
        }
      }
    }
  }

  private func evaluate(count: Int) {
    let (word, bit, currents) = (bundle.word.lanes, bundle.bit.lanes, cellCurrents.lanes)
    for cell in slopes.indices {
      currents[cell] = cells.law.currents(
        at: word[cell] - bit[cell], count: count, conductance: cells.conductances[cell])
    }
  }

  private func update(_ change: inout SIMD8<Double>, _ largest: inout SIMD8<Double>) {
    withUnsafeMutableBytes(of: &change) { change in
      withUnsafeMutableBytes(of: &largest) { largest in
        assay_update_sources(
          slopes.count, slopes, bundle.word.start, bundle.bit.start, cellCurrents.start,
          bundle.sources.start, change.assumingMemoryBound(to: Double.self).baseAddress,
          largest.assumingMemoryBound(to: Double.self).baseAddress)
      }
    }
  }

  private func judge(_ lane: inout Lane, change: Double, largest: Double) -> Verdict {
    defer { lane.change = change }
    lane.steps += 1
    guard change.isFinite else { return .fails }
    // The sources of the first step are all new.
    guard lane.steps > 1 || change == 0 else { return .goesOn }
    if change <= Self.goal * largest { return .done }
    guard change > 0.5 * lane.change else { return lane.steps < Self.mostSteps ? .goesOn : .fails }
    // Rounding keeps a step from improving, or the factors are far from the slopes.
    if change <= 1e-11 * largest { return .done }
    lane.slowSteps += 1
    return lane.slowSteps < 3 ? .goesOn : .fails
  }
}
