internal import Configuration
public import Foundation

/// A trained network that classifies images.
public struct Network: Sendable {
  /// The file, as it is named in messages.
  public let source: String
  /// The shape of one input, without the batch: `[channels, rows, columns]` for images.
  public let inputShape: [Int]
  /// The number of logits for each input.
  public let classCount: Int
  /// The layers that are products with constant matrices, in the order of execution.
  public let matrixLayers: [MatrixLayer]

  /// Reads an ONNX file.
  ///
  /// - Parameter url: The file.
  /// - Throws: `UnavailableError` if it cannot be read; `InputError` that names file, node,
  ///   operator and shape if it is malformed or uses what is not supported.
  public init(contentsOf url: URL) throws {
    throw UnavailableError(url.path, reason: "the reader of networks is in preparation")
  }

  /// Computes the logits digitally.
  ///
  /// The result for one input depends neither on the others in the batch nor on the threads.
  ///
  /// - Parameters:
  ///   - batch: Inputs, *batch × inputShape*.
  ///   - threads: How many threads share the batch.
  /// - Returns: Logits, *batch × classes*.
  /// - Throws: `InputError` if the batch has another shape; `UnavailableError` if oneDNN fails.
  public func forward(_ batch: Tensor, threads: Int = 1) throws -> Tensor {
    throw UnavailableError(source, reason: "in preparation")
  }

  /// Computes the logits with the matrix layers left to an engine; all else is digital.
  ///
  /// The bias of a layer is added digitally, after the engine's product. The batch is taken in
  /// pieces, so that memory stays bounded; the engine is asked layer after layer for each piece.
  ///
  /// - Parameters:
  ///   - batch: Inputs, *batch × inputShape*.
  ///   - engine: What computes the matrix products.
  /// - Returns: Logits, *batch × classes*.
  /// - Throws: `InputError` if the batch has another shape; whatever the engine throws.
  public func forward(_ batch: Tensor, engine: some MatrixEngine) throws -> Tensor {
    throw UnavailableError(source, reason: "in preparation")
  }
}
