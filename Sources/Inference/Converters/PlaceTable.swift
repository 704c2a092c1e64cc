/// Values of the columns of a layer, which may differ by slice, polarity, stream, array and column.
package struct PlaceTable<Element: Sendable & Equatable>: Sendable, Equatable {
  /// One more than the largest number of every kind by which values differ.
  package let extent: ColumnConverters.Place
  private let extents: [Int]
  private let elements: [Element]

  /// Creates a table place by place.
  ///
  /// - Parameters:
  ///   - extent: One more than the largest number of every kind.
  ///   - element: The value of a place.
  /// - Throws: What `element` throws.
  init(
    upTo extent: ColumnConverters.Place, _ element: (ColumnConverters.Place) throws -> Element
  ) rethrows {
    self.extent = extent
    extents = extent.numbers
    elements = try extent.all.map(element)
  }

  /// The value of a place; numbers beyond the last count as the last.
  package subscript(place: ColumnConverters.Place) -> Element {
    var index = 0
    for (number, extent) in zip(place.numbers, extents) {
      index = index * extent + min(number, extent - 1)
    }
    return elements[index]
  }
}
