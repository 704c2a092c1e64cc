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
/// Where wires take little of a cell's voltage, putting the laws' c into the right side again and again
/// converges by itself, at the dense work of one product a time. Where it does not, or where the laws
/// are dearer than the product, Newton's method does: with ψ the differences of the slopes from d and h,
/// a step solves c = c₀ + ψ Δ for the moves Δ = Δ₀ + Z (c − c₀) of the voltages that the sources make,
/// again by substitution where |Z ψ| < 1, and else by elimination. What is accepted is checked against
/// the equation itself, with the laws, to 1e-9 of the voltage.
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
  private(set) var word: AlignedBuffer
  private(set) var bit: AlignedBuffer
  private var nextWord: AlignedBuffer
  private var nextBit: AlignedBuffer
  /// What the voltages are without any excess, in volts; *cells × voltages*.
  private let givenWord: AlignedBuffer
  private let givenBit: AlignedBuffer
  private let trial: AlignedBuffer
  private let scratch: AlignedBuffer
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
    givenWord = buffer()
    givenBit = buffer()
    trial = buffer()
    scratch = buffer()
  }

  /// How much a substitution must take of the error to be worth another.
  private static let contraction = 0.2
  private static let mostSubstitutions = 12

  /// Solves the row.
  ///
  /// - Parameters:
  ///   - around: What surrounds the row.
  ///   - row: The row of the array.
  /// - Returns: Nil, or the largest error of a voltage if the equations could not be solved.
  func solve(_ around: Surroundings, row: Int) -> Double? {
    start(around)
    // Transistors cost more than products.
    if cells.law.isTwoTerminal {
      if substitute(around, row: row) { return nil }
      start()
    }
    return solveByNewton(around, row: row)
  }

  /// Puts what the laws say into the voltages until they reproduce themselves.
  ///
  /// - Returns: Whether they do; they do not where wires decide much of a cell's voltage.
  private func substitute(_ around: Surroundings, row: Int) -> Bool {
    var last = Double.infinity
    for _ in 0..<Self.mostSubstitutions {
      evaluate(around, row: row, hasSlopes: false)
      step(around, excess)
      let error = largestMove
      if error <= goal {
        residual = max(residual, error)
        return true
      }
      guard error < Self.contraction * last else { return false }
      last = error
      swap(&word, &nextWord)
      swap(&bit, &nextBit)
    }
    return false
  }

  private func solveByNewton(_ around: Surroundings, row: Int) -> Double? {
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
    // An error that has come to rounding is as small as it gets.
    evaluate(around, row: row, hasSlopes: false)
    step(around, excess)
    let error = largestMove
    guard error <= 100 * goal else { return error }
    residual = max(residual, error)
    return nil
  }

  private func start(_ around: Surroundings) {
    let groups = voltages.count
    let (words, bits) = (givenWord.lanes, givenBit.lanes)
    let (meanWords, meanBits) = (Array(around.word), Array(around.bit))
    let changes = voltages.map { $0 - around.mean }
    for j in 0..<columns {
      let (byWord, byBit) = (around.response.wordByDrive[j], around.response.bitByDrive[j])
      for group in 0..<groups {
        words[j * groups + group] = meanWords[j] + byWord * changes[group]
        bits[j * groups + group] = meanBits[j] + byBit * changes[group]
      }
    }
    start()
  }

  private func start() {
    word.start.update(from: givenWord.start, count: columns * width)
    bit.start.update(from: givenBit.start, count: columns * width)
  }

  /// The laws at the present voltages.
  private func evaluate(_ around: Surroundings, row: Int, hasSlopes: Bool) {
    let groups = voltages.count
    let (words, bits, excess) = (word.lanes, bit.lanes, excess.lanes)
    let (first, firstCell) = (around.wordSlopes.startIndex, row * columns)
    let hasOwnSlopes = hasSlopes || !cells.law.isTwoTerminal
    if !hasOwnSlopes, let words = words.baseAddress, let bits = bits.baseAddress,
      let currents = excess.baseAddress
    {
      cells.currents(
        of: firstCell..<firstCell + columns, word: words, bit: bits, groups: groups, into: currents)
    }
    for j in 0..<columns {
      let (d, h) = (around.wordSlopes[first + j], around.bitSlopes[around.bitSlopes.startIndex + j])
      let s = around.sources[around.sources.startIndex + j]
      for place in j * groups..<(j + 1) * groups {
        let (w, b) = (words[place], bits[place])
        if hasOwnSlopes {
          let values = CellValues(
            cells, cell: firstCell + j, word: w, bit: b, hasSlopes: hasSlopes)
          wordSlopes.lanes[place] = values.wordSlope
          bitSlopes.lanes[place] = values.bitSlope
          excess[place] = values.current
        }
        excess[place] += h * b - d * w - s
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
    around.response.voltages(
      of: sources, width: width, scratch: scratch, word: nextWord, bit: nextBit)
    let (words, bits) = (nextWord.lanes, nextBit.lanes)
    let (givenWords, givenBits) = (givenWord.lanes, givenBit.lanes)
    for place in words.indices {
      words[place] += givenWords[place]
      bits[place] += givenBits[place]
    }
  }

  private var largestMove: Double {
    var largest = SIMD8<Double>.zero
    let (words, bits) = (word.lanes, bit.lanes)
    let (nextWords, nextBits) = (nextWord.lanes, nextBit.lanes)
    for place in words.indices {
      let (byWord, byBit) = (nextWords[place] - words[place], nextBits[place] - bits[place])
      // A move that is no number must not vanish in a maximum.
      largest = largest.replacing(with: byWord * byWord, where: .!(byWord * byWord .<= largest))
      largest = largest.replacing(with: byBit * byBit, where: .!(byBit * byBit .<= largest))
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
    let stride = (columns + 7) / 8 * 8
    func square() -> AlignedBuffer { AlignedBuffer(count: columns * stride) }
    let (matrix, units, byWord, byBit) = (square(), square(), square(), square())
    let right = AlignedBuffer(count: columns * 8)
    for j in 0..<columns { units.start[j * stride + j] = 1 }
    around.response.voltages(
      of: units, width: stride, scratch: square(), word: byWord, bit: byBit)
    step(around, excess)
    // c − c₀ = e solves e = ψ (x₀ + Z e), with x₀ the move that c₀ makes.
    for lane in 0..<width {
      for j in 0..<columns {
        let place = j * width + lane
        let psiWord = wordSlopes.start[place] - d[d.startIndex + j]
        let psiBit = bitSlopes.start[place] - h[h.startIndex + j]
        for l in 0..<columns {
          matrix.start[j * stride + l] =
            psiBit * byBit.start[j * stride + l] - psiWord * byWord.start[j * stride + l]
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
