internal import CKernels

/// A convolution of 3 × 3 taps by F(2×2, 3×3), which needs 16 products where its definition has 36.
struct WinogradStep {
  /// The numbers of the input and of the output in blocks of 16 channels.
  static let block = 16

  let shape: assay_winograd_shape
  let source: UnsafePointer<Float>
  let weights: UnsafePointer<Float>
  /// The same as the layer has them.
  let taps: [Float]
  let bias: UnsafePointer<Float>?
  let bounds: ClosedRange<Float>
  let target: UnsafeMutablePointer<Float>

  /// The shape of a convolution; nil if another way computes it, or computes it faster.
  static func shape(
    _ layer: MatrixLayer, _ window: Window, _ matrix: MatrixOperation
  ) -> assay_winograd_shape? {
    let (rows, columns) = (window.rows, window.columns)
    guard assay_winograd_pays() != 0, layer.groups == 1,
      [rows, columns].allSatisfy({ $0.kernel == 3 && $0.stride == 1 && $0.dilation == 1 }),
      matrix.groupChannels % block == 0, layer.outputs % block == 0,
      assay_winograd_suits(matrix.groupChannels, layer.outputs, layer.weights[0]) != 0
    else { return nil }
    return assay_winograd_shape(
      inputs: matrix.groupChannels, outputs: layer.outputs, rows: rows.input,
      columns: columns.input, output_rows: rows.output, output_columns: columns.output,
      top: rows.paddingBefore, left: columns.paddingBefore)
  }

  static func weightBytes(_ shape: assay_winograd_shape) -> Int {
    16 * shape.inputs * shape.outputs * MemoryLayout<Float>.size
  }

  /// The weights of a layer as the algorithm multiplies with them.
  static func weights(
    of layer: MatrixLayer, _ shape: assay_winograd_shape, into target: UnsafeMutablePointer<Float>
  ) {
    assay_winograd_weights(shape.inputs, shape.outputs, layer.weights[0], target)
  }

  /// Computes the convolution, by the definition where tiles leave the numbers of single precision.
  ///
  /// - Parameter space: As many bytes as ``spaceBytes``.
  func run(space: UnsafeMutablePointer<Float>) {
    let (low, high) = (bounds.lowerBound, bounds.upperBound)
    if assay_winograd(shape, source, weights, bias, low, high, target, space) == 0 {
      assay_direct_convolution(shape, source, taps, bias, low, high, target)
    }
  }

  var spaceBytes: Int { assay_winograd_space(shape) * MemoryLayout<Float>.size }
}
