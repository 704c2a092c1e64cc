internal import Configuration
internal import Foundation
internal import SwiftProtobuf

/// An ONNX model while numbers of its layers are replaced.
///
/// A layer gets constants of its own: whatever made its operands before, and whoever else reads them,
/// stays as it is.
struct ModelEditor {
  let source: String
  var model: ONNXModelProto
  let external: ExternalData
  /// How often each name is read; the graph's outputs count as one more reading.
  var readings: [String: Int] = [:]
  /// The names that a node read before it was given another.
  var dropped: [String] = []
  private var names: Set<String> = []
  private var initializers: [String: Int] = [:]

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - source: The name that messages use.
  /// - Throws: `InputError` if it is no model.
  init(_ file: ModelFile, source: String) throws {
    self.source = source
    external = ExternalData(files: file.numbers)
    do {
      model = try ONNXModelProto(serializedBytes: file.data)
    } catch {
      throw InputError(source: source, found: "bytes that are no model (\(error))")
    }
    let graph = model.graph
    for name in graph.node.flatMap(\.input) + graph.output.map(\.name) {
      readings[name, default: 0] += 1
    }
    names = Set(readings.keys).union(graph.node.flatMap(\.output)).union(graph.input.map(\.name))
    for (place, initializer) in graph.initializer.enumerated() {
      names.insert(initializer.name)
      initializers[initializer.name] = place
    }
  }

  /// Gives a node an operand of its own.
  ///
  /// - Parameters:
  ///   - node: The node's place.
  ///   - operand: The operand's place among the node's inputs.
  ///   - shape: The shape of the operand.
  ///   - numbers: Its numbers.
  ///   - type: Their type, float or double.
  ///   - word: What the operand is, for its name if it gets a new one.
  mutating func give(
    _ node: Int, _ operand: Int, shape: [Int], numbers: [Float], type: ElementType, word: String
  ) {
    let missing = operand + 1 - model.graph.node[node].input.count
    if missing > 0 {
      model.graph.node[node].input += [String](repeating: "", count: missing)
    }
    let old = model.graph.node[node].input[operand]
    if let place = initializers[old], readings[old] == 1,
      model.graph.initializer[place].dims.reduce(1, *) == numbers.count
    {
      model.graph.initializer[place].fill(numbers, type: type)
      return
    }
    var tensor = ONNXTensorProto()
    tensor.name = freshName(label(of: node) + "_" + word)
    tensor.dims = shape.map(Int64.init)
    tensor.fill(numbers, type: type)
    drop(old)
    readings[tensor.name] = 1
    initializers[tensor.name] = model.graph.initializer.count
    model.graph.node[node].input[operand] = tensor.name
    model.graph.initializer.append(tensor)
    // Before the fourth version of the format every initializer is also an input.
    if model.irVersion < 4 { model.graph.input.append(tensor.declaration) }
  }

  /// Notes that a reading of a name is gone.
  mutating func drop(_ name: String) {
    guard !name.isEmpty else { return }
    readings[name, default: 0] -= 1
    dropped.append(name)
  }

  /// How the importer calls a node.
  func label(of node: Int) -> String {
    let proto = model.graph.node[node]
    return proto.name.isEmpty ? "\(proto.opType)_\(node)" : proto.name
  }

  private mutating func freshName(_ wanted: String) -> String {
    var name = wanted
    var repetition = 2
    while !names.insert(name).inserted {
      name = "\(wanted)_\(repetition)"
      repetition += 1
    }
    return name
  }

  /// The bytes of the model, with all its numbers inside and without what nobody reads any more.
  ///
  /// - Returns: The same bytes for the same model.
  /// - Throws: `InputError` if they are more than 2 GiB.
  mutating func data() throws -> Data {
    removeUnread()
    try takeNumbersIn()
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do {
      return try model.serializedBytes(options: options)
    } catch {
      throw InputError(
        source: source, found: "a model that cannot be written (\(error))",
        accepted: "at most 2 GiB with all its numbers")
    }
  }
}

extension ONNXTensorProto {
  /// Takes numbers in place of those that it has.
  fileprivate mutating func fill(_ numbers: [Float], type: ElementType) {
    dataType = type.rawValue
    (floatData, doubleData) = ([], [])
    if type == .double {
      take(numbers.map { Double($0).bitPattern.littleEndian }.withUnsafeBytes { Data($0) })
    } else {
      take(numbers.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) })
    }
  }

  /// Takes the bytes of its numbers, wherever they were before.
  mutating func take(_ bytes: Data) {
    rawData = bytes
    externalData = []
    clearDataLocation()
  }

  /// What an input of this shape and type declares.
  fileprivate var declaration: ONNXValueInfoProto {
    var value = ONNXValueInfoProto()
    value.name = name
    value.type.tensorType.elemType = dataType
    value.type.tensorType.shape.dim = dims.map { extent in
      var dimension = ONNXTensorShapeProto.Dimension()
      dimension.dimValue = extent
      return dimension
    }
    return value
  }
}
