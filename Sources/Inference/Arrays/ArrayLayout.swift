internal import Records

/// Where the matrices of a layer lie in its arrays.
///
/// Small groups of a grouped layer lie on the diagonal of one array, from the top left. A reference
/// column stands in the middle of the used ones, where the loss along the word lines is that of the
/// average column.
struct ArrayLayout: Sendable {
  /// The parts of the matrix of one group.
  let grid: TileGrid
  /// The groups of each array, or of each set of arrays where one group needs several.
  let bundles: [Range<Int>]
  private let inputs: Int
  private let outputs: Int
  private let groupsPerArray: Int
  private let hasReference: Bool
  private let rowsPerRead: Int

  /// Plans the arrays of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer, for its shape.
  ///   - mapping: How it is represented.
  init(_ layer: LayerMatrix, mapping: Mapping) {
    let tile = mapping.usableTile
    grid = TileGrid(inputs: layer.inputs, outputs: layer.outputs, tile: tile)
    let perArray = mapping.groupsPerArray(
      inputs: layer.inputs, outputs: layer.outputs, groups: layer.groups)
    bundles = stride(from: 0, to: layer.groups, by: perArray).map {
      $0..<min($0 + perArray, layer.groups)
    }
    (inputs, outputs, groupsPerArray) = (layer.inputs, layer.outputs, perArray)
    hasReference = mapping.hasReferenceColumn
    rowsPerRead = min(mapping.inputs.rowsPerRead ?? tile.rows, tile.rows)
  }

  /// The set of arrays that holds a group.
  func bundle(ofGroup group: Int) -> Int { group / groupsPerArray }

  /// The row of its array that the first row of a group's part is.
  func firstRow(ofGroup group: Int) -> Int { group % groupsPerArray * inputs }

  /// The columns of its array that some columns of a group's matrix are.
  ///
  /// - Parameters:
  ///   - columnTile: The column of arrays.
  ///   - group: The group.
  /// - Returns: The place of each column in the array, in order.
  func columns(_ columnTile: Int, ofGroup group: Int) -> [Int] {
    let first = group % groupsPerArray * outputs
    let reference = reference(columnTile, bundle: bundle(ofGroup: group))
    return (0..<grid.columnRanges[columnTile].count).map { index in
      let place = first + index
      guard let reference, place >= reference else { return place }
      return place + 1
    }
  }

  /// The place of the reference column in an array; nil if there is none.
  ///
  /// - Parameters:
  ///   - columnTile: The column of arrays.
  ///   - bundle: The set of arrays.
  func reference(_ columnTile: Int, bundle: Int) -> Int? {
    guard hasReference else { return nil }
    return grid.columnRanges[columnTile].count * bundles[bundle].count / 2
  }

  /// The rows of a group's matrix that are driven together, from the top.
  ///
  /// - Parameter rowTile: The row of arrays.
  /// - Returns: One range, or several where a mapping limits the rows of a read.
  func reads(_ rowTile: Int) -> [Range<Int>] {
    let rows = grid.rowRanges[rowTile]
    return stride(from: rows.lowerBound, to: rows.upperBound, by: rowsPerRead).map {
      $0..<min($0 + rowsPerRead, rows.upperBound)
    }
  }
}
