/// What one step of a network does to the numbers of one image.
enum Operation: Sendable {
  /// A product with a constant matrix; the layer is an index into the network's layers.
  case matrix(MatrixOperation)
  /// value · scale + shift with one pair for each channel.
  case scaling(ChannelScaling)
  case activation(Activation)
  /// Normalized exponentials over `length` places that are `inner` apart, or their logarithms.
  case softmax(outer: Int, length: Int, inner: Int, isLogarithm: Bool)
  case blockNormalization(BlockNormalization)
  case localResponse(LocalResponse)
  case arithmetic(Arithmetic, Broadcast)
  case maximumPool(Window, channels: Int)
  case averagePool(Window, channels: Int, countsPadding: Bool)
  /// One number from `count` numbers for each place of the result; the indices name them, place
  /// after place, or are nil if the numbers stand in that order.
  case reduction(Reduction, outputs: Int, count: Int, indices: [Int32]?)
  case rearrangement(Rearrangement)
  /// Blocks of the inputs in turn, `outer` times.
  case concatenation(outer: Int, blocks: [Int])
  /// An operator that brings its own kernel.
  case kernel(any Kernel)
}

/// Where the input vectors of a matrix layer come from.
struct MatrixOperation: Sendable {
  var layer: Int
  /// The window of a convolution; nil if the rows of the input are the vectors.
  var window: Window?
  /// The channels of one group of a convolution's input.
  var groupChannels = 0
  /// How many input vectors one image brings to this step; a recurrent layer takes its own in
  /// several steps.
  var positions = 1
}

/// Batch normalization with stored statistics.
///
/// Where one image has several blocks of channels, all of them are counted.
struct ChannelScaling: Sendable {
  let channels: Int
  /// The numbers of one channel.
  let inner: Int
  // Double, so that folding rounds once.
  let scale: [Double]
  let shift: [Double]
}

/// What a step reads.
enum Operand: Sendable {
  /// The value of an earlier step, or of the input, by its number.
  case value(Int)
  case constant([Float])
}

/// One step of a network.
struct Step: Sendable {
  let name: String
  let kind: String
  /// The place of its node among those of the file's graph; nil inside a function.
  let node: Int?
  var operation: Operation
  var operands: [Operand]
  var result: Int
}
