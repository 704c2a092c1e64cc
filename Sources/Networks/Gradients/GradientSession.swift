internal import Configuration
internal import Synchronization

/// A network prepared for the gradients of a loss, for a fixed number of images at once.
///
/// A session runs on one thread, so that its sums have one order; what it computes depends on its images and
/// parameters alone. Several threads need a session each.
package final class GradientSession: Sendable {
  /// How many images it takes at once.
  package let images: Int
  /// How the parameters and their gradients are ordered.
  package let layout: ParameterLayout
  private let source: String
  private let program: Mutex<GradientProgram>

  /// Prepares a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - images: How many images it takes at once, at least one.
  ///   - onArrays: The numbers of the layers that are on arrays.
  ///   - parted: Those of them whose outputs follow parts of their rows: of which ``MatrixEngine`` has slopes.
  /// - Throws: `InputError` that names the first step whose gradient is not known; `UnavailableError` if oneDNN
  ///   refuses a step.
  package init(
    _ network: Network, images: Int, onArrays: Set<Int> = [], parted: Set<Int> = []
  ) throws {
    precondition(images > 0, "\(images) images")
    self.images = images
    source = network.source
    let layout = ParameterLayout(network.matrixLayers)
    self.layout = layout
    let (graph, source) = (network.graph, network.source)
    program = Mutex(
      try OpenMPThreads.withOne {
        var compiler = try GradientCompiler(
          graph, layout: layout, onArrays: onArrays, parted: parted, images: images, source: source)
        return try compiler.compile()
      })
  }

  /// Computes the gradients of a loss.
  ///
  /// - Parameters:
  ///   - batch: Images, one after another, ``images`` of them.
  ///   - parameters: The numbers of all layers in the order of ``layout``.
  ///   - circuit: The layers on arrays, which hold these numbers; nil if there are none.
  ///   - loss: Gets the logits of all images, and writes the gradient of the loss by each of them.
  /// - Returns: The gradients of the loss by the parameters, and behind them by the converters that the circuit learns.
  /// - Throws: `InputError` if a number has no result; `UnavailableError` if oneDNN fails.
  package func gradients(
    _ batch: [Float], parameters: [Float], circuit: CircuitPass? = nil,
    loss: (_ logits: UnsafeBufferPointer<Float>, _ gradient: UnsafeMutableBufferPointer<Float>) ->
      Void
  ) throws -> [Float] {
    precondition(parameters.count == layout.count, "parameters of another network")
    return try OpenMPThreads.withOne {
      try program.withLock { program in
        let ends = program.ends
        precondition(batch.count == images * ends.input.size, "\(images) images are wanted")
        parameters.withUnsafeBufferPointer {
          if let start = $0.baseAddress { ends.parameters.update(from: start, count: $0.count) }
        }
        if let circuit { program.circuit.load(circuit) }
        try program.load()
        batch.withUnsafeBufferPointer {
          if let start = $0.baseAddress { ends.input.pointer.update(from: start, count: $0.count) }
        }
        try program.computeLogits()
        let count = images * ends.output.size
        loss(
          UnsafeBufferPointer(start: ends.output.pointer, count: count),
          UnsafeMutableBufferPointer(start: ends.outputGradient.pointer, count: count))
        try program.computeGradients()
        return Array(UnsafeBufferPointer(start: ends.gradients, count: layout.count))
          + program.circuit.converterGradients
      }
    }
  }
}
