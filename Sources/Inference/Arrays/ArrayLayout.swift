internal import Records

/// Where the matrices of a layer lie in its arrays.
///
/// Small groups of a grouped layer lie on the diagonal of one array, from the top left. Columns that share
/// a reference column have it in their middle: word lines lose from column to column, and what a column
/// of raised weights carries in common with its reference is many times its signal.
struct ArrayLayout: Sendable {
  /// The parts of the matrix of one group.
  let grid: TileGrid
  /// The groups of each array, or of each set of arrays where one group needs several.
  let bundles: [Range<Int>]
  private let inputs: Int
  private let outputs: Int
  private let groupsPerArray: Int
  private let columnsPerReference: Int?
  private let rowsPerRead: Int

  /// Plans the arrays of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer, for its shape.
  ///   - mapping: How it is represented.
  init(_ layer: LayerMatrix, mapping: Mapping) {
    let tile = mapping.usableTile
    grid = TileGrid(inputs: layer.inputs, outputs: layer.outputs, tile: tile, split: mapping.split)
    let perArray = mapping.groupsPerArray(
      inputs: layer.inputs, outputs: layer.outputs, groups: layer.groups)
    bundles = stride(from: 0, to: layer.groups, by: perArray).map {
      $0..<min($0 + perArray, layer.groups)
    }
    (inputs, outputs, groupsPerArray) = (layer.inputs, layer.outputs, perArray)
    columnsPerReference = mapping.hasReferenceColumn ? mapping.columnsPerReference : nil
    rowsPerRead = min(mapping.inputs.rowsPerRead ?? tile.rows, tile.rows)
  }

  /// The set of arrays that holds a group.
  func bundle(ofGroup group: Int) -> Int { group / groupsPerArray }

  /// The row of its array that the first row of a group's part is.
  func firstRow(ofGroup group: Int) -> Int { group % groupsPerArray * inputs }

  /// Columns of a matrix that lie beside each other and share a reference column.
  struct Block {
    /// The columns of the matrix.
    let columns: Range<Int>
    /// The columns of the array that they are.
    let places: [Int]
    /// The column of the array that is their reference; nil if there is none.
    let reference: Int?
  }

  /// The columns of a group's matrix in an array.
  ///
  /// - Parameters:
  ///   - columnTile: The column of arrays.
  ///   - group: The group.
  /// - Returns: All in one block without reference columns, else those of each one.
  func blocks(_ columnTile: Int, ofGroup group: Int) -> [Block] {
    let columns = grid.columnRanges[columnTile]
    let first = group % groupsPerArray * outputs
    guard let columnsPerReference else {
      return [
        Block(
          columns: columns, places: columns.indices.map { first + $0 - columns.lowerBound },
          reference: nil)
      ]
    }
    // Each group has references of its own, whose cells are off in the rows of the others as its columns'
    // are: what those rows take, they take of both.
    let width = columnsPerReference + 1
    let count = (columns.count + columnsPerReference - 1) / columnsPerReference
    let origin = group % groupsPerArray * (columns.count + count)
    return (0..<count).map { block in
      let start = block * columnsPerReference
      let end = min(columns.count, start + columnsPerReference)
      let reference = origin + block * width + (end - start) / 2
      return Block(
        columns: columns.lowerBound + start..<columns.lowerBound + end,
        places: (start..<end).map { index in
          let place = origin + block * width + index - start
          return place < reference ? place : place + 1
        }, reference: reference)
    }
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
