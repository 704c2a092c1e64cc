internal import Configuration
internal import Foundation

/// One circuit, one analysis, and the vectors that are wanted from it.
public struct SpiceJob: Sendable, Codable, Equatable {
  /// The name of the case, for messages.
  public var id: String
  /// The circuit: title line, elements, `.options`, `.end`; data alone, without a control block.
  public var deck: String
  /// The analysis command, such as `op`, `dc vidx 0 63 1` or `tran 1e-12 1e-8 0 1e-9`.
  public var analysis: String
  /// The wanted vectors, such as `i(vsense0)` and `v(b_0_0)`; of a transient also `time`.
  public var vectors: [String]
  /// The length that every vector must have: 1 for `op`, the number of wanted points for `dc`, the
  /// largest accepted length for `tran`.
  public var pointCount: Int
  /// The time after which the worker is killed, in seconds.
  public var deadlineSeconds: Double
  /// Whether a solution found by gmin or source stepping is accepted.
  public var acceptsHomotopy: Bool
  /// The simulated point that is the first wanted one; the points before it only lead there.
  public var firstPoint: Int
  /// The number of simulated points from one wanted point to the next.
  public var pointStride: Int

  /// Creates a job.
  public init(
    id: String, deck: String, analysis: String, vectors: [String], pointCount: Int,
    deadlineSeconds: Double, acceptsHomotopy: Bool = false, firstPoint: Int = 0,
    pointStride: Int = 1
  ) {
    self.id = id
    self.deck = deck
    self.analysis = analysis
    self.vectors = vectors
    self.pointCount = pointCount
    self.deadlineSeconds = deadlineSeconds
    self.acceptsHomotopy = acceptsHomotopy
    self.firstPoint = firstPoint
    self.pointStride = pointStride
  }

  /// Whether fewer points than ``pointCount`` are accepted: the simulator chooses the time points
  /// of a transient, which all its vectors share.
  public var isTransient: Bool {
    analysis.split(separator: " ").first?.lowercased() == "tran"
  }

  /// The SHA-256 of the deck's UTF-8 text, in hexadecimal.
  public var deckDigest: String { Checksum.of(Data(deck.utf8)) }
}
