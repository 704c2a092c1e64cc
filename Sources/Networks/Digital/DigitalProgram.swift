internal import Configuration

/// The actions that take one image from the input buffer to the output buffer.
final class DigitalProgram {
  enum Action {
    case primitive(BoundPrimitive)
    case winograd(WinogradStep)
    case plain(PlainStep)
  }

  /// A step that no primitive computes.
  struct PlainStep {
    let step: Step
    let type: ElementType
    let sources: [UnsafePointer<Float>]
    let target: UnsafeMutablePointer<Float>
    let count: Int
  }

  private let source: String
  private let context: DNNLContext
  private let actions: [Action]
  private let input: UnsafeMutablePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  init(
    source: String, context: DNNLContext, actions: [Action], input: UnsafeMutablePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    self.source = source
    self.context = context
    self.actions = actions
    self.input = input
    self.output = output
  }

  /// Takes images through the actions, one after another.
  ///
  /// - Parameters:
  ///   - images: The numbers of the images, image after image.
  ///   - size: The numbers of one image.
  ///   - classes: The numbers that one image gives.
  /// - Returns: *images × classes*.
  /// - Throws: `UnavailableError` if oneDNN fails; `InputError` if a number has no result.
  func run(_ images: ArraySlice<Float>, size: Int, classes: Int) throws -> [Float] {
    let count = images.count / size
    return try [Float](unsafeUninitializedCapacity: count * classes) { results, filled in
      try images.withUnsafeBufferPointer { images in
        guard let target = results.baseAddress, let source = images.baseAddress else { return }
        for image in 0..<count {
          input.update(from: source + image * size, count: size)
          try run()
          (target + image * classes).initialize(from: output, count: classes)
          filled += classes
        }
      }
    }
  }

  private func run() throws {
    for action in actions {
      switch action {
      case .primitive(let bound): try context.run(bound)
      case .winograd(let step): context.run(step)
      case .plain(let plain):
        try plain.step.refusing(in: source) {
          () throws(KernelRefusal) in
          try PlainKernels.run(
            plain.step.operation, plain.sources, into: plain.target, count: plain.count)
          try PlainKernels.check(plain.target, count: plain.count, type: plain.type)
        }
      }
    }
  }
}

extension Step {
  /// Names this step where a kernel has no result.
  func refusing(in source: String, _ body: () throws(KernelRefusal) -> Void) throws {
    do {
      try body()
    } catch {
      throw InputError(
        source: source, location: "node \"\(name)\" (\(kind))", found: error.found,
        accepted: error.accepted)
    }
  }
}
