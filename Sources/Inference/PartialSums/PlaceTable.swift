/// Values of the columns of a layer, which may differ by slice, polarity, stream, array and column.
package struct PlaceTable<Element: Sendable & Equatable>: Sendable, Equatable {
  /// One more than the largest number of every kind by which values differ.
  package let extent: ColumnConverters.Place
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
    elements = try extent.all.map(element)
  }

  /// The value of a place; numbers beyond the last count as the last.
  package subscript(place: ColumnConverters.Place) -> Element {
    elements[extent.index(of: place)]
  }

  /// All values.
  var all: [Element] { elements }
}
