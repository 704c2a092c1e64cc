internal import Configuration
internal import Foundation
internal import SwiftProtobuf

/// Turns an ONNX model into a graph of steps for one image.
///
/// The batch is the first axis of every tensor and has the extent 1 here; whatever would mix images
/// is refused.
struct GraphImporter {
  let source: String
  private(set) var opset = 0
  var graph = Graph()
  var drafts: [LayerDraft] = []
  private var values: [String: GraphValue] = [:]
  private var totalElements = 0
  private var totalConstants = 0

  /// The extents to take where the file leaves them free; without the batch.
  private let freeExtents: [Int]?

  init(source: String, freeExtents: [Int]?) {
    self.source = source
    self.freeExtents = freeExtents
  }

  private func refusal(_ location: String?, _ found: String, _ accepted: String? = nil)
    -> InputError
  {
    InputError(source: source, location: location, found: found, accepted: accepted)
  }

  /// Reads the bytes of an ONNX file.
  ///
  /// - Parameter data: The file.
  /// - Returns: The graph, with normalizations folded and unread steps removed.
  /// - Throws: `InputError` if anything is malformed or not supported.
  mutating func read(_ data: Data) throws -> Graph {
    let model: ONNXModelProto
    do {
      model = try ONNXModelProto(serializedBytes: data)
    } catch {
      throw refusal(nil, "the bytes are not a protobuf message (\(error))", "an ONNX model")
    }
    guard model.hasGraph, !model.graph.node.isEmpty else {
      throw refusal(nil, "there is no graph with nodes", "an ONNX model")
    }
    try readOpset(model)
    let proto = model.graph
    guard proto.sparseInitializer.isEmpty else {
      throw refusal("sparse_initializer", "a sparse constant", "dense constants")
    }
    for initializer in proto.initializer {
      let location = "initializer \"\(initializer.name)\""
      let constant = try TensorReader(source: source).constant(initializer, location: location)
      try define(initializer.name, .constant(constant), location: location)
    }
    try readInput(proto)
    let laterOutputs = Set(proto.node.compactMap(\.output.first))
    for (index, node) in proto.node.enumerated() {
      try read(node, index: index, laterOutputs: laterOutputs)
    }
    try readOutput(proto)
    graph.removeUnread()
    graph.foldScalings(into: &drafts)
    graph.settleLayers(drafts)
    return graph
  }

  private mutating func readOpset(_ model: ONNXModelProto) throws {
    let versions = model.opsetImport.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    guard versions.count == 1, let version = versions.first?.version else {
      throw refusal(
        "opset_import", "\(versions.count) versions of the standard operators", "one version")
    }
    guard let known = Int(exactly: version), NetworkLimits.opsets.contains(known) else {
      throw refusal("opset_import", "opset \(version)", "opsets 7 to 21")
    }
    opset = known
  }

  private mutating func readInput(_ proto: ONNXGraphProto) throws {
    let inputs = proto.input.filter { values[$0.name] == nil }
    guard inputs.count == 1, let input = inputs.first else {
      throw refusal(
        "inputs", "\(inputs.count) inputs (\(inputs.map(\.name).joined(separator: ", ")))",
        "one input")
    }
    let location = "input \"\(input.name)\""
    let tensor = input.type.tensorType
    guard tensor.elemType == 1 else {
      throw refusal(location, "the element type \(tensor.elemType)", "float (1)")
    }
    let dimensions = tensor.shape.dim
    guard (2...NetworkLimits.rank).contains(dimensions.count) else {
      throw refusal(
        location, "\(dimensions.count) axes", "batch and at least one more, such as N × C × H × W")
    }
    var shape = [1]
    for (axis, dimension) in dimensions.enumerated().dropFirst() {
      if case .dimValue(let extent) = dimension.value {
        guard extent > 0 else {
          throw refusal(location, "an extent of \(extent)", "positive extents")
        }
        shape.append(Int(extent))
        continue
      }
      guard let freeExtents, freeExtents.count == dimensions.count - 1 else {
        throw refusal(
          location, "axis \(axis) has no fixed extent",
          "fixed extents, or images of \(dimensions.count - 1) axes that give them")
      }
      shape.append(freeExtents[axis - 1])
    }
    if case .dimValue(let batch) = dimensions[0].value, batch < 0 {
      throw refusal(location, "a batch of \(batch)", "a free or a positive batch")
    }
    guard let value = addValue(shape) else {
      throw refusal(location, "the shape \(shape)", "at most 2^26 numbers")
    }
    try define(input.name, .activation(value), location: location)
  }

  private mutating func readOutput(_ proto: ONNXGraphProto) throws {
    guard proto.output.count == 1, let output = proto.output.first else {
      throw refusal("outputs", "\(proto.output.count) outputs", "one output, the logits")
    }
    let location = "output \"\(output.name)\""
    guard let value = values[output.name] else {
      throw refusal(location, "nothing produces it")
    }
    guard case .activation(let number) = value, number != 0 else {
      throw refusal(location, "it does not depend on the input through any node")
    }
    let shape = graph.shapes[number]
    guard shape.count >= 2, shape[0] == 1, shape.dropFirst(2).allSatisfy({ $0 == 1 }), shape[1] > 0
    else {
      throw refusal(location, "the shape \(shape) for one image", "batch × classes")
    }
    graph.output = number
  }

  private mutating func read(_ node: ONNXNodeProto, index: Int, laterOutputs: Set<String>) throws {
    let name = node.name.isEmpty ? "\(node.opType)_\(index)" : node.name
    var inputs: [GraphValue?] = []
    var shapes: [[Int]?] = []
    for input in node.input {
      guard !input.isEmpty else {
        inputs.append(nil)
        shapes.append(nil)
        continue
      }
      guard let value = values[input] else {
        let location = NodeReader.location(name: name, type: node.opType, inputShapes: [])
        throw refusal(
          location,
          laterOutputs.contains(input)
            ? "the input \"\(input)\" is computed only by this or a later node: a cycle or an order "
              + "that is not topological" : "nothing produces the input \"\(input)\"")
      }
      inputs.append(value)
      shapes.append(shape(of: value))
    }
    let location = NodeReader.location(name: name, type: node.opType, inputShapes: shapes)
    let source = source
    let reader = NodeReader(
      source: source, name: name, type: node.opType, inputs: inputs, inputShapes: shapes,
      outputCount: node.output.count,
      attributes: try NodeAttributes(node.attribute) {
        InputError(source: source, location: location, found: $0, accepted: $1)
      })
    guard node.domain.isEmpty || node.domain == "ai.onnx", supportedOperators.contains(node.opType)
    else {
      let domain = node.domain.isEmpty ? "" : " of the domain \(node.domain)"
      throw reader.refusal(
        "the operator \(node.opType)\(domain) is not supported",
        accepted: supportedOperators.joined(separator: ", "))
    }
    guard let output = node.output.first, !output.isEmpty else {
      throw reader.refusal("the node has no output")
    }
    let result = try value(of: reader)
    try reader.attributes.finish()
    try define(output, result, location: location)
    // A mask or the indices of a pool: refused where somebody reads them, as nothing produces them.
  }

  private mutating func define(_ name: String, _ value: GraphValue, location: String) throws {
    guard !name.isEmpty else { throw refusal(location, "a tensor without a name") }
    if case .constant(let constant) = value {
      totalConstants += constant.count
      guard totalConstants <= NetworkLimits.constants else {
        throw refusal(location, "more than 2^28 numbers in constants", "fewer")
      }
    }
    guard values.updateValue(value, forKey: name) == nil else {
      throw refusal(location, "the name \"\(name)\" is used twice", "unique names")
    }
  }

  /// The shape of a value for one image.
  func shape(of value: GraphValue) -> [Int] {
    switch value {
    case .activation(let number): graph.shapes[number]
    case .constant(let constant): constant.shape
    }
  }

  /// A number for a new value, or nil if it is too large.
  private mutating func addValue(_ shape: [Int]) -> Int? {
    guard shape.count <= NetworkLimits.rank, let count = elementCount(shape),
      totalElements + count <= NetworkLimits.totalElements
    else { return nil }
    totalElements += count
    graph.shapes.append(shape)
    return graph.shapes.count - 1
  }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - operation: What it does.
  ///   - operands: What it reads.
  ///   - shape: The shape of its result for one image.
  ///   - reader: The node it comes from.
  /// - Returns: Its result.
  /// - Throws: `InputError` if the result mixes images, is empty or too large.
  mutating func addStep(
    _ operation: Operation, _ operands: [Operand], shape: [Int], _ reader: NodeReader
  ) throws -> GraphValue {
    guard shape.first == 1 else {
      throw reader.refusal(
        "the result has the shape \(shape) for one image: images would be mixed",
        accepted: "a first axis that is the batch")
    }
    guard !shape.contains(0), let result = addValue(shape) else {
      throw reader.refusal(
        "the result has the shape \(shape)",
        accepted: "positive extents, at most \(NetworkLimits.rank) axes and 2^26 numbers")
    }
    graph.steps.append(
      Step(
        name: reader.name, kind: reader.type, operation: operation, operands: operands,
        result: result))
    return .activation(result)
  }
}
