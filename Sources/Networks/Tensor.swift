/// Numbers in a rectangular block, row-major; images are *batch × channels × rows × columns*.
public struct Tensor: Sendable, Equatable {
  /// The extent of each axis; the batch comes first.
  public var shape: [Int]
  /// The numbers, the last axis fastest.
  public var elements: [Float]

  /// Creates a tensor from its numbers.
  ///
  /// - Parameters:
  ///   - shape: The extent of each axis.
  ///   - elements: As many numbers as the shape has places.
  public init(shape: [Int], elements: [Float]) {
    precondition(
      shape.reduce(1, *) == elements.count,
      "shape \(shape) does not hold \(elements.count) elements")
    self.shape = shape
    self.elements = elements
  }

  /// Creates a tensor of zeros.
  ///
  /// - Parameter shape: The extent of each axis.
  public init(zeros shape: [Int]) {
    self.shape = shape
    elements = [Float](repeating: 0, count: shape.reduce(1, *))
  }
}
