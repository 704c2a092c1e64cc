public import Crossbars
public import LinearAlgebra

/// The circuits of an array under a batch of inputs: one for every set of open rows.
public struct DeckSeries: Sendable {
  /// The circuits.
  public let decks: [CrossbarDeck]
  /// The numbers of the input vectors of every circuit in the batch.
  public let samples: [[Int]]

  /// Describes an array under a batch of inputs.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - inputs: The inputs of the rows, in volts; *batch × rows*, at least one.
  public init(_ crossbar: Crossbar, inputs: Matrix) {
    let groups = crossbar.technology.read.mode.groups(of: inputs)
    samples = groups.map(\.samples)
    decks = groups.map { group in
      CrossbarDeck(crossbar, inputs: Matrix(group.samples.map { inputs.row($0) }))
    }
  }

  /// The options of the circuits; a line for every circuit whose options differ.
  public var options: String {
    var lines: [String] = []
    for deck in decks where !lines.contains(deck.options) { lines.append(deck.options) }
    return lines.joined(separator: "\n")
  }

  /// The texts of all circuits, one after the other; its digest stands for the whole series.
  public var circuits: String { decks.map(\.circuit).joined() }
}
