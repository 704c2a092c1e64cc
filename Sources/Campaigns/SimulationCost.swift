internal import Foundation

/// What a simulation will cost.
///
/// The simulator orders its matrix once per deck, which grows with about the fifth power of the
/// array's side (0.09 s at 32, 2.3 s at 64, 60 to 100 s at 128), and then pays for every input
/// vector (0.15 s at 64). Non-linear cells take about four times as long.
public enum SimulationCost {
  /// The expected time of one deck, in seconds.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - batch: The number of input vectors.
  ///   - isOhmic: Whether all cells are ohmic.
  /// - Returns: The time, in seconds, on a processor of the year 2023.
  public static func seconds(rows: Int, columns: Int, batch: Int, isOhmic: Bool) -> Double {
    let side = (Double(rows) * Double(columns)).squareRoot() / 64
    let ordering = 2.3 * pow(side, 5)
    let solving = 0.15 * pow(side, 3.5) * Double(batch)
    return (isOhmic ? 1 : 4) * (ordering + solving)
  }

  /// The most time points that a transient may have: what an answer holds, at most 20 000.
  static func transientPointLimit(vectors: Int) -> Int {
    min(20_000, ((1 << 24) - 1) / vectors)
  }

  /// The time after which a transient is given up: ten times what a thousand points should take.
  static func transientDeadline(rows: Int, columns: Int, isOhmic: Bool) -> Double {
    deadline(rows: rows, columns: columns, batch: 1000, isOhmic: isOhmic)
  }

  /// The time after which a simulation is given up: ten times what it should take, never less than
  /// a minute.
  static func deadline(rows: Int, columns: Int, batch: Int, isOhmic: Bool) -> Double {
    max(60, 10 * seconds(rows: rows, columns: columns, batch: batch, isOhmic: isOhmic))
  }
}
