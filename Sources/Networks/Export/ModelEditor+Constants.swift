internal import Configuration
internal import Foundation
internal import SwiftProtobuf

/// The constants that a model needs, all of them inside.
extension ModelEditor {
  /// Removes the constants that nodes read before and nobody reads now, with the nodes that made them.
  mutating func removeUnread() {
    var producers: [String: Int] = [:]
    for (place, node) in model.graph.node.enumerated() {
      for output in node.output { producers[output] = place }
    }
    var unread: Set<String> = []
    var nodes: Set<Int> = []
    while let name = dropped.popLast() {
      guard readings[name, default: 0] == 0, unread.insert(name).inserted,
        let place = producers[name]
      else { continue }
      let node = model.graph.node[place]
      guard node.output.allSatisfy({ readings[$0, default: 0] == 0 }),
        nodes.insert(place).inserted
      else { continue }
      for input in node.input { drop(input) }
    }
    let initializers = Set(model.graph.initializer.map(\.name)).intersection(unread)
    model.graph.initializer.removeAll { initializers.contains($0.name) }
    model.graph.input.removeAll { initializers.contains($0.name) }
    guard !nodes.isEmpty else { return }
    // A node without a name is known by its place, which moves now.
    for place in model.graph.node.indices { model.graph.node[place].name = label(of: place) }
    model.graph.node = model.graph.node.indices.filter { !nodes.contains($0) }
      .map { model.graph.node[$0] }
  }

  /// Takes in the numbers that lie in other files.
  ///
  /// - Throws: `InputError` if a place is not inside its file.
  mutating func takeNumbersIn() throws {
    for place in model.graph.initializer.indices {
      try takeIn(&model.graph.initializer[place])
    }
    for place in model.graph.node.indices { try takeIn(&model.graph.node[place]) }
    for function in model.functions.indices {
      for place in model.functions[function].node.indices {
        try takeIn(&model.functions[function].node[place])
      }
    }
  }

  private func takeIn(_ node: inout ONNXNodeProto) throws {
    for place in node.attribute.indices where node.attribute[place].hasT {
      // What is no tensor stands in a function that nobody calls.
      guard var tensor = try? ONNXTensorProto(serializedBytes: node.attribute[place].t),
        tensor.dataLocation == 1
      else { continue }
      try takeIn(&tensor)
      node.attribute[place].t = try tensor.serializedBytes()
    }
  }

  private func takeIn(_ tensor: inout ONNXTensorProto) throws {
    guard tensor.dataLocation == 1 else { return }
    let width = ElementType(rawValue: tensor.dataType)?.width ?? 0
    let name = tensor.name
    let count = elementCount(tensor.dims.map(Int.init), limit: NetworkLimits.constants) ?? 0
    tensor.take(
      try external.bytes(of: tensor, count: count * width) { found, accepted in
        InputError(
          source: source, location: "initializer \"\(name)\"", found: found, accepted: accepted)
      })
  }
}
