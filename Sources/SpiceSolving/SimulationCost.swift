public import Crossbars
internal import Foundation

/// What a simulation will cost.
///
/// The simulator orders its matrix once per deck, which grows with about the fifth power of the
/// array's side (0.09 s at 32, 2.3 s at 64, 60 to 100 s at 128), and then pays for every input
/// vector. Non-linear cells take several Newton steps a vector. Measured at 64 × 64 with ngspice
/// 39, a vector takes 0.15 s with ohmic cells, 0.6 s with sinh cells or selectors, 0.45 s with
/// level-1 and 1.0 s with BSIM4 transistors.
public enum SimulationCost {
  /// The expected time of one batch, in seconds.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - batch: The number of input vectors.
  ///   - technology: The technology of the array.
  ///   - decks: The number of decks; nil for one, or one for every input vector where unselected
  ///     rows float.
  /// - Returns: The time, in seconds, on a processor of the year 2023.
  public static func seconds(
    rows: Int, columns: Int, batch: Int, technology: Technology, decks: Int? = nil
  ) -> Double {
    let side = (Double(rows) * Double(columns)).squareRoot() / 64
    let decks = Double(
      decks ?? self.decks(batch: batch, technology: technology))
    let ordering = 2.3 * pow(side, 5) * decks
    let solving = secondsPerVector(technology) * pow(side, 3.5) * Double(batch)
    // Writing, reading and certifying take time even if the array is tiny.
    return 0.003 * decks + ordering + solving
  }

  /// The number of decks of a batch: where unselected rows float, almost every input vector is a
  /// deck of its own.
  ///
  /// - Parameters:
  ///   - batch: The number of input vectors.
  ///   - technology: The technology of the array.
  /// - Returns: The number.
  public static func decks(batch: Int, technology: Technology) -> Int {
    technology.read.mode.unselectedRows == .floating ? batch : 1
  }

  /// The time of an input vector at 64 × 64, in seconds.
  private static func secondsPerVector(_ technology: Technology) -> Double {
    switch technology.cell.topology {
    case .memory: technology.cell.device.isOhmic ? 0.15 : 0.6
    case .selector: 0.6
    case .transistor(let transistor):
      switch transistor.model {
      case .level1: technology.cell.device.isOhmic ? 0.45 : 0.6
      case .bsim4: 1.0
      }
    }
  }

  /// The most time points that a transient may have: what an answer holds, at most 20 000.
  static func transientPointLimit(vectors: Int) -> Int {
    min(20_000, ((1 << 24) - 1) / vectors)
  }

  /// The expected time of one transient read, in seconds: a deck, and one of twice the points.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - technology: The technology of the array.
  /// - Returns: The time, in seconds, on a processor of the year 2023.
  package static func transientSeconds(rows: Int, columns: Int, technology: Technology) -> Double {
    var technology = technology
    technology.read.mode = .standard
    return seconds(rows: rows, columns: columns, batch: 1500, technology: technology, decks: 2)
  }

  /// The time after which a transient is given up: ten times what a thousand points
  /// should take, at two solutions a point.
  static func transientDeadline(rows: Int, columns: Int, technology: Technology) -> Double {
    var technology = technology
    technology.read.mode = .standard
    return deadline(rows: rows, columns: columns, batch: 2000, technology: technology)
  }

  /// The time after which a simulation is given up: ten times what it should take, never less than
  /// a minute.
  static func deadline(
    rows: Int, columns: Int, batch: Int, technology: Technology
  ) -> Double {
    max(60, 10 * seconds(rows: rows, columns: columns, batch: batch, technology: technology))
  }
}
