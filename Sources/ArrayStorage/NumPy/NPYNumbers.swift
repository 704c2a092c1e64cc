public import Foundation

/// An array of NumPy whose reader decides what its numbers are.
public struct NPYNumbers: Sendable {
  private let array: NPYArray

  /// Reads a file.
  ///
  /// - Parameter url: The file.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it is no array of numbers.
  public init(contentsOf url: URL) throws { array = try NPYArray(contentsOf: url) }

  /// The length of every axis.
  public var shape: [Int] { array.header.shape }

  /// Whether the type of the elements is one of floating-point numbers.
  public var isFloatingPoint: Bool {
    [.float16, .float32, .float64].contains(array.type.kind)
  }

  /// The elements as whole numbers, the last index running fastest.
  ///
  /// - Returns: The elements.
  /// - Throws: `InputError` with the place of a number that is not whole or beyond 64 bits.
  public func integers() throws -> [Int] { try array.integers() }

  /// The elements in double precision, the last index running fastest.
  ///
  /// - Returns: The elements.
  /// - Throws: `InputError` with the place of a number that is not finite.
  public func doubles() throws -> [Double] { try array.floats(as: Double.self) }
}
