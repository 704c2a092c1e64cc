/// A figure that gnuplot draws.
public protocol Figure: Sendable {
  /// What the figure shows, for readers who see only the figure.
  var caption: String { get }
  /// The gnuplot commands that draw it, data included; the terminal is set before them.
  var script: String { get }
}
