/// The numbers of rows and columns of an array.
public struct ArraySize: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int

  /// Creates a size.
  ///
  /// - Parameters:
  ///   - rows: The number of rows.
  ///   - columns: The number of columns.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// Reads a size as it is written in recipes and on command lines: `32x16`.
  ///
  /// - Parameter text: The text.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    guard parts.count == 2, let rows = Int(parts[0]), let columns = Int(parts[1]),
      (1...4096).contains(rows), (1...4096).contains(columns)
    else { return nil }
    self.init(rows: rows, columns: columns)
  }

  /// The number of cells.
  public var cells: Int { rows * columns }

  /// The size as it is written in recipes and on command lines.
  public var description: String { "\(rows)x\(columns)" }

  /// Orders sizes by their cells, then by their rows.
  public static func < (left: ArraySize, right: ArraySize) -> Bool {
    (left.cells, left.rows) < (right.cells, right.rows)
  }
}
