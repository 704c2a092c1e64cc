internal import Configuration

/// What a call names a function by.
struct FunctionKey: Hashable {
  let domain: String
  let name: String
  let overload: String

  init(domain: String, name: String, overload: String) {
    // Both stand for the standard.
    self.domain = domain == "ai.onnx" ? "" : domain
    self.name = name
    self.overload = overload
  }
}

extension GraphImporter {
  mutating func readFunctions(_ model: ONNXModelProto) throws {
    for function in model.functions {
      let key = FunctionKey(
        domain: function.domain, name: function.name, overload: function.overload)
      let location = "function \"\(function.name)\""
      guard functions.updateValue(function, forKey: key) == nil else {
        throw refusal(location, "it is defined twice", "one definition")
      }
    }
  }

  /// The results of a call: the nodes of the function with the call's inputs and attributes.
  mutating func call(
    _ function: ONNXFunctionProto, _ key: FunctionKey, _ node: NodeReader
  ) throws -> [GraphValue] {
    guard !calls.contains(key), calls.count < 64 else {
      throw node.refusal("the function \(key.name) calls itself", accepted: "functions that end")
    }
    guard node.inputs.count <= function.input.count, node.outputCount <= function.output.count
    else {
      throw node.refusal(
        "\(node.inputs.count) inputs and \(node.outputCount) outputs",
        accepted: "at most \(function.input.count) and \(function.output.count)")
    }
    let known =
      function.opsetImport.contains { $0.domain.isEmpty || $0.domain == "ai.onnx" }
      ? try opset(of: function.opsetImport, location: "function \"\(function.name)\"") : opset
    let outer = (values, omitted, opset)
    calls.append(key)
    defer {
      (values, omitted, opset) = outer
      calls.removeLast()
    }
    (values, omitted, opset) = ([:], [], known)
    for (index, name) in function.input.enumerated() {
      if node.hasInput(index) {
        values[name] = try node.value(index)
      } else {
        omitted.insert(name)
      }
    }
    try readNodes(body(of: function, node), prefix: node.name + "/")
    return try function.output.prefix(node.outputCount).map { name in
      guard let value = values[name] else {
        throw node.refusal("nothing in the function \(key.name) produces \"\(name)\"")
      }
      return value
    }
  }

  /// The nodes of a function with the attributes of the call in place of their names.
  private func body(of function: ONNXFunctionProto, _ node: NodeReader) -> [ONNXNodeProto] {
    var given: [String: ONNXAttributeProto] = [:]
    for name in function.attribute {
      given[name] = node.attributes.raw(name)
    }
    for standard in function.attributeProto {
      given[standard.name] = node.attributes.raw(standard.name) ?? standard
    }
    return function.node.map { proto in
      var proto = proto
      proto.attribute = proto.attribute.compactMap { attribute in
        guard attribute.hasRefAttrName else { return attribute }
        guard var value = given[attribute.refAttrName] else { return nil }
        value.name = attribute.name
        return value
      }
      return proto
    }
  }
}
