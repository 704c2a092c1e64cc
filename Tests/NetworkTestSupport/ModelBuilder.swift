package import Foundation
package import Networks
internal import SwiftProtobuf

/// Writes small ONNX models for tests.
package struct ModelBuilder {
  /// The model so far.
  package var model = ONNXModelProto()
  private var constants = 0
  /// The name of the last result.
  package private(set) var last = "input"

  /// A model with one input whose batch is free; of numbers of single precision if it has no other type.
  package init(input: [Int], type: Int32 = 1, opset: Int64 = 13) {
    model.irVersion = 8
    var version = ONNXOperatorSetIdProto()
    version.version = opset
    model.opsetImport = [version]
    var value = ONNXValueInfoProto()
    value.name = "input"
    value.type.tensorType.elemType = type
    var batch = ONNXTensorShapeProto.Dimension()
    batch.dimParam = "N"
    value.type.tensorType.shape.dim =
      [batch]
      + input.map { extent in
        var dimension = ONNXTensorShapeProto.Dimension()
        dimension.dimValue = Int64(extent)
        return dimension
      }
    model.graph.input = [value]
  }

  /// Adds a constant and returns its name.
  package mutating func constant(_ shape: [Int], _ values: [Float]) -> String {
    var tensor = ONNXTensorProto()
    tensor.name = "constant\(constants)"
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = 1
    tensor.floatData = values
    return add(tensor)
  }

  /// Adds a list of integers and returns its name.
  package mutating func integers(_ values: [Int], shape: [Int]? = nil) -> String {
    var tensor = ONNXTensorProto()
    tensor.name = "constant\(constants)"
    tensor.dims = (shape ?? [values.count]).map(Int64.init)
    tensor.dataType = 7
    tensor.int64Data = values.map(Int64.init)
    return add(tensor)
  }

  /// Adds a constant of an element type, as raw bytes, and returns its name.
  package mutating func constant<Value>(_ shape: [Int], type: Int32, raw values: [Value]) -> String
  {
    var tensor = ONNXTensorProto()
    tensor.name = "constant\(constants)"
    tensor.dims = shape.map(Int64.init)
    tensor.dataType = type
    tensor.rawData = values.withUnsafeBytes { Data($0) }
    return add(tensor)
  }

  /// Fixes the number of images.
  package mutating func fixBatch(_ count: Int64) {
    model.graph.input[0].type.tensorType.shape.dim[0].dimValue = count
  }

  /// Adds a constant as it is and returns its name.
  package mutating func add(_ tensor: ONNXTensorProto) -> String {
    constants += 1
    model.graph.initializer.append(tensor)
    return tensor.name
  }

  /// The value of an attribute.
  package enum Attribute {
    case integer(Int)
    case integers([Int])
    case number(Float)
    case text(String)
  }

  /// Adds a node that reads the last result first, unless other inputs are given.
  @discardableResult
  package mutating func node(
    _ type: String, _ more: [String] = [], inputs: [String]? = nil,
    _ attributes: [String: Attribute] = [:], name: String? = nil, output: String? = nil
  ) -> String {
    var node = ONNXNodeProto()
    node.opType = type
    node.name = name ?? "\(type.lowercased())\(model.graph.node.count)"
    node.input = inputs ?? [last] + more
    last = output ?? "value\(model.graph.node.count)"
    node.output = [last]
    node.attribute = attributes.sorted { $0.key < $1.key }.map { key, value in
      var attribute = ONNXAttributeProto()
      attribute.name = key
      switch value {
      case .integer(let value):
        attribute.type = 2
        attribute.i = Int64(value)
      case .integers(let values):
        attribute.type = 7
        attribute.ints = values.map(Int64.init)
      case .number(let value):
        attribute.type = 1
        attribute.f = value
      case .text(let text):
        attribute.type = 3
        attribute.s = Data(text.utf8)
      }
      return attribute
    }
    model.graph.node.append(node)
    return last
  }

  /// The bytes, with the last result as the output.
  package func data() throws -> Data {
    var finished = model
    if finished.graph.output.isEmpty {
      var output = ONNXValueInfoProto()
      output.name = last
      finished.graph.output = [output]
    }
    return try finished.serializedBytes()
  }

  /// The network that the model is.
  package func network() throws -> Network { try Network(data(), source: "test.onnx") }
}
