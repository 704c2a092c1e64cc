internal import Foundation
public import Crossbars

/// What a simulation will cost.
///
/// The simulator orders its matrix once per deck, which grows with about the fifth power of the
/// array's side (0.09 s at 32, 2.3 s at 64, 60 to 100 s at 128), and then pays for every input
/// vector (0.15 s at 64). Non-linear cells take about four times as long.
public struct SimulationCost: Sendable, Equatable {
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// The number of input vectors.
  public var batch: Int
  /// The number of decks that the input vectors need: one for every set of connected rows.
  public var decks: Int
  /// How much longer a deck of these cells takes than one of ohmic cells.
  public var cellFactor: Double

  /// Creates the cost of a simulation.
  ///
  /// - Parameters:
  ///   - technology: The technology of the array.
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  ///   - batch: The number of input vectors.
  ///   - patterns: The number of different sets of connected rows among them.
  public init(
    _ technology: Technology, rows: Int, columns: Int, batch: Int, patterns: Int = 1
  ) {
    self.rows = rows
    self.columns = columns
    self.batch = batch
    decks = patterns
    switch technology.topology {
    case .memory: cellFactor = technology.device.isOhmic ? 1 : 4
    case .selector: cellFactor = 6
    case .transistor: cellFactor = 8
    }
  }

  /// The expected time of all decks on one processor of the year 2023, in seconds.
  public var seconds: Double {
    let side = (Double(rows) * Double(columns)).squareRoot() / 64
    let ordering = 2.3 * pow(side, 5) * Double(decks)
    let solving = 0.15 * pow(side, 3.5) * Double(batch)
    // Starting, reading and certifying a deck takes time even if it is tiny.
    return 0.002 * Double(decks) + cellFactor * (ordering + solving)
  }

  /// The time after which a simulation is given up: ten times what it should take, never less than
  /// a minute.
  var deadline: Double { max(60, 10 * seconds) }
}
