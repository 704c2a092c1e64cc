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
  /// The word-line voltages, in volts; one array over time per cell, row by row.
  let wordLine: [[Double]]
  /// The bit-line voltages, in volts; one array over time per cell, row by row.
  let bitLine: [[Double]]

  /// The names of the vectors, in the order that ``init(_:of:)`` takes.
  static func vectors(of deck: TransientDeck) -> [String] {
    [TransientDeck.timeVector] + deck.currentVectors + deck.sourceCurrentVectors
      + deck.sourceVoltageVectors + deck.voltageVectors
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
    times = take(1)[0]
    columnCurrents = take(deck.crossbar.columns)
    // The simulator counts a current into a source as positive.
    sourceCurrents = take(driven).map { $0.map { -$0 } }
    sourceVoltages = take(driven)
    wordLine = take(cells)
    bitLine = take(cells)
  }
}
