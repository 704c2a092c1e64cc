internal import Configuration
internal import Synchronization

/// A network prepared for digital execution through oneDNN.
///
/// A session serves one task at a time, since it writes to its own buffers in every call; others
/// wait. It runs one image after another on one thread, so that the logits of an image depend
/// neither on the others of its batch nor on the number of threads, to the last bit.
public final class DigitalSession: Sendable {
  private let source: String
  private let inputShape: [Int]
  private let takesIntegers: Bool
  private let outputShape: [Int]
  private let program: Mutex<DigitalProgram>

  /// Prepares a network.
  ///
  /// - Parameter network: The network.
  /// - Throws: `UnavailableError` if oneDNN refuses a step.
  public init(_ network: Network) throws {
    source = network.source
    inputShape = network.inputShape
    takesIntegers = network.takesIntegers
    outputShape = network.outputShape
    let graph = network.graph
    let name = network.source
    program = Mutex(
      try OpenMPThreads.withOne {
        var compiler = try DigitalCompiler(graph)
        return try compiler.compile(source: name)
      })
  }

  /// Computes logits on the calling thread.
  ///
  /// - Parameter batch: Inputs, *batch × inputShape*.
  /// - Returns: Logits, *batch × outputShape*.
  /// - Throws: `InputError` if the batch has another shape; `UnavailableError` if oneDNN fails.
  public func forward(_ batch: Tensor) throws -> Tensor {
    try Network.check(batch, inputShape: inputShape, takesIntegers: takesIntegers, source: source)
    return Tensor(
      shape: [batch.shape[0]] + outputShape, elements: try run(batch.elements[...]))
  }

  /// Computes the logits of some images that lie one after another.
  func run(_ images: ArraySlice<Float>) throws -> [Float] {
    try OpenMPThreads.withOne {
      try program.withLock {
        try $0.run(
          images, size: inputShape.reduce(1, *), classes: outputShape.reduce(1, *))
      }
    }
  }
}
