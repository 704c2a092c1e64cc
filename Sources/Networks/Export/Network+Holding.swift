internal import Configuration
package import Foundation

/// Networks with other numbers in their matrix layers, and the files that have them.
extension Network {
  /// The same network with other numbers in its matrix layers.
  ///
  /// - Parameter parameters: The numbers in the order of ``ParameterLayout``, as many as it counts.
  /// - Returns: The network; its ``sha256`` is that of the file's digest and these numbers.
  /// - Throws: `InputError` that names a recurrent layer whose first step starts from outputs other
  ///   than 0, if its numbers differ from the file's.
  package func holding(parameters: [Float]) throws -> Network {
    var graph = graph
    graph.layers = ParameterLayout(graph.layers).layers(of: parameters, like: graph.layers)
    for (index, place) in graph.places.enumerated() where place.isUsedUp {
      guard graph.layers[index].weights == matrixLayers[index].weights else {
        throw refusal(place)
      }
    }
    let bytes = parameters.withUnsafeBytes { Data($0) }
    return Network(self, graph: graph, sha256: Checksum.of(Data(sha256.utf8) + bytes))
  }

  /// The network's ONNX file with other numbers in its matrix layers.
  ///
  /// Operators, names, opsets and what else the file says stay as they are. Normalizations that are
  /// folded into a layer end as folded; constants that nothing reads any more are left out, and
  /// numbers that lay in other files stand inside. The same numbers give the same bytes.
  ///
  /// The bytes are read back, which takes as long as reading the network's own file.
  ///
  /// - Parameter parameters: The numbers in the order of ``ParameterLayout``, as many as it counts.
  /// - Returns: The bytes; the network that is read from them has these numbers exactly.
  /// - Throws: `InputError` that names the node if numbers other than the file's are not finite or
  ///   cannot be put back: those of layers inside functions, of operands whose axes an `Einsum`
  ///   mixes, and of what ``holding(parameters:)`` refuses; also if a file would pass 2 GiB.
  package func onnx(holding parameters: [Float]) throws -> Data {
    let held = try holding(parameters: parameters).graph
    var model = try ModelEditor(file, source: source)
    model.put(held.layers, places: held.places)
    let data = try model.data()
    let written = try Network(data, source: source, imageShapes: [inputShape])
    try require(written.graph, toBe: held)
    return data
  }

  /// Checks that a graph that was written and read back is the one that was meant.
  private func require(_ written: Graph, toBe held: Graph) throws {
    func steps(_ graph: Graph) -> [String] { graph.steps.map { "\($0.name) (\($0.kind))" } }
    guard steps(written) == steps(held), written.layers.count == held.layers.count else {
      throw InputError(
        source: source, found: "other numbers, with which the file has other steps",
        accepted: "layers whose operands are constants of the file")
    }
    for (index, (found, wanted)) in zip(written.layers, held.layers).enumerated() {
      guard found.name == wanted.name, found.kind == wanted.kind, found.inputs == wanted.inputs,
        found.outputs == wanted.outputs, found.weights == wanted.weights, found.bias == wanted.bias
      else { throw refusal(held.places[index]) }
    }
  }

  private func refusal(_ place: LayerPlace) -> InputError {
    InputError(
      source: source, location: place.location,
      found: place.hindrance?.found ?? "other numbers, which the file does not keep",
      accepted: place.hindrance?.accepted ?? "its own numbers")
  }
}
