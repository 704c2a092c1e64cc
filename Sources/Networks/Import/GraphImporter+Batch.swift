extension GraphImporter {
  /// The number of images with which shapes are computed where a file leaves it free.
  ///
  /// A prime that no file states: an extent is a multiple of it only where images are counted, and
  /// whatever was computed from it is marked (``ConstantTensor/batchPlaces``).
  static let freeBatch = 1_000_003

  /// The number of images for which the file's own arithmetic on shapes is done.
  var images: Int { fixedBatch ?? Self.freeBatch }

  /// Where the images lie in a value; nil in a constant and in a file for one image.
  func batch(of value: GraphValue) -> BatchPlace? {
    guard case .activation(let number) = value else { return nil }
    return graph.batches[number]
  }

  /// The extents of a value for all images.
  func extents(of value: GraphValue) -> [Int] {
    var extents = shape(of: value)
    if let batch = batch(of: value) { extents[batch.axis] *= images }
    return extents
  }

  /// The element type of a value.
  func type(of value: GraphValue) -> ElementType {
    switch value {
    case .activation(let number): graph.types[number]
    case .constant(let constant): constant.type
    }
  }

  /// Refuses what changes the axis of the images.
  func keepBatch(of value: GraphValue, from axes: some Sequence<Int>, _ node: NodeReader) throws {
    guard let batch = batch(of: value), axes.contains(batch.axis) else { return }
    throw node.refusal(
      "the batch axis \(batch.axis) is changed: images would be mixed", accepted: "other axes")
  }

  /// Refuses images anywhere but along the first axis, one after another.
  func keepBatchFirst(of value: GraphValue, _ node: NodeReader) throws {
    guard let batch = batch(of: value), batch != BatchPlace(axis: 0) else { return }
    throw node.refusal(
      "the images lie along axis \(batch.axis): images would be mixed",
      accepted: "a first axis that is the batch")
  }

  /// The shape for one image, and the place of the images, after all numbers were put into a shape
  /// in their order.
  ///
  /// - Parameters:
  ///   - value: The numbers.
  ///   - extents: The new extents for all images; they hold as many numbers.
  /// - Returns: Shape and place; nil if no axis takes the images as they lie.
  func reshaped(_ value: GraphValue, to extents: [Int]) -> (shape: [Int], batch: BatchPlace?)? {
    guard let batch = batch(of: value) else { return (extents, nil) }
    // From one image to the next it is so many numbers, before and afterwards.
    let distance = batch.inner * shape(of: value)[(batch.axis + 1)...].reduce(1, *)
    for axis in extents.indices where extents[axis].isMultiple(of: images) {
      var shape = extents
      shape[axis] /= images
      let stride = shape[(axis + 1)...].reduce(1, *)
      guard stride > 0, shape[axis] > 0, distance.isMultiple(of: stride) else { continue }
      let inner = distance / stride
      if shape[axis].isMultiple(of: inner) { return (shape, BatchPlace(axis: axis, inner: inner)) }
    }
    return nil
  }

  /// The shape of operands that meet at their last axes, and the place of the images in it.
  ///
  /// - Parameters:
  ///   - values: The operands.
  ///   - node: The node.
  ///   - isolated: How many last axes take no part.
  /// - Returns: Shape and place, without the last axes that take no part.
  /// - Throws: `InputError` if extents differ and neither is 1, or if images would be mixed.
  func meeting(
    _ values: [GraphValue], _ node: NodeReader, isolated: Int = 0
  ) throws -> (shape: [Int], batch: BatchPlace?) {
    let shapes = values.map { Array(shape(of: $0).dropLast(isolated)) }
    let rank = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (axis, extent) in zip((rank - shape.count)..<rank, shape) where extent != 1 {
        guard result[axis] == 1 || result[axis] == extent else {
          throw node.refusal(
            "the shapes \(shapes.map { "\($0)" }.joined(separator: " and ")) do not meet",
            accepted: "extents that are equal or 1")
        }
        result[axis] = extent
      }
    }
    guard elementCount(result) != nil else {
      throw node.refusal("the result has the shape \(result)", accepted: "at most 2^26 numbers")
    }
    var place: BatchPlace?
    for (value, shape) in zip(values, shapes) {
      guard var batch = batch(of: value) else { continue }
      batch.axis += rank - shape.count
      guard place ?? batch == batch, batch.axis < rank else {
        throw node.refusal(
          "the images of two operands lie along different axes: images would be mixed",
          accepted: "images along one axis, counted from the last")
      }
      place = batch
    }
    guard let place else { return (result, nil) }
    for (value, shape) in zip(values, shapes) {
      let axis = place.axis - (rank - shape.count)
      guard axis >= 0 else { continue }
      guard shape[axis] == (batch(of: value) == nil ? 1 : result[place.axis]) else {
        throw node.refusal(
          "an operand has \(shape[axis]) places along the axis of the images: images would be mixed",
          accepted: "an extent of 1 there")
      }
    }
    return (result, place)
  }
}
