public import Configuration

/// A file of named arrays that cannot be read or made.
public struct ArrayFileError: CategorizedError, Equatable {
  /// The kind of failure.
  public struct Code: Sendable, Equatable {
    private let name: String

    /// The bytes are not an HDF5 file, or its structure is damaged.
    public static let damaged = Code(name: "damaged")
    /// An object or an attribute that must be there is not.
    public static let missing = Code(name: "missing")
    /// An object is there and is not of the wanted kind.
    public static let wrongKind = Code(name: "wrongKind")
    /// The library could not build the file.
    public static let notWritten = Code(name: "notWritten")
  }

  /// The kind of failure.
  public var code: Code
  /// The file.
  public var source: String
  /// The group, array or attribute inside the file, if one is concerned.
  public var object: String?
  /// What was found.
  public var found: String
  /// The library's own account, innermost cause last.
  public var stack: [String]

  /// Damaged and foreign files are malformed input; a file that cannot be built is a defect.
  public var category: FailureCategory { code == .notWritten ? .defect : .malformedInput }

  /// File, object, what was found, and the library's innermost cause, in one line.
  public var description: String {
    var text = source
    if let object { text += ": \(object)" }
    text += ": \(found)"
    if let cause = stack.last { text += " (HDF5: \(cause))" }
    return text
  }
}
