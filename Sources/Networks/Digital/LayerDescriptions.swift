internal import CDNNL

/// What oneDNN wants to know of a layer's product.
protocol LayerDescription {
  /// The weights as a layer holds them.
  var stored: dnnl_memory_desc_t { get }
  var bias: dnnl_memory_desc_t { get }
}

/// A convolution; the order of its numbers is left to oneDNN.
struct ConvolutionDescription: LayerDescription {
  private(set) var source: dnnl_memory_desc_t
  private(set) var weights: dnnl_memory_desc_t
  let stored: dnnl_memory_desc_t
  private(set) var bias: dnnl_memory_desc_t
  private(set) var target: dnnl_memory_desc_t
  let inputShape: [Int]
  let outputShape: [Int]
  private let hasBias: Bool
  private let strides: [Int64]
  private let dilations: [Int64]
  private let before: [Int64]
  private let after: [Int64]

  /// Describes the convolution of a layer.
  ///
  /// - Parameters:
  ///   - context: Makes descriptions.
  ///   - layer: The layer.
  ///   - matrix: The step.
  ///   - window: Its window.
  ///   - images: How many images go through it together.
  /// - Throws: `UnavailableError` if oneDNN refuses.
  init(
    _ context: DNNLContext, _ layer: MatrixLayer, _ matrix: MatrixOperation, _ window: Window,
    images: Int
  ) throws {
    let (rows, columns) = (window.rows, window.columns)
    inputShape = [images, layer.groups * matrix.groupChannels, rows.input, columns.input]
    outputShape = [images, layer.groups * layer.outputs, rows.output, columns.output]
    source = try context.anyDescription(inputShape)
    target = try context.anyDescription(outputShape)
    let kernel = [layer.outputs, matrix.groupChannels, rows.kernel, columns.kernel]
    let shape = layer.groups == 1 ? kernel : [layer.groups] + kernel
    weights = try context.anyDescription(shape)
    bias = try context.description([layer.groups * layer.outputs])
    hasBias = layer.bias != nil
    // The layer holds, for each group, patch × output; seen as output × channel × row × column its
    // strides are these.
    let inner = layer.outputs
    var steps = [1, window.kernelCount * inner, columns.kernel * inner, inner]
    if layer.groups > 1 { steps.insert(layer.inputs * layer.outputs, at: 0) }
    stored = try context.description(shape, strides: steps)
    strides = [Int64(rows.stride), Int64(columns.stride)]
    dilations = [Int64(rows.dilation - 1), Int64(columns.dilation - 1)]
    before = [Int64(rows.paddingBefore), Int64(columns.paddingBefore)]
    after = [Int64(rows.neededPaddingAfter), Int64(columns.neededPaddingAfter)]
  }

  /// The convolution itself.
  ///
  /// - Parameters:
  ///   - purpose: Whether gradients follow.
  ///   - what: The step, for messages.
  /// - Returns: The operation.
  /// - Throws: `UnavailableError` if oneDNN refuses.
  mutating func forward(
    _ purpose: dnnl_prop_kind_t, what: String
  ) throws -> dnnl_convolution_desc_t {
    var operation = dnnl_convolution_desc_t()
    let status = withUnsafePointer(to: &bias) { bias in
      dnnl_dilated_convolution_forward_desc_init(
        &operation, purpose, dnnl_convolution_direct, &source, &weights, hasBias ? bias : nil,
        &target, strides, dilations, before, after)
    }
    try DNNLContext.check(status, what)
    return operation
  }

  /// The gradient by the weights and the bias.
  mutating func weightGradients(what: String) throws -> dnnl_convolution_desc_t {
    var operation = dnnl_convolution_desc_t()
    let status = withUnsafePointer(to: &bias) { bias in
      dnnl_dilated_convolution_backward_weights_desc_init(
        &operation, dnnl_convolution_direct, &source, &weights, hasBias ? bias : nil, &target,
        strides, dilations, before, after)
    }
    try DNNLContext.check(status, what)
    return operation
  }

  /// The gradient by the input.
  mutating func inputGradient(what: String) throws -> dnnl_convolution_desc_t {
    var operation = dnnl_convolution_desc_t()
    try DNNLContext.check(
      dnnl_dilated_convolution_backward_data_desc_init(
        &operation, dnnl_convolution_direct, &source, &weights, &target, strides, dilations, before,
        after), what)
    return operation
  }
}

/// A product of rows by a matrix; the order of the matrix is left to oneDNN.
struct ProductDescription: LayerDescription {
  private(set) var source: dnnl_memory_desc_t
  private(set) var weights: dnnl_memory_desc_t
  let stored: dnnl_memory_desc_t
  private(set) var bias: dnnl_memory_desc_t
  private(set) var target: dnnl_memory_desc_t
  private let hasBias: Bool

  /// Describes the product of a layer; see ``ConvolutionDescription``.
  init(
    _ context: DNNLContext, _ layer: MatrixLayer, _ matrix: MatrixOperation, images: Int
  ) throws {
    source = try context.description([images * matrix.positions, layer.inputs])
    target = try context.description([images * matrix.positions, layer.outputs])
    weights = try context.anyDescription([layer.outputs, layer.inputs])
    stored = try context.description(
      [layer.outputs, layer.inputs], strides: [1, layer.outputs])
    bias = try context.description([layer.outputs])
    hasBias = layer.bias != nil
  }

  /// The product itself.
  mutating func forward(
    _ purpose: dnnl_prop_kind_t, what: String
  ) throws -> dnnl_inner_product_desc_t {
    var operation = dnnl_inner_product_desc_t()
    let status = withUnsafePointer(to: &bias) { bias in
      dnnl_inner_product_forward_desc_init(
        &operation, purpose, &source, &weights, hasBias ? bias : nil, &target)
    }
    try DNNLContext.check(status, what)
    return operation
  }

  /// The gradient by the weights and the bias.
  mutating func weightGradients(what: String) throws -> dnnl_inner_product_desc_t {
    var operation = dnnl_inner_product_desc_t()
    let status = withUnsafePointer(to: &bias) { bias in
      dnnl_inner_product_backward_weights_desc_init(
        &operation, &source, &weights, hasBias ? bias : nil, &target)
    }
    try DNNLContext.check(status, what)
    return operation
  }

  /// The gradient by the rows.
  mutating func inputGradient(what: String) throws -> dnnl_inner_product_desc_t {
    var operation = dnnl_inner_product_desc_t()
    try DNNLContext.check(
      dnnl_inner_product_backward_data_desc_init(&operation, &source, &weights, &target), what)
    return operation
  }
}
