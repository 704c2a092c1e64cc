import Configuration
import Networks
import Testing

/// Networks whose input are numbers of tokens.
struct TokenTests {
  /// A table of 4 tokens × 3, looked up, zeros where the token is 0.
  private func builder() -> ModelBuilder {
    var builder = ModelBuilder(input: [2], opset: 17)
    builder.model.graph.input[0].type.tensorType.elemType = 7
    let table = builder.constant([4, 3], (0..<12).map { Float($0) / 4 + 1 })
    let rows = builder.node("Gather", inputs: [table, "input"], name: "embedding")
    let isPadding = builder.node("Equal", inputs: ["input", builder.integers([0], shape: [])])
    let mask = builder.node("Unsqueeze", inputs: [isPadding, builder.integers([2])])
    builder.node("Where", inputs: [mask, builder.constant([], [0]), rows])
    return builder
  }

  @Test func `tokens take rows of a table, each sample its own`() throws {
    let network = try builder().network()
    #expect(network.takesIntegers && network.matrixLayers.isEmpty)
    #expect(network.outputShape == [2, 3] && network.classCount == 3 && network.positionCount == 2)
    let batch = Tensor(shape: [2, 2], elements: [3, 0, 1, -2])
    let expected: [Float] = [3.25, 3.5, 3.75, 0, 0, 0, 1.75, 2, 2.25, 2.5, 2.75, 3]
    #expect(try network.forward(batch).elements == expected)
    #expect(try network.forward(batch, engine: PlainEngine()).elements == expected)
  }

  @Test func `a number of a token that is not whole is refused at the input`() throws {
    let network = try builder().network()
    for value in [0.5, .nan] as [Float] {
      let error = #expect(throws: InputError.self) {
        try network.forward(Tensor(shape: [1, 2], elements: [1, value]))
      }
      #expect(error?.location == "input" && error?.found.contains("\(value)") == true)
    }
  }

  @Test(arguments: [4, -5] as [Float])
  func `a token that the table lacks is refused with the node`(token: Float) throws {
    let network = try builder().network()
    let batch = Tensor(shape: [1, 2], elements: [1, token])
    for run in [
      { try network.forward(batch) }, { try network.forward(batch, engine: PlainEngine()) },
    ] {
      let error = #expect(throws: InputError.self) { try run() }
      let message = error.map { "\($0)" } ?? ""
      #expect(message.contains("embedding") && message.contains("\(token)"), "\(message)")
    }
  }

  @Test func `integers beyond single precision are refused where they arise`() throws {
    var builder = ModelBuilder(input: [1], opset: 17)
    builder.model.graph.input[0].type.tensorType.elemType = 7
    builder.node("Mul", ["input"], name: "square")
    builder.node("Cast", [], ["to": .integer(1)])
    let network = try builder.network()
    #expect(try network.forward(Tensor(shape: [1, 1], elements: [4096])).elements == [16_777_216])
    let error = #expect(throws: InputError.self) {
      try network.forward(Tensor(shape: [1, 1], elements: [4097]))
    }
    #expect("\(String(describing: error))".contains("square"))
  }

  @Test func `integers divide towards zero`() throws {
    var builder = ModelBuilder(input: [4], opset: 17)
    builder.model.graph.input[0].type.tensorType.elemType = 7
    builder.node("Div", [builder.integers([2], shape: [])])
    builder.node("Cast", [], ["to": .integer(1)])
    let network = try builder.network()
    let batch = Tensor(shape: [1, 4], elements: [7, -7, 1, -1])
    #expect(try network.forward(batch).elements == [3, -3, 0, 0])
  }
}
