/// What a data set asks of a network.
public enum NetworkTask: String, Sendable, CaseIterable {
  /// A class for each sample, or one for each of its positions.
  case classes
  /// Numbers for each sample, as many as the network has outputs.
  case regression
}
