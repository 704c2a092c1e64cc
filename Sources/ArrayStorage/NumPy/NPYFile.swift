internal import Configuration
public import Foundation
public import LinearAlgebra

/// Arrays in NumPy's file format.
///
/// Every type of real numbers is read, in either order of bytes and of axes. A file that is not
/// exactly such an array is refused with its name and what was found. NaN and infinities are refused
/// too: no quantity of this package can have such a value, but a measured one that is missing.
public enum NPYFile {
  /// Numbers of an array, as small as they can be held.
  public enum Numbers: Sendable, Equatable {
    /// Of the types uint8 and bool.
    case bytes([UInt8])
    /// Of any other type, in single precision.
    case floats([Float])
  }

  /// Reads a matrix.
  ///
  /// - Parameter url: The file.
  /// - Returns: The matrix; it has at least one element.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it is not a finite
  ///   matrix. A vector is refused: whether it is a row or a column is not for us to guess.
  public static func read(_ url: URL) throws -> Matrix {
    let array = try NPYArray(contentsOf: url)
    let shape = array.header.shape
    guard shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
      throw InputError(
        source: url.path, location: "shape", found: array.header.explainedShape,
        accepted: "(rows, columns), such as numpy's a.reshape(1, -1) for one row")
    }
    return Matrix(
      rows: shape[0], columns: shape[1], elements: try array.floats(as: Double.self))
  }

  /// Reads an array of any rank.
  ///
  /// - Parameter url: The file.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it holds anything else
  ///   than finite numbers.
  public static func readArray(_ url: URL) throws -> (shape: [Int], values: [Double]) {
    let array = try NPYArray(contentsOf: url)
    return (array.header.shape, try array.floats(as: Double.self))
  }

  /// Reads an array of any rank, in single precision.
  ///
  /// - Parameter url: The file.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it holds anything else
  ///   than finite numbers.
  public static func readFloats(_ url: URL) throws -> (shape: [Int], values: [Float]) {
    let array = try NPYArray(contentsOf: url)
    return (array.header.shape, try array.floats(as: Float.self))
  }

  /// Reads an array of any rank, such as images: bytes as bytes, other numbers in single precision.
  ///
  /// - Parameter url: The file.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it holds anything else
  ///   than finite numbers.
  public static func readNumbers(_ url: URL) throws -> (shape: [Int], values: Numbers) {
    let array = try NPYArray(contentsOf: url)
    if let bytes = array.bytes { return (array.header.shape, .bytes(bytes)) }
    return (array.header.shape, .floats(try array.floats(as: Float.self)))
  }

  /// Reads an array of any rank, in double precision.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - admitsNaN: Whether an element may be NaN, as one that is missing among measured ones.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it holds anything else
  ///   than such numbers.
  public static func readDoubles(
    _ url: URL, admitsNaN: Bool = false
  ) throws -> (shape: [Int], values: [Double]) {
    let array = try NPYArray(contentsOf: url)
    return (array.header.shape, try array.floats(as: Double.self, admitsNaN: admitsNaN))
  }

  /// Reads an array of whole numbers of any rank, such as labels.
  ///
  /// - Parameter url: The file, of any type of integers; floating-point numbers must be whole.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` with the place of a number
  ///   that is not whole or beyond 64 bits.
  public static func readIntegers(_ url: URL) throws -> (shape: [Int], values: [Int]) {
    let array = try NPYArray(contentsOf: url)
    return (array.header.shape, try array.integers())
  }

  /// Writes a matrix as float64, atomically.
  ///
  /// - Parameters:
  ///   - matrix: The matrix.
  ///   - url: The file; it is replaced if it exists.
  /// - Throws: `UnavailableError` if it cannot be written; nothing has changed then.
  public static func write(_ matrix: Matrix, to url: URL) throws {
    let header = NPYHeader(elementType: "<f8", shape: [matrix.rows, matrix.columns])
    try AtomicFile.write(header.bytes + bytes(matrix.elements), to: url)
  }

  /// Writes an array of any rank as float64, atomically.
  ///
  /// - Parameters:
  ///   - shape: The length of every axis.
  ///   - values: The elements, the last index running fastest.
  ///   - url: The file; it is replaced if it exists.
  /// - Throws: `UnavailableError` if it cannot be written; nothing has changed then.
  public static func write(shape: [Int], _ values: [Double], to url: URL) throws {
    let stream = try NPYStream(shape: shape, to: url)
    try stream.append(values)
    try stream.finish()
  }

  /// Writes an array as float32, atomically.
  ///
  /// - Parameters:
  ///   - shape: The length of every axis.
  ///   - values: The elements, the last index running fastest.
  ///   - url: The file; it is replaced if it exists.
  /// - Throws: `UnavailableError` if it cannot be written; nothing has changed then.
  public static func writeFloats(shape: [Int], _ values: [Float], to url: URL) throws {
    precondition(
      shape.reduce(1, *) == values.count, "\(values.count) elements do not make \(shape)")
    let header = NPYHeader(elementType: "<f4", shape: shape)
    try AtomicFile.write(header.bytes + bytes(values), to: url)
  }

  private static func bytes<Element>(_ elements: [Element]) -> Data {
    elements.withUnsafeBytes { Data($0) }
  }
}
