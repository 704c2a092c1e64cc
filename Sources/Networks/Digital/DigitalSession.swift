internal import Configuration

/// A network prepared for digital execution through oneDNN.
///
/// A session belongs to one task at a time: it writes to its own buffers in every call. It runs one
/// image after another on one thread, so that the logits of an image depend neither on the others
/// of its batch nor on the number of threads, to the last bit.
public final class DigitalSession {
  private let source: String
  private let inputShape: [Int]
  private let classCount: Int
  private let program: DigitalProgram

  /// Prepares a network.
  ///
  /// - Parameter network: The network.
  /// - Throws: `UnavailableError` if oneDNN refuses a step.
  public init(_ network: Network) throws {
    source = network.source
    inputShape = network.inputShape
    classCount = network.classCount
    program = try OpenMPThreads.withOne {
      var compiler = try DigitalCompiler(network.graph)
      return try compiler.compile()
    }
  }

  /// Computes logits on the calling thread.
  ///
  /// - Parameter batch: Inputs, *batch × inputShape*.
  /// - Returns: Logits, *batch × classes*.
  /// - Throws: `InputError` if the batch has another shape; `UnavailableError` if oneDNN fails.
  public func forward(_ batch: Tensor) throws -> Tensor {
    try Network.check(batch, inputShape: inputShape, source: source)
    let count = batch.shape[0]
    let elements = try [Float](unsafeUninitializedCapacity: count * classCount) { logits, filled in
      try batch.elements.withUnsafeBufferPointer { inputs in
        guard let target = logits.baseAddress, let source = inputs.baseAddress else { return }
        try run(source, count: count, into: target)
      }
      filled = count * classCount
    }
    return Tensor(shape: [count, classCount], elements: elements)
  }

  /// Computes the logits of some images that lie one after another.
  func run(
    _ images: UnsafePointer<Float>, count: Int, into logits: UnsafeMutablePointer<Float>
  ) throws {
    let size = inputShape.reduce(1, *)
    try OpenMPThreads.withOne {
      for image in 0..<count {
        program.input.update(from: images + image * size, count: size)
        try program.run()
        (logits + image * classCount).update(from: program.output, count: classCount)
      }
    }
  }
}
