/// Numbers moved to other places: reshape, transposition, slice, padding.
struct Rearrangement: Sendable {
  /// The shape of the result.
  var shape: [Int]
  /// For each place of the result, where its number comes from, -1 for the fill; nil if the order
  /// stays.
  var indices: [Int32]?
  /// What stands where nothing comes from.
  var fill: Float = 0

  /// A result whose axes each pick places of the same axis of the source.
  ///
  /// - Parameters:
  ///   - shape: The source's shape.
  ///   - picks: For each axis of the source the places the result takes from it; -1 for the fill.
  ///   - order: Which source axis each axis of the result is.
  ///   - fill: What stands where a pick is -1.
  init(of shape: [Int], picks: [[Int32]], order: [Int], fill: Float = 0) {
    let strides = rowMajorStrides(shape)
    var indices: [Int32] = [0]
    for axis in order {
      let stride = Int32(strides[axis])
      var next: [Int32] = []
      next.reserveCapacity(indices.count * picks[axis].count)
      for base in indices {
        for pick in picks[axis] {
          next.append(base < 0 || pick < 0 ? -1 : base + pick * stride)
        }
      }
      indices = next
    }
    self.shape = order.map { picks[$0].count }
    self.indices = indices
    self.fill = fill
  }

  /// A result with the source's order and another shape.
  init(reshapedTo shape: [Int]) {
    self.shape = shape
    indices = nil
  }
}
