internal import Configuration
internal import Foundation
internal import Synchronization

extension Network {
  /// Checks the shape of a batch, and that its numbers are whole where a network takes whole ones.
  static func check(
    _ batch: Tensor, inputShape: [Int], takesIntegers: Bool, source: String
  ) throws {
    let shape = Array(batch.shape.dropFirst())
    // A network of plain features takes images too: their numbers in order.
    guard !batch.shape.isEmpty, shape == inputShape || [shape.reduce(1, *)] == inputShape,
      batch.elements.count == batch.shape.reduce(1, *)
    else {
      throw InputError(
        source: source, location: "input", found: "a batch of the shape \(batch.shape)",
        accepted: "batch × \(inputShape.map(String.init).joined(separator: " × "))")
    }
    guard takesIntegers, let place = batch.elements.firstIndex(where: { $0 != $0.rounded() }) else {
      return
    }
    throw InputError(
      source: source, location: "input", found: "the number \(batch.elements[place])",
      accepted: "whole numbers, as the network takes")
  }

  /// Computes the logits digitally, through oneDNN.
  ///
  /// The result for one input depends neither on the others in the batch nor on the threads, to
  /// the last bit.
  ///
  /// - Parameters:
  ///   - batch: Inputs, *batch × inputShape*.
  ///   - threads: How many threads share the batch.
  /// - Returns: Logits, *batch × outputShape*.
  /// - Throws: `InputError` if the batch has another shape; `UnavailableError` if oneDNN fails.
  public func forward(_ batch: Tensor, threads: Int = 1) throws -> Tensor {
    try Self.check(batch, inputShape: inputShape, takesIntegers: takesIntegers, source: source)
    let count = batch.shape[0]
    let parts = max(1, min(threads, count))
    guard parts > 1 else { return try pool.withSession(of: self) { try $0.forward(batch) } }
    let failure = Mutex<(any Error)?>(nil)
    let logits = Mutex([[Float]](repeating: [], count: parts))
    let size = inputShape.reduce(1, *)
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let images = count * part / parts..<count * (part + 1) / parts
      do {
        let found = try pool.withSession(of: self) { session in
          try session.run(batch.elements[images.lowerBound * size..<images.upperBound * size])
        }
        logits.withLock { $0[part] = found }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
    let elements = logits.withLock { Array($0.joined()) }
    return Tensor(shape: [count] + outputShape, elements: elements)
  }

  /// How many images an engine is asked for at once.
  package var enginePiece: Int { EngineExecution(graph: graph, source: source).batch }

  /// Computes the logits with the matrix layers left to an engine; all else is digital.
  ///
  /// The bias of a layer is added digitally, after the engine's product. The batch is taken in
  /// pieces, so that memory stays bounded; the engine is asked layer after layer for each piece, and told the number of
  /// its first image.
  ///
  /// - Parameters:
  ///   - batch: Inputs, *batch × inputShape*.
  ///   - engine: What computes the matrix products.
  /// - Returns: Logits, *batch × outputShape*.
  /// - Throws: `InputError` if the batch has another shape; whatever the engine throws.
  public func forward(_ batch: Tensor, engine: some MatrixEngine) throws -> Tensor {
    try Self.check(batch, inputShape: inputShape, takesIntegers: takesIntegers, source: source)
    var execution = EngineExecution(graph: graph, source: source)
    let size = inputShape.reduce(1, *)
    let count = batch.shape[0]
    var logits: [Float] = []
    logits.reserveCapacity(count * outputShape.reduce(1, *))
    for start in stride(from: 0, to: count, by: execution.batch) {
      let images = start..<min(start + execution.batch, count)
      let inputs = Array(batch.elements[images.lowerBound * size..<images.upperBound * size])
      execution.firstImage = start
      logits += try execution.run(inputs, count: images.count, engine: engine)
    }
    return Tensor(shape: [count] + outputShape, elements: logits)
  }
}
