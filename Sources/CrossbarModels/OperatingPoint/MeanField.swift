internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
internal import Records

/// The operating point of an array under inputs of given statistics: statistical slopes of all
/// cells, the network that they make, and its mean state.
///
/// Every cell is replaced by a line through its mean current, with the slope that its current has
/// over its voltage on the average of the row's own inputs:
///
///     d = Cov(f + h b, w) / Var(w)      h = mean of the slope over the bit-line voltage
///
/// For cells of two terminals both slopes are Cov(f, v) / Var(v). Whatever of the current the line
/// leaves out is uncorrelated with the voltage: of all lines this one has the least mean square of it,
/// and no slope at one point would do as well for inputs that are spread. Slopes need voltages and
/// voltages slopes; from the drivers' voltages two rounds settle it, which changes the split between
/// line and rest, and not the sum of both.
struct MeanField {
  let array: EffectiveArray
  let grid: LevelGrid
  /// The slopes, in siemens; *rows · columns*.
  private(set) var wordSlopes: [Double]
  private(set) var bitSlopes: [Double]
  /// What the line of every cell passes at 0 V, in amperes.
  private(set) var sources: [Double]
  /// The mean voltages of the nodes, in volts.
  private(set) var word: [Double]
  private(set) var bit: [Double]
  private(set) var response: ArrayResponse

  /// The rounds of slopes and voltages after the first, which knows the drivers' voltages alone.
  private static let rounds = 1

  init(_ array: EffectiveArray, statistics: InputStatistics) {
    var grid = LevelGrid(statistics, technology: array.crossbar.technology)
    grid.chooseNodes(for: array.cells)
    self.array = array
    self.grid = grid
    let count = array.rows * array.columns
    wordSlopes = Array(repeating: 0, count: count)
    bitSlopes = wordSlopes
    sources = wordSlopes
    word = Array(repeating: grid.mean, count: count)
    bit = wordSlopes
    // Before anything is known every cell sees its driver's voltage.
    var reach = [Double](repeating: 1, count: count)
    response = Self.empty(array)
    takeStatistics(reach: reach, slopes: true)
    for round in 0...Self.rounds {
      response = ArrayResponse(
        circuit: array.circuit, wordSlopes: wordSlopes, bitSlopes: bitSlopes)
      reach = response.reach
      solve()
      takeStatistics(reach: reach, slopes: round < Self.rounds)
    }
    solve()
  }

  private static func empty(_ array: EffectiveArray) -> ArrayResponse {
    let none = [Double](repeating: 0, count: array.rows * array.columns)
    return ArrayResponse(circuit: array.circuit, wordSlopes: none, bitSlopes: none)
  }

  /// The statistics of every cell whose word line follows its driver by a part, with its bit line at
  /// rest.
  private mutating func takeStatistics(reach: [Double], slopes: Bool) {
    let voltages = grid.nodeVoltages
    let weights = grid.nodeWeights
    let mean = grid.mean
    // Inputs of one voltage say nothing of slopes: the laws' own are taken.
    let isConstant = zip(grid.voltages, grid.probabilities).allSatisfy { $0 == mean || $1 == 0 }
    var values: [CellValues] = []
    var words: [SIMD8<Double>] = []
    for cell in sources.indices {
      values.removeAll(keepingCapacity: true)
      words.removeAll(keepingCapacity: true)
      for voltage in voltages {
        let word = word[cell] + reach[cell] * (voltage - mean)
        words.append(word)
        values.append(
          CellValues(
            array.cells, cell: cell, word: word, bit: SIMD8(repeating: bit[cell]),
            hasSlopes: slopes && isConstant))
      }
      take(cell, values: values, words: words, bits: nil, weights: weights, slopes: slopes)
    }
  }

  /// The mean line of one cell.
  private mutating func take(
    _ cell: Int, values: [CellValues], words: [SIMD8<Double>], bits: [SIMD8<Double>]?,
    weights: [SIMD8<Double>], slopes: Bool
  ) {
    var (meanCurrent, meanWord, meanBit, bitSlope, wordSlope) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for group in weights.indices {
      meanCurrent += (weights[group] * values[group].current).sum()
      meanWord += (weights[group] * words[group]).sum()
      meanBit +=
        bits.map { (weights[group] * $0[group]).sum() } ?? (weights[group].sum() * bit[cell])
      bitSlope += (weights[group] * values[group].bitSlope).sum()
      wordSlope += (weights[group] * values[group].wordSlope).sum()
    }
    if slopes {
      let isTwoTerminal = array.cells.law.isTwoTerminal
      // Centered sums: E[f v] − E[f] E[v] would cancel where inputs hardly vary.
      var (covariance, variance) = (0.0, 0.0)
      for group in weights.indices {
        let deviation = bits.map { $0[group] - meanBit } ?? .zero
        let current = values[group].current - meanCurrent
        let word = words[group] - meanWord
        if isTwoTerminal {
          covariance += (weights[group] * current * (word - deviation)).sum()
          variance += (weights[group] * (word - deviation) * (word - deviation)).sum()
        } else {
          covariance += (weights[group] * (current + bitSlope * deviation) * word).sum()
          variance += (weights[group] * word * word).sum()
        }
      }
      // Without any variance the slope is that of the law. None is negative, or the network of lines
      // would give power.
      let slope = variance > 0 ? max(0, covariance / variance) : max(0, wordSlope)
      wordSlopes[cell] = slope
      bitSlopes[cell] = isTwoTerminal ? slope : max(0, bitSlope)
    }
    sources[cell] = meanCurrent - wordSlopes[cell] * meanWord + bitSlopes[cell] * meanBit
  }

  /// The mean state of the network.
  private mutating func solve() {
    let bundle = VectorBundle(rows: array.rows, columns: array.columns)
    for row in 0..<array.rows { bundle.inputs.lanes[row] = SIMD8(repeating: grid.mean) }
    for cell in sources.indices { bundle.sources.lanes[cell] = SIMD8(repeating: sources[cell]) }
    response.solve(bundle)
    word = bundle.word.lanes.map { $0[0] }
    bit = bundle.bit.lanes.map { $0[0] }
  }

  /// The lines through 0 V that come closest to the laws of all cells over the inputs' statistics,
  /// in siemens.
  var secants: (word: [Double], bit: [Double]) {
    var (words, bits) = (wordSlopes, bitSlopes)
    let isTwoTerminal = array.cells.law.isTwoTerminal
    let reach = response.reach
    for cell in sources.indices {
      var (product, square) = (0.0, 0.0)
      for (voltage, weight) in zip(grid.nodeVoltages, grid.nodeWeights) {
        let own = word[cell] + reach[cell] * (voltage - grid.mean)
        let opposite = SIMD8(repeating: bit[cell])
        let current = array.cells.currents(
          cell, word: own, bit: opposite, count: VectorBundle.width)
        // E[f v] / E[v²]: the least squares of f − g v.
        let across = isTwoTerminal ? own - opposite : own
        let line = isTwoTerminal ? current : current + bitSlopes[cell] * opposite
        product += (weight * line * across).sum()
        square += (weight * across * across).sum()
      }
      words[cell] = square > 0 ? max(0, product / square) : wordSlopes[cell]
      if isTwoTerminal { bits[cell] = words[cell] }
    }
    return (words, bits)
  }

  /// What surrounds a row.
  func surroundings(_ response: RowResponse) -> OwnRow.Surroundings {
    let range = response.row * array.columns..<(response.row + 1) * array.columns
    return OwnRow.Surroundings(
      response: response, wordSlopes: wordSlopes[range], bitSlopes: bitSlopes[range],
      sources: sources[range], word: word[range], bit: bit[range], mean: grid.mean)
  }
}
