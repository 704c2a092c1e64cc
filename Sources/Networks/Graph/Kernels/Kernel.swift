/// What an operator does to the row-major numbers of one image.
///
/// The same kernel runs in both executions and folds constants when a file is read, so that a number
/// is the same wherever it is computed.
protocol Kernel: Sendable {
  typealias Source = UnsafePointer<Float>
  typealias Target = UnsafeMutablePointer<Float>

  /// How many numbers are multiplied or looked at for one image.
  var work: Int { get }

  /// Computes a result.
  ///
  /// - Parameters:
  ///   - sources: The operands.
  ///   - target: The result, one place for each number.
  /// - Throws: `KernelRefusal` if a number of the operands has no result.
  func run(_ sources: [Source], into target: Target) throws(KernelRefusal)

  /// The same on integers of any size; nil if the kernel has no such form.
  func exact(_ operands: [[Int]]) -> [Int]?

  /// Whether ``addGradients(_:gradient:into:)`` has any.
  var hasGradients: Bool { get }

  /// Adds the gradients of a loss by the operands.
  ///
  /// - Parameters:
  ///   - sources: The operands.
  ///   - gradient: The gradient by the result.
  ///   - targets: Where the gradients go; nil where none is wanted.
  func addGradients(_ sources: [Source], gradient: Source, into targets: [Target?])

  /// Which results follow from marked operands; nil if the kernel takes none that are marked.
  func marks(_ operands: [[Bool]]) -> [Bool]?
}

extension Kernel {
  var hasGradients: Bool { false }
  func addGradients(_ sources: [Source], gradient: Source, into targets: [Target?]) {
    preconditionFailure("\(Self.self) has no gradients")
  }

  func exact(_ operands: [[Int]]) -> [Int]? { nil }
  func marks(_ operands: [[Bool]]) -> [Bool]? { nil }
}

/// A number for which an operator has no result.
struct KernelRefusal: Error {
  let found: String
  let accepted: String
}
