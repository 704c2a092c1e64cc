import NetworkTestSupport

/// The outputs of a network of few operators behind one input, flattened.
///
/// - Parameters:
///   - input: The shape of one input, without the batch.
///   - numbers: The input.
///   - opset: The version of the operators.
///   - build: Adds the operators.
/// - Returns: The outputs, the same by both ways of ``bothWays(_:_:)``.
/// - Throws: Whatever keeps the network from being read or run.
func run(
  _ input: [Int], _ numbers: [Float], opset: Int64 = 13, _ build: (inout ModelBuilder) -> Void
) throws -> [Float] {
  var builder = ModelBuilder(input: input, opset: opset)
  build(&builder)
  builder.node("Flatten")
  return try bothWays(builder, numbers)
}
