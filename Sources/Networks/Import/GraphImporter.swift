internal import Configuration
internal import Foundation
internal import SwiftProtobuf

/// Turns an ONNX model into a graph of steps for one image.
///
/// The first axis of the input is the batch. Where a file is made for one image nothing more is said
/// of it; otherwise the importer follows it through every step, and whatever would mix images is
/// refused.
struct GraphImporter {
  let source: String
  /// The files beside the model that hold numbers of its constants.
  let external: ExternalData
  var opset = 0
  /// The operators that the file defines itself.
  var functions: [FunctionKey: ONNXFunctionProto] = [:]
  /// The functions that are being called, the outermost first.
  var calls: [FunctionKey] = []
  /// The inputs that a call leaves out.
  var omitted: Set<String> = []
  private var readNodeCount = 0
  /// Whether the file is read for one image, whatever it declares.
  private var isForOneImage = false
  /// The number of images that the file is made for; nil if it leaves the number free.
  private(set) var fixedBatch: Int?
  var graph = Graph()
  var drafts: [LayerDraft] = []
  var values: [String: GraphValue] = [:]
  /// The outputs of nodes that were read and that nothing computes here.
  private var unsupportedOutputs: Set<String> = []
  private var totalElements = 0
  private var totalConstants = 0
  private var totalWork = 0
  /// The products that were computed of constants.
  var foldedWork = 0

  /// The shapes that an image can take where the file leaves extents free; without the batch.
  private let imageShapes: [[Int]]

  init(source: String, folder: URL?, imageShapes: [[Int]]) {
    self.source = source
    external = ExternalData(folder: folder)
    self.imageShapes = imageShapes
  }

  func refusal(_ location: String?, _ found: String, _ accepted: String? = nil)
    -> InputError
  {
    InputError(source: source, location: location, found: found, accepted: accepted)
  }

  /// Reads the bytes of an ONNX file; as a file for one image if it can run with no other number, or
  /// if it computes with the numbers of its images.
  ///
  /// - Parameters:
  ///   - data: The file.
  ///   - source: The name that messages use.
  ///   - folder: Where files with its numbers may lie.
  ///   - imageShapes: The shapes that an image can take where the file leaves extents free.
  /// - Returns: The graph, and the files that held numbers.
  /// - Throws: `InputError` if anything is malformed or not supported.
  static func read(
    _ data: Data, source: String, folder: URL?, imageShapes: [[Int]]
  ) throws -> (graph: Graph, files: [String: Data]) {
    var importer = GraphImporter(source: source, folder: folder, imageShapes: imageShapes)
    do {
      let graph = try importer.read(data)
      return (graph, importer.external.files)
    } catch is SingleImageFile {
      var single = GraphImporter(source: source, folder: folder, imageShapes: imageShapes)
      single.isForOneImage = true
      let graph = try single.read(data)
      return (graph, single.external.files)
    }
  }

  /// Reads the bytes of an ONNX file.
  ///
  /// - Parameter data: The file.
  /// - Returns: The graph, with normalizations folded and unread steps removed.
  /// - Throws: `InputError` if anything is malformed or not supported.
  private mutating func read(_ data: Data) throws -> Graph {
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
    try readFunctions(model)
    let proto = model.graph
    guard proto.sparseInitializer.isEmpty else {
      throw refusal("sparse_initializer", "a sparse constant", "dense constants")
    }
    for initializer in proto.initializer {
      let location = "initializer \"\(initializer.name)\""
      let constant = try TensorReader(source: source, external: external)
        .constant(initializer, location: location)
      try define(initializer.name, .constant(constant), location: location)
    }
    try readInput(proto)
    try readNodes(proto.node)
    try readOutput(proto)
    graph.removeUnread()
    graph.foldScalings(into: &drafts)
    graph.stateInputs(of: &drafts)
    graph.settleLayers(drafts)
    return graph
  }

  private mutating func readOpset(_ model: ONNXModelProto) throws {
    opset = try opset(of: model.opsetImport, location: "opset_import")
  }

  /// The version of the standard operators.
  func opset(of imports: [ONNXOperatorSetIdProto], location: String) throws -> Int {
    let versions = imports.filter { $0.domain.isEmpty || $0.domain == "ai.onnx" }
    guard versions.count == 1, let version = versions.first?.version else {
      throw refusal(
        location, "\(versions.count) versions of the standard operators", "one version")
    }
    guard let known = Int(exactly: version), NetworkLimits.opsets.contains(known) else {
      let opsets = NetworkLimits.opsets
      throw refusal(
        location, "opset \(version)", "opsets \(opsets.lowerBound) to \(opsets.upperBound)")
    }
    return known
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
    guard let type = ElementType(rawValue: tensor.elemType), type != .double else {
      throw refusal(
        location, "the element type \(tensor.elemType)", "float (1), or integers such as int64 (7)")
    }
    let dimensions = tensor.shape.dim
    guard (2...NetworkLimits.rank).contains(dimensions.count) else {
      throw refusal(
        location, "\(dimensions.count) axes", "batch and at least one more, such as N × C × H × W")
    }
    // Some converters write a free extent as 0 or -1.
    let extents: [Int?] = try dimensions.map { dimension in
      guard case .dimValue(let extent) = dimension.value, extent != 0, extent != -1 else {
        return nil
      }
      guard extent > 0 else {
        throw refusal(
          location, "an extent of \(extent)", "positive extents; 0, -1 or a name if it is free")
      }
      return Int(extent)
    }
    fixedBatch = isForOneImage ? 1 : extents[0]
    let fixed = extents.dropFirst()
    let fitting = imageShapes.first { shape in
      shape.count == fixed.count && zip(shape, fixed).allSatisfy { $1 == nil || $0 == $1 }
    }
    let whole = fixed.compactMap { $0 }
    guard let image = whole.count == fixed.count ? whole : fitting else {
      let free = fixed.indices.filter { fixed[$0] == nil }.map(String.init)
      throw refusal(
        location,
        (free.count == 1 ? "axis \(free[0]) has" : "the axes \(free.joined(separator: ", ")) have")
          + " no fixed extent",
        imageShapes.isEmpty
          ? "fixed extents, or images that give them"
          : "fixed extents, or images that give them; these have the shape "
            + imageShapes.map { "\($0)" }.joined(separator: " or "))
    }
    let shape = [1] + image
    guard let value = addValue(shape, type, fixedBatch == 1 ? nil : BatchPlace(axis: 0)) else {
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
    try settleOutput(number, location: location)
  }

  /// Reads nodes in their order.
  mutating func readNodes(_ nodes: [ONNXNodeProto], prefix: String = "") throws {
    let laterOutputs = Set(nodes.flatMap(\.output))
    for (index, node) in nodes.enumerated() {
      try read(node, index: index, prefix: prefix, laterOutputs: laterOutputs)
    }
  }

  private mutating func read(
    _ node: ONNXNodeProto, index: Int, prefix: String, laterOutputs: Set<String>
  ) throws {
    let name = prefix + (node.name.isEmpty ? "\(node.opType)_\(index)" : node.name)
    var inputs: [GraphValue?] = []
    for input in node.input {
      guard !input.isEmpty, !omitted.contains(input) else {
        inputs.append(nil)
        continue
      }
      guard let value = values[input] else {
        let location = NodeReader.location(name: name, type: node.opType, inputShapes: [])
        throw refusal(
          location,
          laterOutputs.contains(input) && !unsupportedOutputs.contains(input)
            ? "the input \"\(input)\" is computed only by this or a later node: a cycle or an order "
              + "that is not topological" : "nothing produces the input \"\(input)\"")
      }
      inputs.append(value)
    }
    let shapes = inputs.map { $0.map(shape) }
    let location = NodeReader.location(name: name, type: node.opType, inputShapes: shapes)
    let source = source
    let reader = NodeReader(
      source: source, name: name, type: node.opType, inputs: inputs, inputShapes: shapes,
      inputTypes: inputs.map { $0.map(type) }, outputs: node.output,
      attributes: try NodeAttributes(node.attribute) {
        InputError(source: source, location: location, found: $0, accepted: $1)
      }, place: calls.isEmpty ? index : nil)
    guard node.output.contains(where: { !$0.isEmpty }) else {
      throw reader.refusal("the node has no output")
    }
    readNodeCount += 1
    guard readNodeCount <= NetworkLimits.nodes else {
      throw reader.refusal("more nodes than \(NetworkLimits.nodes)", accepted: "fewer")
    }
    let key = FunctionKey(domain: node.domain, name: node.opType, overload: node.overload)
    let results: [GraphValue]
    if let function = functions[key] {
      results = try call(function, key, reader)
    } else {
      results = try values(of: reader, domain: key.domain)
    }
    try reader.attributes.finish()
    // Outputs beyond the results are a mask or the indices of a pool: refused where somebody reads
    // them, as nothing produces them.
    for (output, result) in zip(node.output, results) where !output.isEmpty {
      try define(output, result, location: location)
    }
    unsupportedOutputs.formUnion(node.output.dropFirst(results.count))
  }

  /// The results of a node that the standard defines.
  private mutating func values(of reader: NodeReader, domain: String) throws -> [GraphValue] {
    guard domain.isEmpty, let rule = operatorRules[reader.type] else {
      throw reader.refusal(
        "the operator \(reader.type)\(domain.isEmpty ? "" : " of the domain \(domain)") is not "
          + "supported",
        accepted: operatorRules.keys.sorted().joined(separator: ", "))
    }
    guard opset >= rule.firstOpset else {
      throw reader.refusal(
        "the operator \(reader.type) in opset \(opset)",
        accepted: "opset \(rule.firstOpset) or later")
    }
    return try rule.read(&self, reader)
  }

  mutating func define(_ name: String, _ value: GraphValue, location: String) throws {
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
  private mutating func addValue(
    _ shape: [Int], _ type: ElementType, _ batch: BatchPlace?
  ) -> Int? {
    guard shape.count <= NetworkLimits.rank, let count = elementCount(shape),
      totalElements + count <= NetworkLimits.totalElements
    else { return nil }
    totalElements += count
    graph.shapes.append(shape)
    graph.types.append(type)
    graph.batches.append(batch)
    return graph.shapes.count - 1
  }

  /// Adds a step.
  ///
  /// - Parameters:
  ///   - operation: What it does.
  ///   - operands: What it reads.
  ///   - shape: The shape of its result for one image.
  ///   - type: The type of its result.
  ///   - batch: Where the images lie in its result.
  ///   - reader: The node it comes from.
  /// - Returns: Its result.
  /// - Throws: `InputError` if the result mixes images, is empty or too large.
  mutating func addStep(
    _ operation: Operation, _ operands: [Operand], shape: [Int], type: ElementType = .float,
    batch: BatchPlace?, _ reader: NodeReader
  ) throws -> GraphValue {
    precondition(batch != nil || fixedBatch == 1, "\(reader.name): the images are lost")
    guard !shape.contains(0), let result = addValue(shape, type, batch) else {
      throw reader.refusal(
        "the result has the shape \(shape)",
        accepted: "positive extents, at most \(NetworkLimits.rank) axes and 2^26 numbers")
    }
    totalWork += work(of: operation, results: elementCount(shape) ?? 0)
    guard totalWork <= NetworkLimits.work else {
      throw reader.refusal(
        "\(totalWork) products for one image up to this node", accepted: "at most 2^38")
    }
    graph.steps.append(
      Step(
        name: reader.name, kind: reader.type, node: reader.place, operation: operation,
        operands: operands, result: result))
    return .activation(result)
  }

  /// How many numbers a step multiplies or looks at for one image.
  func work(of operation: Operation, results: Int) -> Int {
    switch operation {
    case .matrix(let matrix):
      let layer = drafts[matrix.layer]
      return matrix.positions * layer.groups * layer.inputs * layer.outputs
    case .maximumPool(let window, _), .averagePool(let window, _, _):
      let rows = min(window.rows.kernel, window.rows.input)
      return results * rows * min(window.columns.kernel, window.columns.input)
    case .localResponse(let response): return results * min(response.size, response.channels)
    case .reduction(_, let outputs, let count, _): return outputs * count
    case .kernel(let kernel): return max(results, kernel.work)
    default: return results
    }
  }
}

/// Thrown where a file with a free batch has a shape that holds for one image alone, or numbers its
/// images.
struct SingleImageFile: Error {}
