internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// The array with the same voltage at every driver: the exact state, and the linear network that the
/// slopes of its cells make there.
struct CommonDrive {
  /// The voltage of every driver, in volts.
  let voltage: Double
  /// The slopes of the cells over their word-line and bit-line voltages, in siemens; *rows · columns*.
  let wordSlopes: [Double]
  let bitSlopes: [Double]
  /// What a cell passes beside its slopes, in amperes.
  let sources: [Double]
  /// The voltages of the lines at every cell, in volts.
  let word: [Double]
  let bit: [Double]
  /// The column currents, in amperes.
  let currents: [Double]
  /// How the network answers.
  let response: any RowNetwork

  /// The slopes of cells over their word-line and bit-line voltages, in siemens; *rows · columns*.
  struct Slopes {
    var word: [Double]
    var bit: [Double]
  }

  /// The slopes of the cells here.
  var slopes: Slopes { Slopes(word: wordSlopes, bit: bitSlopes) }

  /// How far below the voltage of a cell its slope is taken, as a part of the read voltage.
  ///
  /// Laws may have a kink at 0 V, and cells of rows at rest lie below it, since the bit lines rise.
  private static let below = 1e-7

  /// Linearizes an array around a solution.
  ///
  /// - Parameters:
  ///   - array: The array.
  ///   - voltage: The voltage of every driver, in volts.
  ///   - word: The word-line voltages of the solution, in volts; *rows · columns*.
  ///   - bit: Its bit-line voltages.
  ///   - currents: Its column currents, in amperes.
  init(
    _ array: EffectiveArray, voltage: Double, word: [Double], bit: [Double], currents: [Double]
  ) {
    self.voltage = voltage
    self.word = word
    self.bit = bit
    self.currents = currents
    var words = [Double](repeating: 0, count: word.count)
    var (bits, sources) = (words, words)
    let step = Self.below * array.crossbar.technology.read.voltage
    let passed = array.cells.currents(word: word, bit: bit)
    for cell in words.indices {
      let (w, b) = (word[cell], bit[cell])
      let slopes = array.cells.current(cell, word: w, bit: b + (w == b ? step : 0))
      words[cell] = max(0, slopes.wordSlope)
      bits[cell] = max(0, slopes.bitSlope)
      sources[cell] = passed[cell] - words[cell] * w + bits[cell] * b
    }
    (wordSlopes, bitSlopes, self.sources) = (words, bits, sources)
    response = array.network(wordSlopes: words, bitSlopes: bits)
  }

  /// What surrounds a row whose neighbors are driven.
  func surroundings(_ response: RowResponse) -> OwnRow.Surroundings {
    let range = range(response)
    return OwnRow.Surroundings(
      response: response, wordSlopes: wordSlopes[range], bitSlopes: bitSlopes[range],
      sources: sources[range], word: word[range], bit: bit[range], mean: voltage)
  }

  /// What surrounds a row whose neighbors are driven to the opposite voltage, if the laws are odd.
  func mirroredSurroundings(_ response: RowResponse) -> OwnRow.Surroundings {
    let range = range(response)
    return OwnRow.Surroundings(
      response: response, wordSlopes: wordSlopes[range], bitSlopes: bitSlopes[range],
      sources: ArraySlice(sources[range].map(-)), word: ArraySlice(word[range].map(-)),
      bit: ArraySlice(bit[range].map(-)), mean: -voltage)
  }

  /// What surrounds a row whose neighbors have the state of another drive and the slopes of this one.
  func surroundings(_ response: RowResponse, state: CommonDrive) -> OwnRow.Surroundings {
    let range = range(response)
    let sources = range.map { cell in
      state.sources[cell] + (state.wordSlopes[cell] - wordSlopes[cell]) * state.word[cell]
        - (state.bitSlopes[cell] - bitSlopes[cell]) * state.bit[cell]
    }
    return OwnRow.Surroundings(
      response: response, wordSlopes: wordSlopes[range], bitSlopes: bitSlopes[range],
      sources: ArraySlice(sources), word: state.word[range], bit: state.bit[range],
      mean: state.voltage)
  }

  private func range(_ response: RowResponse) -> Range<Int> {
    let columns = response.currentByDrive.count
    return response.row * columns..<(response.row + 1) * columns
  }
}
