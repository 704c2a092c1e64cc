internal import Records

/// The ideal converters of a layer's columns, which may differ by slice, polarity, stream, array and
/// column.
package struct ColumnConverters: Sendable, Equatable {
  /// What tells the columns of a layer apart; all numbers count from 0.
  package struct Place: Sendable, Equatable {
    /// The stream of the inputs.
    package var stream: Int
    /// The slice of the weights.
    package var slice: Int
    /// Which converters: 0 for pairs and positive columns, 1 for negative ones.
    package var kind: Int
    /// The row of arrays.
    package var rowTile: Int
    /// The column of arrays.
    package var columnTile: Int
    /// The group of the layer.
    package var group: Int
    /// The column: an output of the group, or behind the outputs the number of a reference column.
    package var column: Int

    /// Creates a place.
    package init(
      stream: Int = 0, slice: Int, kind: Int, rowTile: Int = 0, columnTile: Int = 0,
      group: Int = 0, column: Int = 0
    ) {
      self.stream = stream
      self.slice = slice
      self.kind = kind
      self.rowTile = rowTile
      self.columnTile = columnTile
      self.group = group
      self.column = column
    }

    var numbers: [Int] {
      [stream, slice, kind, rowTile, columnTile, group, column]
    }

    /// The extent of what is the same in all places.
    static let one = Place(
      stream: 1, slice: 1, kind: 1, rowTile: 1, columnTile: 1, group: 1, column: 1)

    /// All places below this one, with the last number running fastest.
    var all: [Place] {
      let extents = numbers
      return (0..<extents.reduce(1, *)).map { index in
        var rest = index
        var numbers = extents
        for axis in extents.indices.reversed() {
          numbers[axis] = rest % extents[axis]
          rest /= extents[axis]
        }
        return Place(numbers)
      }
    }

    /// The extent of what differs by what either extent has more than one of.
    func union(_ other: Place) -> Place {
      Place(zip(numbers, other.numbers).map { max($0, $1) })
    }

    /// The place of another one among ``all``; numbers beyond the last count as the last.
    func index(of place: Place) -> Int {
      zip(place.numbers, numbers).reduce(0) { $0 * $1.1 + min($1.0, $1.1 - 1) }
    }

    fileprivate init(_ numbers: [Int]) {
      self.init(
        stream: numbers[0], slice: numbers[1], kind: numbers[2], rowTile: numbers[3],
        columnTile: numbers[4], group: numbers[5], column: numbers[6])
    }
  }

  /// The converters; nil for no quantization.
  private let table: PlaceTable<Converter?>

  /// Creates converters that are alike in all streams, arrays and columns.
  ///
  /// - Parameter slices: *slice × kind*; nil for no quantization.
  package init(_ slices: [[Converter?]]) {
    var extent = Place.one
    (extent.slice, extent.kind) = (slices.count, slices[0].count)
    self.init(upTo: extent) { slices[$0.slice][$0.kind] }
  }

  /// Creates converters place by place.
  ///
  /// - Parameters:
  ///   - extent: One more than the largest number of every kind.
  ///   - converter: The converter of a place.
  /// - Throws: What `converter` throws.
  package init(
    upTo extent: Place, _ converter: (Place) throws -> Converter?
  ) rethrows {
    table = try PlaceTable(upTo: extent, converter)
  }

  /// The converter of a place; nil for no quantization.
  package subscript(place: Place) -> Converter? { table[place] }

  /// The number of slices.
  var sliceCount: Int { extent.slice }
  /// The number of kinds of converters: 2 where both polarities are converted.
  var kindCount: Int { extent.kind }

  /// One more than the largest number of every kind by which converters differ.
  var extent: Place { table.extent }

  /// All converters of a slice and kind; empty for no quantization.
  func all(slice: Int, kind: Int) -> [Converter] {
    extent.all.filter { $0.slice == slice && $0.kind == kind }.compactMap { self[$0] }
  }

  /// The converters of a section's columns for one stream.
  ///
  /// - Parameters:
  ///   - section: The section.
  ///   - stream: The stream.
  ///   - group: The group that the section belongs to.
  ///   - grid: The arrays.
  /// - Returns: One for each output and each reference column; nil for no quantization.
  func along(
    _ section: LayerArrays.Section, stream: Int, group: Int, grid: TileGrid
  ) -> [Converter]? {
    let columns = grid.columnRanges
    let rowTile = grid.rowTile(of: section.rows.lowerBound)
    var place = Place(
      stream: stream, slice: section.slice, kind: section.converter,
      rowTile: rowTile, group: group)
    let outputs = columns.last?.upperBound ?? 0
    let count = max(outputs, (section.corrections.map(\.column).max() ?? -1) + 1)
    guard let first = self[place] else { return nil }
    guard extent.columnTile > 1 || extent.column > 1 else {
      return [Converter](repeating: first, count: count)
    }
    var found: [Converter] = []
    found.reserveCapacity(count)
    for (columnTile, range) in columns.enumerated() {
      place.columnTile = columnTile
      for column in range {
        place.column = column
        found.append(self[place] ?? first)
      }
    }
    // The reference columns, each in the array of the columns that it serves.
    for (output, correction) in section.corrections.enumerated()
    where correction.column == found.count {
      place.columnTile = columns.firstIndex { $0.contains(output) } ?? 0
      place.column = correction.column
      found.append(self[place] ?? first)
    }
    return found
  }
}
