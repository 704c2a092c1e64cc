internal import Configuration
public import Foundation
public import LinearAlgebra

/// Arrays in NumPy's file format: little-endian, in C order, nothing else.
///
/// A file that is not exactly such an array is refused with its name and what was found. NaN and
/// infinities are refused too: no quantity of this package can have such a value.
public enum NPYFile {
  /// Reads a matrix of float64 or float32 numbers.
  ///
  /// - Parameter url: The file.
  /// - Returns: The matrix; it has at least one element.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it is not a finite
  ///   matrix. A vector is refused: whether it is a row or a column is not for us to guess.
  public static func read(_ url: URL) throws -> Matrix {
    let (header, data) = try contents(of: url)
    guard header.shape.count == 2, header.shape.allSatisfy({ $0 > 0 }) else {
      throw InputError(
        source: url.path, location: "shape", found: header.explainedShape,
        accepted: "(rows, columns), such as numpy's a.reshape(1, -1) for one row")
    }
    let elements = try floats(header, data, url, as: Double.self)
    return Matrix(rows: header.shape[0], columns: header.shape[1], elements: elements)
  }

  /// Reads an array of float32 or float64 numbers of any rank, in single precision.
  ///
  /// - Parameter url: The file.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it holds anything else
  ///   than finite floating-point numbers.
  public static func readFloats(_ url: URL) throws -> (shape: [Int], values: [Float]) {
    let (header, data) = try contents(of: url)
    return (header.shape, try floats(header, data, url, as: Float.self))
  }

  /// Reads an array of integers of any rank, such as labels.
  ///
  /// - Parameter url: The file; uint8, int32 or int64.
  /// - Returns: The length of every axis, and the elements with the last index running fastest.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it holds anything else
  ///   than integers.
  public static func readIntegers(_ url: URL) throws -> (shape: [Int], values: [Int]) {
    let (header, data) = try contents(of: url)
    switch header.elementType {
    case "|u1", "<u1", "u1": return (header.shape, data.map(Int.init))
    case "<i4": return (header.shape, elements(data, as: Int32.self).map(Int.init))
    case "<i8": return (header.shape, elements(data, as: Int64.self).map(Int.init))
    default:
      throw InputError(
        source: url.path, location: "element type", found: explained(header.elementType),
        accepted: "uint8, int32 or int64, little-endian")
    }
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

  private static func contents(of url: URL) throws -> (NPYHeader, Data) {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw UnavailableError(url.path, reason: "the file cannot be read")
    }
    let (header, offset) = try NPYHeader.parse(data, source: url.path)
    guard !header.isFortranOrder else {
      throw InputError(
        source: url.path, location: "order", found: "Fortran order",
        accepted: "C order, numpy.ascontiguousarray(a)")
    }
    guard let width = widths[header.elementType] else {
      throw InputError(
        source: url.path, location: "element type", found: explained(header.elementType),
        accepted: "float64 or float32, little-endian")
    }
    let present = data.count - offset
    let (expected, overflow) = (header.count ?? .max).multipliedReportingOverflow(by: width)
    guard !overflow, present == expected else {
      let wanted = overflow ? "more bytes than a file can have" : "\(expected) bytes"
      throw InputError(
        source: url.path, location: "data", found: "\(present) bytes after the header",
        accepted: "\(wanted) for shape \(header.explainedShape)")
    }
    return (header, data.subdata(in: data.startIndex + offset..<data.endIndex))
  }

  private static let widths = [
    "<f8": 8, "<f4": 4, "<i8": 8, "<i4": 4, "|u1": 1, "<u1": 1, "u1": 1,
  ]

  private static func floats<Element: BinaryFloatingPoint>(
    _ header: NPYHeader, _ data: Data, _ url: URL, as type: Element.Type
  ) throws -> [Element] {
    let values: [Element]
    switch header.elementType {
    case "<f8": values = elements(data, as: Double.self).map(Element.init)
    case "<f4": values = elements(data, as: Float.self).map(Element.init)
    default:
      throw InputError(
        source: url.path, location: "element type", found: explained(header.elementType),
        accepted: "float64 or float32, little-endian")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw InputError(
        source: url.path, location: "element \(position(of: index, in: header.shape))",
        found: "\(values[index])", accepted: "a finite number")
    }
    return values
  }

  private static func position(of index: Int, in shape: [Int]) -> String {
    var rest = index
    var position: [Int] = []
    for length in shape.reversed() {
      position.append(rest % length)
      rest /= length
    }
    return NPYHeader.explained(position.reversed())
  }

  // Swift runs on little-endian processors alone, so the bytes of a file are those of memory.
  private static func elements<Element>(_ data: Data, as type: Element.Type) -> [Element] {
    let count = data.count / MemoryLayout<Element>.size
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer))
      initialized = count
    }
  }

  private static func bytes<Element>(_ elements: [Element]) -> Data {
    elements.withUnsafeBytes { Data($0) }
  }

  private static func explained(_ elementType: String) -> String {
    if elementType.hasPrefix(">") { return "\(elementType), which is big-endian" }
    return elementType.contains("O") ? "\(elementType), Python objects" : elementType
  }
}
