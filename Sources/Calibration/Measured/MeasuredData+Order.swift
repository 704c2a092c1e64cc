internal import Configuration
internal import Crossbars
internal import Foundation
internal import LinearAlgebra

extension MeasuredData {
  /// Of the variance of readings a technology that is about right leaves less unexplained.
  private static let suspiciousPart = 0.02
  /// An order of rows and columns is the right one if it leaves so much less unexplained.
  private static let betterOrder = 0.25
  /// Currents with such a difference from what the technology predicts, as a part of their variance and
  /// of their RMS, belong to other files.
  private static let unrelated = (variance: 0.5, rms: 0.3)

  /// Refuses files whose rows, columns or vectors are in different orders.
  ///
  /// - Parameter expected: The currents that the technology predicts for every case, in amperes;
  ///   *batch × columns* each.
  /// - Throws: `InputError` with the file of the conductances if another order of its rows and columns
  ///   explains the currents and the given one does not, or with that of the currents if they have
  ///   little to do with the other files.
  func refuseOrder(expected: [Matrix]) throws {
    var rest = expected[...]
    for item in measurements {
      let own = Array(rest.prefix(item.cases.count))
      rest = rest.dropFirst(item.cases.count)
      let given = Self.unexplained(item.cases, by: own)
      guard given.variance > Self.suspiciousPart else { continue }
      for (name, order) in Self.orders {
        let ideal = item.cases.map { array in order(array.conductances).map { array.inputs * $0 } }
        guard !ideal.contains(where: { $0 == nil }) else { continue }
        let other = Self.unexplained(item.cases, by: ideal.compactMap { $0 })
        guard other.variance < Self.betterOrder * given.variance else { continue }
        throw InputError(
          source: item.files.conductances,
          found: String(
            format:
              "conductances that leave %.0f %% of the variance of %@ unexplained, and %.1f %% ",
            100 * given.variance, item.files.currents, 100 * other.variance) + "with \(name)",
          accepted: "rows in the order of the voltages, columns in that of the currents")
      }
      guard given.variance > Self.unrelated.variance, given.rms > Self.unrelated.rms else {
        continue
      }
      throw InputError(
        source: item.files.currents,
        found: String(
          format: "currents of which the conductances and voltages leave %.0f %% of the variance "
            + "unexplained", 100 * given.variance),
        accepted:
          "rows, columns, vectors and arrays in the same order in all files, and a technology "
          + "that is about right")
    }
  }

  /// Orders in which conductances are written by mistake; nil where they do not fit the array.
  private static let orders: [(name: String, order: @Sendable (Matrix) -> Matrix?)] = [
    ("rows and columns exchanged", { $0.rows == $0.columns ? $0.transposed : nil }),
    (
      "the rows from the last to the first",
      { cells in
        Matrix(rows: cells.rows, columns: cells.columns) { cells[cells.rows - 1 - $0, $1] }
      }
    ),
    (
      "the columns from the last to the first",
      { cells in
        Matrix(rows: cells.rows, columns: cells.columns) { cells[$0, cells.columns - 1 - $1] }
      }
    ),
  ]

  /// What the best offset and factor of predicted currents leave of the readings: of their variance,
  /// and the RMS over theirs.
  private static func unexplained(
    _ cases: [CalibrationCase], by predictions: [Matrix]
  ) -> (variance: Double, rms: Double) {
    var pairs: [(x: Double, y: Double)] = []
    for (item, predicted) in zip(cases, predictions) {
      for (reading, current) in zip(item.columnCurrents.elements, predicted.elements)
      where !reading.isNaN { pairs.append((current, reading)) }
    }
    let count = Double(max(pairs.count, 1))
    // Too few for an order to be seen.
    guard pairs.count >= 16 else { return (0, 0) }
    let (x, y) = (
      pairs.reduce(0) { $0 + $1.x } / count, pairs.reduce(0) { $0 + $1.y } / count
    )
    let xx = pairs.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
    let yy = pairs.reduce(0) { $0 + ($1.y - y) * ($1.y - y) }
    let xy = pairs.reduce(0) { $0 + ($1.x - x) * ($1.y - y) }
    guard xx > 0, yy > 0 else { return (0, 0) }
    let left = max(yy - xy * xy / xx, 0)
    let squares = pairs.reduce(0) { $0 + $1.y * $1.y }
    return (left / yy, (left / squares).squareRoot())
  }
}
