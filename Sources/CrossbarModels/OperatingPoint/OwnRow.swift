internal import CKernels
internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// The response of one row to its own driver, with the laws of its cells and the other rows at their
/// mean: for every driver voltage of a list, the voltages at its cells and what they pass.
///
/// With w̄ and b̄ the mean state of the linearized array and c = f(w, b) − d w + h b what a cell
/// passes beyond its slopes, the voltages solve
///
///     w = w̄ + ∂w/∂V (V − V̄) + ∂w/∂c (c − s)      b = b̄ + ∂b/∂V (V − V̄) + ∂b/∂c (c − s)
///
/// Newton's method: with ψ the differences of the slopes from d and h, a step solves c = c₀ + ψ Δ for
/// the moves Δ = Δ₀ + Z (c − c₀) of the voltages that the sources make. That converges by itself, by
/// repeated substitution, where |Z ψ| < 1, which means unless the wires load the cells heavily, and is
/// then eliminated. What is accepted is checked against the equation itself, with the laws, to 1e-9 of
/// the voltage.
final class OwnRow {
  /// What holds the row's equations together.
  struct Surroundings {
    var response: RowResponse
    /// The slopes and the mean source of every cell of the row.
    var wordSlopes: ArraySlice<Double>
    var bitSlopes: ArraySlice<Double>
    var sources: ArraySlice<Double>
    /// The mean voltages of every cell of the row, in volts.
    var word: ArraySlice<Double>
    var bit: ArraySlice<Double>
    /// The mean driver voltage, in volts.
    var mean: Double
  }

  private let cells: ArrayCells
  private let columns: Int
  /// The driver voltages, in volts.
  let voltages: [SIMD8<Double>]
  private let width: Int
  /// The error of a voltage that ends the iteration, in volts.
  private let goal: Double

  /// What every cell passes beyond the mean of its source, in amperes; *cells × voltages*.
  let excess: AlignedBuffer
  /// The slopes at the solution, in siemens; *cells × voltages*.
  let wordSlopes: AlignedBuffer
  let bitSlopes: AlignedBuffer
  /// The voltages at the cells, in volts; *cells × voltages*.
  let word: AlignedBuffer
  let bit: AlignedBuffer
  private let nextWord: AlignedBuffer
  private let nextBit: AlignedBuffer
  private let trial: AlignedBuffer
  /// The largest error of a voltage that was accepted, in volts.
  private(set) var residual = 0.0

  init(_ cells: ArrayCells, columns: Int, voltages: [SIMD8<Double>]) {
    self.cells = cells
    self.columns = columns
    self.voltages = voltages
    width = 8 * voltages.count
    goal = 1e-9 * max(1e-3, voltages.map { max($0.max(), -$0.min()) }.max() ?? 1)
    func buffer() -> AlignedBuffer { AlignedBuffer(count: columns * 8 * voltages.count) }
    excess = buffer()
    wordSlopes = buffer()
    bitSlopes = buffer()
    word = buffer()
    bit = buffer()
    nextWord = buffer()
    nextBit = buffer()
    trial = buffer()
  }

  /// Solves the row.
  ///
  /// - Parameters:
  ///   - around: What surrounds the row.
  ///   - row: The row of the array.
  /// - Returns: Nil, or the largest error of a voltage if the equations could not be solved.
  func solve(_ around: Surroundings, row: Int) -> Double? {
    start(around)
    var last = Double.infinity
    for iteration in 0..<40 {
      // The slopes change little once the voltages do: three steps in four are chord steps.
      evaluate(around, row: row, hasSlopes: iteration % 4 == 0)
      // Voltages that reproduce themselves are the solution: the move is the equation's error.
      step(around, excess)
      let error = largestMove
      guard error.isFinite else { return error }
      if error <= goal {
        residual = max(residual, error)
        return nil
      }
      if !(error < 10 * last) { return error }
      last = error
      let first = error
      // Picard's iteration of the linear equations of Newton's step.
      var move = first
      var isSolved = false
      for _ in 0..<12 {
        linearize()
        trialWord(around)
        let change = lastChange
        if change <= max(0.1 * goal, 1e-4 * first) {
          isSolved = true
          break
        }
        if !(change < 0.7 * move) { break }
        move = change
      }
      if !isSolved { eliminate(around) }
      word.start.update(from: nextWord.start, count: columns * width)
      bit.start.update(from: nextBit.start, count: columns * width)
    }
    return last
  }

  private func start(_ around: Surroundings) {
    for j in 0..<columns {
      for (group, voltages) in voltages.enumerated() {
        let place = j * self.voltages.count + group
        let change = voltages - around.mean
        word.lanes[place] =
          around.word[around.word.startIndex + j] + around.response.wordByDrive[j] * change
        bit.lanes[place] =
          around.bit[around.bit.startIndex + j] + around.response.bitByDrive[j] * change
      }
    }
  }

  /// The laws at the present voltages.
  private func evaluate(_ around: Surroundings, row: Int, hasSlopes: Bool) {
    let groups = voltages.count
    for j in 0..<columns {
      let d = around.wordSlopes[around.wordSlopes.startIndex + j]
      let h = around.bitSlopes[around.bitSlopes.startIndex + j]
      let s = around.sources[around.sources.startIndex + j]
      for place in j * groups..<(j + 1) * groups {
        let (w, b) = (word.lanes[place], bit.lanes[place])
        let values = CellValues(
          cells, cell: row * columns + j, word: w, bit: b, hasSlopes: hasSlopes)
        if hasSlopes || !cells.law.isTwoTerminal {
          wordSlopes.lanes[place] = values.wordSlope
          bitSlopes.lanes[place] = values.bitSlope
        }
        excess.lanes[place] = values.current - d * w + h * b - s
      }
    }
    self.d = around.wordSlopes
    self.h = around.bitSlopes
  }

  private var d: ArraySlice<Double> = []
  private var h: ArraySlice<Double> = []
  private var lastChange = 0.0

  /// The voltages that sources make.
  private func step(_ around: Surroundings, _ sources: AlignedBuffer) {
    let stride = around.response.stride
    assay_panel_product(
      columns, width, columns, around.response.wordBySource.start, stride, sources.start, width,
      nextWord.start, width)
    assay_panel_product(
      columns, width, columns, around.response.bitBySource.start, stride, sources.start, width,
      nextBit.start, width)
    let groups = voltages.count
    for j in 0..<columns {
      let w = around.word[around.word.startIndex + j]
      let b = around.bit[around.bit.startIndex + j]
      for (group, voltages) in voltages.enumerated() {
        let change = voltages - around.mean
        nextWord.lanes[j * groups + group] += w + around.response.wordByDrive[j] * change
        nextBit.lanes[j * groups + group] += b + around.response.bitByDrive[j] * change
      }
    }
  }

  private var largestMove: Double {
    var largest = SIMD8<Double>.zero
    for place in 0..<columns * voltages.count {
      let moves = [
        nextWord.lanes[place] - word.lanes[place], nextBit.lanes[place] - bit.lanes[place],
      ]
      for move in moves {
        // A move that is no number must not vanish in a maximum.
        largest = largest.replacing(
          with: move * move, where: .!(move * move .<= largest))
      }
    }
    return largest.max().squareRoot()
  }

  /// The sources of the linearized laws at the voltages of the last step.
  private func linearize() {
    let groups = voltages.count
    for j in 0..<columns {
      let (d, h) = (d[d.startIndex + j], h[h.startIndex + j])
      for place in j * groups..<(j + 1) * groups {
        let word: SIMD8<Double> = nextWord.lanes[place] - word.lanes[place]
        let bit: SIMD8<Double> = nextBit.lanes[place] - bit.lanes[place]
        let byWord: SIMD8<Double> = (wordSlopes.lanes[place] - d) * word
        let byBit: SIMD8<Double> = (bitSlopes.lanes[place] - h) * bit
        trial.lanes[place] = excess.lanes[place] + byWord - byBit
      }
    }
  }

  private func trialWord(_ around: Surroundings) {
    let before = Array(nextWord.lanes)
    let beforeBit = Array(nextBit.lanes)
    step(around, trial)
    var largest = SIMD8<Double>.zero
    for place in before.indices {
      let word = nextWord.lanes[place] - before[place]
      let bit = nextBit.lanes[place] - beforeBit[place]
      largest = largest.replacing(with: word * word, where: .!(word * word .<= largest))
      largest = largest.replacing(with: bit * bit, where: .!(bit * bit .<= largest))
    }
    lastChange = largest.max().squareRoot()
  }

  /// Solves the linear equations of Newton's step, (1 − ψ Z) e = ψ Δ₀ for e = c − c₀, for every voltage.
  private func eliminate(_ around: Surroundings) {
    let stride = around.response.stride
    let matrix = AlignedBuffer(count: columns * stride)
    let right = AlignedBuffer(count: columns * 8)
    step(around, excess)
    // c − c₀ = e solves e = ψ (x₀ + Z e), with x₀ the move that c₀ makes.
    for lane in 0..<width {
      for j in 0..<columns {
        let place = j * width + lane
        let psiWord = wordSlopes.start[place] - d[d.startIndex + j]
        let psiBit = bitSlopes.start[place] - h[h.startIndex + j]
        for l in 0..<columns {
          matrix.start[j * stride + l] =
            -psiWord * around.response.wordBySource.start[j * stride + l]
            + psiBit * around.response.bitBySource.start[j * stride + l]
        }
        matrix.start[j * stride + j] += 1
        right.start[j * 8] =
          psiWord * (nextWord.start[place] - word.start[place])
          - psiBit * (nextBit.start[place] - bit.start[place])
      }
      assay_solve_definite(columns, 1, matrix.start, stride, right.start, 8)
      for j in 0..<columns {
        trial.start[j * width + lane] = excess.start[j * width + lane] + right.start[j * 8]
      }
    }
    step(around, trial)
  }
}
