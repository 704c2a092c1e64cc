internal import Crossbars
internal import LinearAlgebra

/// A standard array of two-terminal cells under one input vector, as ``NewtonIteration`` solves it.
///
/// The network is eliminated by blocks, and a solve gives the voltages that the step leads to; the
/// step itself is their difference from the state. That loses nothing, because the solve starts from
/// the drivers' voltages and not from the currents left at the nodes.
final class BlockProblem: NewtonProblem {
  private let crossbar: Crossbar
  private let cells: ArrayCells
  private let drive: ArrayDrive
  private let bundle: VectorBundle
  private var network: BlockFactorization
  private var slopes: [Double]
  private var sums: KirchhoffSums
  private(set) var state: NodeVoltages
  private(set) var residual = Double.nan
  /// The state that the step leads to.
  private var target: NodeVoltages
  private var line: CocontentLine?

  /// Starts from the solution of the factored network without sources.
  init(_ array: FactoredArray, drive: ArrayDrive) {
    crossbar = array.crossbar
    cells = array.cells
    network = array.network
    slopes = array.slopes
    self.drive = drive
    sums = KirchhoffSums(crossbar, cells: cells)
    bundle = VectorBundle(rows: crossbar.rows, columns: crossbar.columns)
    VectorBundle.write(drive.voltages, to: bundle.inputs, lane: 0)
    network.solve(bundle, hasSources: false)
    state = bundle.voltages(lane: 0)
    target = state
    drawToFiniteCurrents()
    evaluate()
  }

  /// Draws the state toward zero until no cell current overflows.
  ///
  /// An exponential law at the voltages of the linear network can exceed every number, and its slope
  /// would leave nothing of the other elements in the factors.
  private func drawToFiniteCurrents() {
    func isFinite() -> Bool {
      state.wordLine.indices.allSatisfy { cell in
        let value = cells.current(cell, word: state.wordLine[cell], bit: state.bitLine[cell])
        return value.wordSlope < 1e6
      }
    }
    // Two thousand halvings make nothing of every number; what is no number stays none.
    var halvings = 0
    while halvings < 2000 && !isFinite() {
      halvings += 1
      for cell in state.wordLine.indices {
        state.wordLine[cell] *= 0.5
        state.bitLine[cell] *= 0.5
      }
    }
  }

  private func evaluate() {
    residual = sums.residual(drive, wordLine: state.wordLine, bitLine: state.bitLine).relative
  }

  func findStep() {
    // What a cell's current is beyond its slope times its voltage, at the state evaluated last.
    let sources = sums.cellCurrents.enumerated().map { cell, value in
      value.current - slopes[cell] * (state.wordLine[cell] - state.bitLine[cell])
    }
    VectorBundle.write(sources, to: bundle.sources, lane: 0)
    network.solve(bundle, hasSources: true)
    target = bundle.voltages(lane: 0)
    line = nil
  }

  func move(to fraction: Double) {
    if fraction < 1 {
      for cell in state.wordLine.indices {
        state.wordLine[cell] += fraction * (target.wordLine[cell] - state.wordLine[cell])
        state.bitLine[cell] += fraction * (target.bitLine[cell] - state.bitLine[cell])
      }
    } else {
      state = target
    }
    evaluate()
  }

  func factor() -> Bool {
    slopes = sums.cellCurrents.map(\.wordSlope)
    network = BlockFactorization(crossbar, slopes: slopes)
    return true
  }

  func cocontentSlope(at fraction: Double) -> Double {
    let line =
      line
      ?? CocontentLine(crossbar, cells: cells, from: state, to: target, drivers: drive.voltages)
    self.line = line
    return line.slope(at: fraction)
  }
}
