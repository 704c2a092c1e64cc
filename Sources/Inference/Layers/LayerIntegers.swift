package import Execution

/// The arrays of a layer as integers.
package struct LayerIntegers: Sendable {
  /// For each group its arrays; nil for groups that are not read behind ideal converters of few bits, or neither by
  /// products nor by two-point members.
  package var groups: [(any CodeProduct)?] = []
  /// The arrays of all groups at once, for layers with a channel a group.
  var all: (any ChannelLayer)?
}
