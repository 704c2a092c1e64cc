/// `DepthToSpace`, `SpaceToDepth` and `GroupNormalization`.
extension GraphImporter {
  mutating func rearrangedBlocks(_ node: NodeReader) throws -> GraphValue {
    try node.expect(1...1)
    let value = try node.value(0)
    let shape = try node.shape(0)
    let toSpace = node.type == "DepthToSpace"
    guard shape.count == 4, let size = try node.attributes.integer("blocksize", in: 1...1024),
      toSpace
        ? shape[1].isMultiple(of: size * size)
        : shape[2].isMultiple(of: size) && shape[3].isMultiple(of: size)
    else {
      throw node.refusal("an input of the shape \(shape)", accepted: "whole blocks")
    }
    try keepBatchFirst(of: value, node)
    let images = extents(of: value)[0]
    let mode = toSpace && opset >= 11 ? try node.attributes.text("mode") ?? "DCR" : "DCR"
    guard ["DCR", "CRD"].contains(mode) else {
      throw node.refusal("mode is \(mode)", accepted: "DCR, CRD")
    }
    let (rows, columns) = (shape[2], shape[3])
    let split: [Int]
    let order: [Int]
    let joined: [Int]
    if toSpace {
      let depth = shape[1] / (size * size)
      split =
        mode == "DCR"
        ? [images, size, size, depth, rows, columns] : [images, depth, size, size, rows, columns]
      order = mode == "DCR" ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
      joined = [images, depth, rows * size, columns * size]
    } else {
      split = [images, shape[1], rows / size, size, columns / size, size]
      order = [0, 3, 5, 1, 2, 4]
      joined = [images, shape[1] * size * size, rows / size, columns / size]
    }
    let blocks = try refilled(value, split, node)
    return try refilled(try transposed(blocks, order, node), joined, node)
  }

  mutating func groupNormalization(_ node: NodeReader) throws -> GraphValue {
    try node.expect(3...3)
    let value = try node.floats(0)
    let shape = try node.shape(0)
    guard shape.count >= 2, let groups = try node.attributes.integer("num_groups", in: 1...65_536),
      shape[1].isMultiple(of: groups)
    else {
      throw node.refusal("an input of the shape \(shape)", accepted: "channels in whole groups")
    }
    if opset >= 21 { _ = try node.attributes.integer("stash_type", in: 1...1) }
    try keepBatch(of: value, from: 1..<shape.count, node)
    let epsilon = try epsilon(of: node)
    let inner = shape.dropFirst(2).reduce(1, *)
    // Before opset 21 scale and shift belong to groups.
    let width = opset < 21 ? shape[1] / groups : 1
    let count = opset < 21 ? groups : shape[1]
    guard let scale = try node.finiteNumbers(1, count: count),
      let shift = try node.finiteNumbers(2, count: count)
    else { throw node.refusal("scale or shift is missing") }
    func spread(_ numbers: [Float]) -> [Float] {
      (0..<shape[0]).flatMap { _ in
        numbers.flatMap { [Float](repeating: $0, count: width * inner) }
      }
    }
    let normalization = BlockNormalization(
      length: shape[1] / groups * inner, isCentered: true, epsilon: epsilon, scale: spread(scale),
      shift: spread(shift))
    return try result(
      of: .blockNormalization(normalization), [value], shape: shape, type: node.elementType(0),
      batch: batch(of: value), node)
  }
}
