internal import Configuration

extension GraphImporter {
  /// Takes a value as the network's logits.
  ///
  /// The classes are the only axis behind the batch that has more than one place; of three axes they
  /// are the last (a class a token), of more the second (a class a pixel), which then moves to the
  /// end. A batch alone is one number for each image.
  ///
  /// - Parameters:
  ///   - number: The value.
  ///   - location: How messages name it.
  /// - Throws: `InputError` if it holds no logits for each image.
  mutating func settleOutput(_ number: Int, location: String) throws {
    let shape = graph.shapes[number]
    guard graph.types[number].isFloatingPoint else {
      throw refusal(location, "the element type \(graph.types[number])", "float, as logits are")
    }
    if let batch = graph.batches[number], batch != BatchPlace(axis: 0) {
      throw refusal(
        location, "images lie along the axis \(batch.axis): images would be mixed",
        "batch × classes, or batch × positions × classes")
    }
    guard !shape.isEmpty, shape[0] == 1 else {
      throw refusal(
        location, "the shape \(shape) for one image", "batch × classes, or with positions between")
    }
    graph.output = number
    guard shape.count > 1 else {
      graph.outputShape = [1]
      return
    }
    if shape[2...].allSatisfy({ $0 == 1 }) {
      graph.outputShape = [shape[1]]
      return
    }
    graph.outputShape = Array(shape.dropFirst())
    guard shape.count > 3 else { return }
    let order = [0] + Array(2..<shape.count) + [1]
    let moved = Rearrangement(of: shape, picks: allPlaces(shape), order: order)
    let node = NodeReader(
      source: source, name: "output", type: "Transpose", inputs: [], inputShapes: [],
      inputTypes: [], outputs: [],
      attributes: try NodeAttributes([]) { found, _ in
        InputError(source: "", found: found)
      }, place: nil)
    guard
      case .activation(let logits) = try addStep(
        .rearrangement(moved), [.value(number)], shape: moved.shape, batch: graph.batches[number],
        node)
    else { return }
    graph.output = logits
    graph.hasClassesSecond = true
    graph.outputShape = Array(moved.shape.dropFirst())
  }
}
