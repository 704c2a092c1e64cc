import NetworkTestSupport
import Networks
import SwiftProtobuf
import Testing

/// Operators that a file defines itself.
struct LocalFunctionTests {
  /// `scaled(x) = LeakyRelu(x, alpha = slope) · 2`, where the slope is the call's or 0.5.
  private func function(_ name: String = "scaled") -> ONNXFunctionProto {
    var body = ModelBuilder(input: [1])
    body.node("LeakyRelu", inputs: ["x"], ["alpha": .number(0)], output: "active")
    body.node("Add", inputs: ["active", "active"], output: "y")
    var function = ONNXFunctionProto()
    function.name = name
    function.domain = "local"
    function.input = ["x"]
    function.output = ["y"]
    function.node = body.model.graph.node
    function.node[0].attribute[0].refAttrName = "slope"
    var standard = ONNXAttributeProto()
    standard.name = "slope"
    standard.type = 1
    standard.f = 0.5
    function.attributeProto = [standard]
    return function
  }

  private func builder(_ functions: [ONNXFunctionProto]) -> ModelBuilder {
    var builder = ModelBuilder(input: [2])
    builder.model.functions = functions
    return builder
  }

  private func call(
    _ builder: inout ModelBuilder, _ name: String, _ attributes: [String: ModelBuilder.Attribute]
  ) {
    builder.node(name, [], attributes)
    builder.model.graph.node[builder.model.graph.node.count - 1].domain = "local"
  }

  @Test func `a call takes its own attribute or the default`() throws {
    var first = builder([function()])
    call(&first, "scaled", [:])
    #expect(try bothWays(first, [-4, 3]) == [-4, 6])
    var second = builder([function()])
    call(&second, "scaled", ["slope": .number(0.25)])
    #expect(try bothWays(second, [-4, 3]) == [-2, 6])
  }

  @Test func `functions call functions`() throws {
    var outer = function("twice")
    outer.attributeProto = []
    var inner = ModelBuilder(input: [1])
    inner.node("scaled", inputs: ["x"], output: "once")
    inner.node("scaled", inputs: ["once"], output: "y")
    outer.node = inner.model.graph.node
    for index in outer.node.indices { outer.node[index].domain = "local" }
    var builder = builder([function(), outer])
    call(&builder, "twice", [:])
    #expect(try bothWays(builder, [-4, 3]) == [-4, 12])
  }

  @Test func `a function that calls itself is refused with the node`() throws {
    var endless = function()
    endless.node[0].opType = "scaled"
    endless.node[0].domain = "local"
    endless.node[0].attribute = []
    var builder = builder([endless])
    call(&builder, "scaled", [:])
    let message = try refusal(builder)
    #expect(message.contains("calls itself") && message.contains("scaled0"), "\(message)")
  }

  @Test func `what a call gives too much is refused`() throws {
    var more = builder([function()])
    call(&more, "scaled", ["speed": .number(1)])
    #expect(try refusal(more).contains("speed"))
    var inputs = builder([function()])
    inputs.node("scaled", ["input"])
    inputs.model.graph.node[0].domain = "local"
    #expect(try refusal(inputs).contains("2 inputs"))
    var missing = function()
    missing.output = ["ghost"]
    var output = builder([missing])
    call(&output, "scaled", [:])
    #expect(try refusal(output).contains("ghost"))
    var twice = builder([function(), function()])
    call(&twice, "scaled", [:])
    #expect(try refusal(twice).contains("defined twice"))
  }
}
