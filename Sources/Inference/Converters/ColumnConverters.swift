internal import Records

/// The ideal converters of a layer's columns, which may differ by slice, polarity, stream and array.
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

    /// Creates a place.
    package init(stream: Int = 0, slice: Int, kind: Int, rowTile: Int = 0, columnTile: Int = 0) {
      self.stream = stream
      self.slice = slice
      self.kind = kind
      self.rowTile = rowTile
      self.columnTile = columnTile
    }

    fileprivate var numbers: [Int] { [stream, slice, kind, rowTile, columnTile] }

    fileprivate init(_ numbers: [Int]) {
      self.init(
        stream: numbers[0], slice: numbers[1], kind: numbers[2], rowTile: numbers[3],
        columnTile: numbers[4])
    }
  }

  /// For each number of a place how many there are; 1 where converters do not differ by it.
  private let extents: [Int]
  /// The converters, with the last number running fastest; nil for no quantization.
  private let converters: [Converter?]

  /// Creates converters that are alike in all streams and arrays.
  ///
  /// - Parameter slices: *slice × kind*; nil for no quantization.
  package init(_ slices: [[Converter?]]) {
    extents = [1, slices.count, slices[0].count, 1, 1]
    converters = slices.flatMap(\.self)
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
    extents = extent.numbers
    converters = try (0..<extents.reduce(1, *)).map { [extents] index in
      var rest = index
      var numbers = extents
      for axis in extents.indices.reversed() {
        numbers[axis] = rest % extents[axis]
        rest /= extents[axis]
      }
      return try converter(Place(numbers))
    }
  }

  /// The converter of a place; nil for no quantization.
  package subscript(place: Place) -> Converter? {
    var index = 0
    for (number, extent) in zip(place.numbers, extents) {
      index = index * extent + min(number, extent - 1)
    }
    return converters[index]
  }

  /// Whether columns of one row of arrays may have different converters.
  var differsAmongColumns: Bool { extents[4] > 1 }

  /// The number of slices.
  var sliceCount: Int { extents[1] }
  /// The number of kinds of converters: 2 where both polarities are converted.
  var kindCount: Int { extents[2] }

  /// One more than the largest number of every kind by which converters differ.
  var extent: Place { Place(extents) }

  /// All converters of a slice and kind; empty for no quantization.
  func all(slice: Int, kind: Int) -> [Converter] {
    (0..<extents[0]).flatMap { stream in
      (0..<extents[3]).flatMap { rowTile in
        (0..<extents[4]).compactMap { columnTile in
          self[
            Place(
              stream: stream, slice: slice, kind: kind, rowTile: rowTile, columnTile: columnTile)]
        }
      }
    }
  }

  /// The converters of a section's columns for one stream.
  ///
  /// - Parameters:
  ///   - section: The section.
  ///   - stream: The stream.
  ///   - columns: The columns of the layer that each column of arrays holds.
  ///   - tile: The size of an array.
  /// - Returns: Converters with their columns; a single one where they are alike.
  func along(
    _ section: LayerArrays.Section, stream: Int, columns: [Range<Int>], tile: Mapping.Tile
  ) -> [(columns: Range<Int>, converter: Converter?)] {
    var place = Place(
      stream: stream, slice: section.slice, kind: section.converter,
      rowTile: section.rows.lowerBound / tile.rows)
    guard differsAmongColumns else {
      return [(0..<(columns.last?.upperBound ?? 0), self[place])]
    }
    return columns.enumerated().map { columnTile, range in
      place.columnTile = columnTile
      return (range, self[place])
    }
  }
}
