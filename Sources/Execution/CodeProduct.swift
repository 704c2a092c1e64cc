internal import CKernels
package import Networks

/// A group of a layer on arrays that is multiplied by codes of its inputs.
package protocol CodeProduct: Sendable {
  /// The number of outputs of the group.
  var outputs: Int { get }

  /// Multiplies inputs by the group's matrix and writes the outputs.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - converter: What makes codes of them.
  ///   - factors: A factor on the sum of every output.
  ///   - outputs: Where the outputs go.
  ///   - first: The first of the group among the outputs of all groups.
  /// - Throws: `UnfiniteNumbers` if an input or an output is not finite.
  func write(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float], to outputs: LayerOutputs,
    first: Int
  ) throws(UnfiniteNumbers)

  /// The product with given draws of converters by chance; itself where there are none.
  func drawing(_ draws: Draws) -> any CodeProduct
}

/// What keeps a product from an answer: numbers that are not finite.
package enum UnfiniteNumbers: Error {
  case inputs, outputs
}

/// What makes a code of an input.
package struct CodeConverter: Sendable {
  /// The value of the code 1.
  package let step: Float
  /// The lowest and the highest code.
  package let codes: ClosedRange<Float>

  /// Describes a converter.
  package init(step: Float, codes: ClosedRange<Float>) {
    self.step = step
    self.codes = codes
  }

  /// The converter as the kernels take it.
  var kernel: assay_converter {
    assay_converter(
      inverse_step: 1 / step, lowest: codes.lowerBound, highest: codes.upperBound)
  }
}

extension CodeProduct {
  package func drawing(_ draws: Draws) -> any CodeProduct { self }

  /// Multiplies inputs by the group's matrix.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - converter: What makes codes of them.
  ///   - factors: A factor on the sum of every output.
  /// - Returns: *vectors × outputs*.
  /// - Throws: `UnfiniteNumbers` if an input or an output is not finite.
  package func product(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float]
  ) throws -> [Float] {
    let size = inputs.rows.count * outputs
    return try [Float](unsafeUninitializedCapacity: size) { target, filled in
      guard let start = target.baseAddress else { return }
      try write(
        inputs, converter: converter, factors: factors,
        to: LayerOutputs(start, positions: inputs.rows.count, channels: outputs), first: 0)
      filled = size
    }
  }
}
