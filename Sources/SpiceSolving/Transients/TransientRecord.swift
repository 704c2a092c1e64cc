internal import Crossbars
internal import Netlists

/// The vectors of one simulated read.
struct TransientRecord {
  /// The time points, in seconds.
  let times: [Double]
  /// The column currents, in amperes; one array over time per column.
  let columnCurrents: [[Double]]
  /// The currents that the sources of the driven rows deliver, in amperes.
  let sourceCurrents: [[Double]]
  /// The voltages of the sources of the driven rows, in volts.
  let sourceVoltages: [[Double]]
  /// The currents that the sources of the gate lines deliver, in amperes; none without transistors.
  let gateCurrents: [[Double]]
  /// The voltages at the inputs of the amplifiers, in volts; none without amplifiers.
  let amplifierInputs: [[Double]]
  /// The word-line voltages, in volts; one array over time per cell, row by row.
  let wordLine: [[Double]]
  /// The bit-line voltages, in volts; one array over time per cell, row by row.
  let bitLine: [[Double]]

  private let columns: Int

  /// The voltage of a cell's word-line node over time, in volts.
  func wordLine(_ row: Int, _ column: Int) -> [Double] { wordLine[row * columns + column] }

  /// The voltage of a cell's bit-line node over time, in volts.
  func bitLine(_ row: Int, _ column: Int) -> [Double] { bitLine[row * columns + column] }

  /// The names of the vectors, in the order that ``init(_:of:)`` takes.
  static func vectors(of deck: TransientDeck) -> [String] {
    [TransientDeck.timeVector] + deck.currentVectors + deck.sourceCurrentVectors
      + deck.sourceVoltageVectors + deck.gateCurrentVectors
      + deck.amplifierInputVectors + deck.voltageVectors
  }

  /// Sorts simulated vectors.
  init(_ vectors: [[Double]], of deck: TransientDeck) {
    var rest = vectors[...]
    func take(_ count: Int) -> [[Double]] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    let driven = deck.drivenRows.count
    let cells = deck.crossbar.rows * deck.crossbar.columns
    columns = deck.crossbar.columns
    times = take(1)[0]
    columnCurrents = take(deck.crossbar.columns)
    // The simulator counts a current into a source as positive.
    sourceCurrents = take(driven).map { $0.map { -$0 } }
    sourceVoltages = take(driven)
    gateCurrents = take(deck.gateCurrentVectors.count).map { $0.map { -$0 } }
    amplifierInputs = take(deck.amplifierInputVectors.count)
    wordLine = take(cells)
    bitLine = take(cells)
  }
}
