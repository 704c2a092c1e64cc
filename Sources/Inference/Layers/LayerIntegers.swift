internal import Execution

/// The arrays of a layer as integers.
struct LayerIntegers: Sendable {
  /// For each group its arrays; nil for those that are read otherwise.
  var groups: [(any CodeProduct)?] = []
  /// The arrays of all groups at once, for layers with a channel a group.
  var all: DepthwiseLayer?
}
