public import Crossbars
public import LinearAlgebra

/// The circuits of an array under a batch of inputs: one for every set of open rows, and more of a batch
/// that is too large for one.
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
  ///   - largestBatch: The most input vectors of a circuit; nil for any number.
  public init(_ crossbar: Crossbar, inputs: Matrix, largestBatch: Int? = nil) {
    let groups = crossbar.technology.read.mode.groups(of: inputs)
    let length = max(1, largestBatch ?? inputs.rows)
    samples = groups.flatMap { group in
      stride(from: 0, to: group.samples.count, by: length).map {
        Array(group.samples[$0...].prefix(length))
      }
    }
    decks = samples.map { samples in
      CrossbarDeck(crossbar, inputs: Matrix(samples.map { inputs.row($0) }))
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
