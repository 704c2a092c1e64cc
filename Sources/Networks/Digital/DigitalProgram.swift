/// The actions that take one image from the input buffer to the output buffer.
final class DigitalProgram {
  enum Action {
    case primitive(BoundPrimitive)
    case plain(
      Operation, sources: [UnsafePointer<Float>], target: UnsafeMutablePointer<Float>, count: Int)
  }

  private let context: DNNLContext
  private let actions: [Action]
  let input: UnsafeMutablePointer<Float>
  let output: UnsafeMutablePointer<Float>

  init(
    context: DNNLContext, actions: [Action], input: UnsafeMutablePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    self.context = context
    self.actions = actions
    self.input = input
    self.output = output
  }

  func run() throws {
    for action in actions {
      switch action {
      case .primitive(let bound): try context.run(bound)
      case .plain(let operation, let sources, let target, let count):
        PlainKernels.run(operation, sources, into: target, count: count)
      }
    }
  }
}
