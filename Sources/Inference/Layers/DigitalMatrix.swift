internal import CKernels

/// The matrices of a layer for digital products, padded for the kernel.
package struct DigitalMatrix: Sendable {
  private let layer: LayerMatrix
  private let matrices: [[Float]]

  /// Pads the matrices of a layer.
  package init(_ layer: LayerMatrix) {
    self.layer = layer
    let padded = Self.padded(layer.outputs)
    guard layer.outputs > 1 else {
      matrices = layer.weights
      return
    }
    matrices = layer.weights.map { weights in
      var matrix = [Float](repeating: 0, count: layer.inputs * padded)
      for row in 0..<layer.inputs {
        for column in 0..<layer.outputs {
          matrix[row * padded + column] = weights[row * layer.outputs + column]
        }
      }
      return matrix
    }
  }

  /// The number of columns after padding.
  static func padded(_ outputs: Int) -> Int {
    let block = Int(assay_column_block)
    return (outputs + block - 1) / block * block
  }

  /// Multiplies input vectors by the matrix of a group.
  ///
  /// - Parameters:
  ///   - inputs: *vectors × inputs*.
  ///   - group: The group.
  /// - Returns: *vectors × outputs*.
  package func product(_ inputs: UnsafeBufferPointer<Float>, group: Int) -> [Float] {
    let count = inputs.count / layer.inputs
    guard layer.outputs > 1 else {
      // The channels of a depth-wise layer: sixteen columns for one would be what takes long.
      return [Float](unsafeUninitializedCapacity: count) { outputs, initialized in
        assay_column_product(
          count, layer.inputs, inputs.baseAddress, layer.inputs, matrices[group],
          outputs.baseAddress)
        initialized = count
      }
    }
    let padded = Self.padded(layer.outputs)
    var sums = [Float](repeating: 0, count: count * padded)
    sums.withUnsafeMutableBufferPointer {
      assay_converted_product(
        count, padded, layer.inputs, inputs.baseAddress, layer.inputs, matrices[group], nil,
        $0.baseAddress)
    }
    guard padded > layer.outputs else { return sums }
    return [Float](unsafeUninitializedCapacity: count * layer.outputs) { outputs, initialized in
      for vector in 0..<count {
        for output in 0..<layer.outputs {
          outputs[vector * layer.outputs + output] = sums[vector * padded + output]
        }
      }
      initialized = count * layer.outputs
    }
  }
}
