internal import Configuration
public import Foundation

/// An array of float64 in NumPy's format that is written piece by piece and appears when it is whole.
///
/// An array that does not fit into memory can be written so. It belongs to one task.
public final class NPYStream {
  /// The most bytes of an array, as many as are read.
  public static let sizeLimit = NPYArray.fileLimit

  private let file: PartialFile
  private let shape: [Int]
  private var missing: Int

  /// Begins an array.
  ///
  /// - Parameters:
  ///   - shape: The length of every axis; at most ``sizeLimit`` bytes altogether.
  ///   - url: The file, which is replaced at the end if it exists.
  /// - Throws: `UnavailableError` if it cannot be written.
  public init(shape: [Int], to url: URL) throws {
    guard let bytes = Self.byteCount(of: shape), bytes <= Self.sizeLimit else {
      preconditionFailure("an array of the shape \(shape), of more than \(Self.sizeLimit) bytes")
    }
    self.shape = shape
    missing = bytes / MemoryLayout<Double>.size
    file = try PartialFile(replacing: url)
    try file.append(NPYHeader(elementType: "<f8", shape: shape).bytes)
  }

  /// The bytes of an array's elements.
  ///
  /// - Parameter shape: The length of every axis.
  /// - Returns: The bytes; nil if no integer holds them.
  public static func byteCount(of shape: [Int]) -> Int? {
    guard let count = NPYHeader(elementType: "<f8", shape: shape).count else { return nil }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Double>.size)
    return overflow ? nil : bytes
  }

  /// Adds elements at the end.
  ///
  /// - Parameter elements: The next elements, the last index running fastest.
  /// - Throws: `UnavailableError` if the disk is full.
  public func append(_ elements: [Double]) throws {
    precondition(
      elements.count <= missing, "\(elements.count) elements where \(missing) are missing")
    missing -= elements.count
    try file.append(elements.withUnsafeBytes { Data($0) })
  }

  /// Ends the array and gives the file its name.
  ///
  /// - Throws: `UnavailableError` if the disk is full; what had the name keeps it.
  public func finish() throws {
    precondition(missing == 0, "\(missing) elements of \(shape) are missing")
    try file.commit()
  }
}
