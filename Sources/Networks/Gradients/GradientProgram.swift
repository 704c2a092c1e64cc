internal import Configuration

/// The actions that take some images to the gradients of a loss.
final class GradientProgram {
  enum Action {
    case primitive(BoundPrimitive)
    case work(() throws -> Void)
  }

  /// Numbers in row-major order, image after image.
  struct Place {
    let pointer: UnsafeMutablePointer<Float>
    /// The numbers of one image.
    let size: Int
  }

  /// Where images and logits go and come from.
  struct Ends {
    let input: Place
    let output: Place
    /// The gradient of the loss by the logits.
    let outputGradient: Place
    /// The numbers that are trained, and the gradients of the loss by them.
    let parameters: UnsafeMutablePointer<Float>
    let gradients: UnsafeMutablePointer<Float>
  }

  private let context: DNNLContext
  /// What follows new parameters, an image, and the gradient of the loss.
  private let loading: [Action]
  private let forward: [Action]
  private let backward: [Action]
  let ends: Ends
  let circuit: CircuitMemory

  init(
    context: DNNLContext, loading: [Action], forward: [Action], backward: [Action], ends: Ends,
    circuit: CircuitMemory
  ) {
    self.circuit = circuit
    self.context = context
    self.loading = loading
    self.forward = forward
    self.backward = backward
    self.ends = ends
  }

  /// Takes parameters over.
  func load() throws { try run(loading) }

  /// Computes the logits of the images at the input.
  func computeLogits() throws { try run(forward) }

  /// Computes the gradients of the images whose logits were computed last.
  func computeGradients() throws { try run(backward) }

  private func run(_ actions: [Action]) throws {
    for action in actions {
      switch action {
      case .primitive(let bound): try context.run(bound)
      case .work(let body): try body()
      }
    }
  }
}
