package import Records

/// The division of a matrix over arrays of one size; the last ones may be filled in part.
package struct TileGrid: Sendable, Equatable {
  /// The rows of the matrix that each row of arrays holds, from the top.
  package let rowRanges: [Range<Int>]
  /// The columns of the matrix that each column of arrays holds, from the left.
  package let columnRanges: [Range<Int>]

  /// Divides a matrix.
  ///
  /// - Parameters:
  ///   - inputs: The number of rows of the matrix.
  ///   - outputs: The number of columns of the matrix.
  ///   - tile: The size of an array.
  ///   - split: How many of the rows an array holds.
  package init(
    inputs: Int, outputs: Int, tile: Mapping.Tile, split: Mapping.Split = .full
  ) {
    rowRanges =
      split == .balanced ? Self.balanced(inputs, tile.rows) : Self.ranges(inputs, tile.rows)
    columnRanges = Self.ranges(outputs, tile.columns)
  }

  /// The number of arrays that hold the matrix once.
  package var count: Int { rowRanges.count * columnRanges.count }

  /// The row of arrays that holds a row of the matrix.
  func rowTile(of row: Int) -> Int {
    // Parts differ by a row at most, or only the last is smaller.
    var tile = min(row / max(rowRanges[0].count, 1), rowRanges.count - 1)
    while rowRanges[tile].upperBound <= row { tile += 1 }
    while rowRanges[tile].lowerBound > row { tile -= 1 }
    return tile
  }

  private static func balanced(_ extent: Int, _ size: Int) -> [Range<Int>] {
    let count = (extent + size - 1) / size
    return (0..<count).map { part in
      func bound(_ part: Int) -> Int { part * (extent / count) + min(part, extent % count) }
      return bound(part)..<bound(part + 1)
    }
  }

  private static func ranges(_ extent: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: extent, by: size).map { $0..<min($0 + size, extent) }
  }
}
