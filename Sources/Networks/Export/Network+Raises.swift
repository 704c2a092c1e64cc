internal import Configuration
internal import Foundation

/// Networks whose weights have spreads beside their means.
extension Network {
  /// The same network with raises of the pairs of cells that hold its weights.
  ///
  /// - Parameter raises: For each layer, and each of its groups, *inputs × outputs* parts of a cell's range, from 0 to 1;
  ///   nil for a layer without.
  /// - Returns: The network; its ``sha256`` is that of the file's digest and these numbers.
  package func raised(by raises: [[[Float]]?]) -> Network {
    precondition(raises.count == matrixLayers.count, "raises of another network")
    var graph = graph
    graph.layers = zip(graph.layers, raises).map { $0.raised(by: $1) }
    let bytes = raises.flatMap { $0 ?? [] }.joined().map { $0 }.withUnsafeBytes { Data($0) }
    return Network(self, graph: graph, sha256: Checksum.of(Data(sha256.utf8) + bytes))
  }
}
