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
/// converges by itself, at the dense work of one product a time. What is left of an error is then mostly what
/// the row draws through its driver, so that a secant over the last two steps, node by node, takes most of it.
/// Where substitution does not gain a digit in a step, or where the laws are dearer than the product, Newton's
/// method does: with ψ the differences of the slopes from d and h,
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
  let word: AlignedBuffer
  let bit: AlignedBuffer
  private let nextWord: AlignedBuffer
  private let nextBit: AlignedBuffer
  /// What the voltages are without any excess, in volts; *cells × voltages*.
  private let givenWord: AlignedBuffer
  private let givenBit: AlignedBuffer
  private let trial: AlignedBuffer
  private let scratch: AlignedBuffer
  /// What the last substitution made of the voltages, and by how much it moved them.
  private let lastWord: AlignedBuffer
  private let lastBit: AlignedBuffer
  private let wordMove: AlignedBuffer
  private let bitMove: AlignedBuffer
  /// The largest error of a voltage that was accepted, in volts.
  private(set) var residual = 0.0
  /// Whether the voltages are those of another row that substitution has solved.
  private var hasNeighbor = false

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
    lastWord = buffer()
    lastBit = buffer()
    wordMove = buffer()
    bitMove = buffer()
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
    let count = columns * width
    // What sources have added to the voltages of the row before is about what they add to this one's.
    if hasNeighbor {
      assay_scaled_sum(count, -1, givenWord.start, word.start, lastWord.start)
      assay_scaled_sum(count, -1, givenBit.start, bit.start, lastBit.start)
    }
    give(around)
    start()
    // Transistors cost more than products.
    if cells.law.isTwoTerminal {
      if hasNeighbor {
        assay_scaled_sum(count, 1, givenWord.start, lastWord.start, word.start)
        assay_scaled_sum(count, 1, givenBit.start, lastBit.start, bit.start)
      }
      hasNeighbor = substitute(around, row: row)
      if hasNeighbor { return nil }
      start()
    }
    return solveByNewton(around, row: row)
  }

  /// Puts what the laws say into the voltages until they reproduce themselves.
  ///
  /// - Returns: Whether they do; they do not where wires decide much of a cell's voltage.
  private func substitute(_ around: Surroundings, row: Int) -> Bool {
    var last = Double.infinity
    for substitution in 0..<Self.mostSubstitutions {
      evaluate(around, row: row, hasSlopes: false)
      let error = step(around, excess)
      if error <= goal {
        residual = max(residual, error)
        return true
      }
      guard error < Self.contraction * last else { return false }
      last = error
      let hasLast: Int32 = substitution > 0 ? 1 : 0
      assay_row_secant(
        columns, width / 8, hasLast, word.start, nextWord.start, lastWord.start, wordMove.start)
      assay_row_secant(
        columns, width / 8, hasLast, bit.start, nextBit.start, lastBit.start, bitMove.start)
    }
    return false
  }

  private func solveByNewton(_ around: Surroundings, row: Int) -> Double? {
    var last = Double.infinity
    for iteration in 0..<40 {
      // The slopes change little once the voltages do: three steps in four are chord steps.
      evaluate(around, row: row, hasSlopes: iteration % 4 == 0)
      // Voltages that reproduce themselves are the solution: the move is the equation's error.
      let error = step(around, excess)
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
    let error = step(around, excess)
    guard error <= 100 * goal else { return error }
    residual = max(residual, error)
    return nil
  }

  /// What the voltages are without any excess.
  private func give(_ around: Surroundings) {
    let changes = voltages.map { $0 - around.mean }
    changes.withUnsafeBytes { bytes in
      let changes = bytes.assumingMemoryBound(to: Double.self).baseAddress
      func set(_ given: AlignedBuffer, mean: ArraySlice<Double>, byDrive: [Double]) {
        mean.withUnsafeBufferPointer { mean in
          assay_row_lines(
            columns, voltages.count, mean.baseAddress, byDrive, changes, given.start)
        }
      }
      set(givenWord, mean: around.word, byDrive: around.response.wordByDrive)
      set(givenBit, mean: around.bit, byDrive: around.response.bitByDrive)
    }
  }

  private func start() {
    word.start.update(from: givenWord.start, count: columns * width)
    bit.start.update(from: givenBit.start, count: columns * width)
  }

  /// The laws at the present voltages.
  private func evaluate(_ around: Surroundings, row: Int, hasSlopes: Bool) {
    let groups = voltages.count
    let (words, bits, currents) = (word.lanes, bit.lanes, excess.lanes)
    let firstCell = row * columns
    if hasSlopes || !cells.law.isTwoTerminal {
      for place in currents.indices {
        let values = CellValues(
          cells, cell: firstCell + place / groups, word: words[place], bit: bits[place],
          hasSlopes: hasSlopes)
        wordSlopes.lanes[place] = values.wordSlope
        bitSlopes.lanes[place] = values.bitSlope
        currents[place] = values.current
      }
    } else if let words = words.baseAddress, let bits = bits.baseAddress,
      let currents = currents.baseAddress
    {
      cells.currents(
        of: firstCell..<firstCell + columns, word: words, bit: bits, groups: groups, into: currents)
    }
    around.wordSlopes.withUnsafeBufferPointer { d in
      around.bitSlopes.withUnsafeBufferPointer { h in
        around.sources.withUnsafeBufferPointer { s in
          assay_row_excess(
            columns, groups, d.baseAddress, h.baseAddress, s.baseAddress, word.start, bit.start,
            excess.start)
        }
      }
    }
    self.d = around.wordSlopes
    self.h = around.bitSlopes
  }

  private var d: ArraySlice<Double> = []
  private var h: ArraySlice<Double> = []
  private var lastChange = 0.0

  /// The voltages that sources make.
  ///
  /// - Returns: The largest move from the present voltages, in volts.
  @discardableResult
  private func step(_ around: Surroundings, _ sources: AlignedBuffer) -> Double {
    around.response.voltages(
      of: sources, width: width, scratch: scratch, word: nextWord, bit: nextBit)
    let count = columns * width
    let byWord = assay_row_move(count, givenWord.start, word.start, nextWord.start)
    let byBit = assay_row_move(count, givenBit.start, bit.start, nextBit.start)
    // A move that is no number must not vanish in a maximum.
    return (byBit <= byWord ? byWord : byBit + (byWord - byWord)).squareRoot()
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
