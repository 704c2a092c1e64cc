/// Where the file has the numbers of a layer.
struct LayerPlace: Sendable {
  /// Numbers of a layer that are an operand of its node, or a part of one.
  struct Part: Sendable {
    /// The operand's place among the inputs of the node.
    let operand: Int
    /// The shape of the whole operand.
    let shape: [Int]
    /// How many numbers of the operand stand before the part.
    var offset = 0
    /// Whether the file has *outputs × inputs* for each group.
    var isTransposed = false
    /// The numbers of the whole operand, for those that are no layer's; empty if the part is all of it.
    var whole: [Float] = []
  }

  /// Why the numbers cannot be put back.
  struct Hindrance: Sendable {
    let found: String
    let accepted: String
  }

  /// The node's place among those of the file's graph; nil inside a function.
  let node: Int?
  /// How messages name the node.
  let location: String
  /// The type of the numbers in the file: float or double.
  let type: ElementType
  let weights: Part?
  /// Where the node has a bias, or can have one; nil if it cannot, or adds one digitally.
  let bias: Part?
  var hindrance: Hindrance?
  /// Whether results that follow from the numbers and the file alone were computed when it was read.
  var isUsedUp = false
  /// The places of the batch normalizations that were folded into the layer.
  var normalizations: [Int] = []

  /// Notes that results of the numbers stand in the graph as constants.
  mutating func useUp() {
    isUsedUp = true
    hindrance = Hindrance(
      found: "other numbers for a layer behind outputs before the first step that are not 0",
      accepted: "its own numbers, or outputs of 0 before the first step")
  }
}

extension LayerPlace.Part {
  /// How many numbers the whole operand has.
  var count: Int { shape.reduce(1, *) }

  /// Puts the weights of a layer into the operand.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - numbers: The operand, ``count`` numbers.
  func put(weightsOf layer: MatrixLayer, into numbers: inout [Float]) {
    let size = layer.inputs * layer.outputs
    for (group, matrix) in layer.weights.enumerated() {
      let start = offset + group * size
      numbers.replaceSubrange(
        start..<start + size,
        with: isTransposed
          ? GraphImporter.transposed(matrix[...], rows: layer.inputs, columns: layer.outputs)
          : matrix)
    }
  }
}

extension NodeReader {
  /// Where the file has the numbers of a layer that is read from this node.
  ///
  /// - Parameters:
  ///   - weights: The operand with the weights; nil if they do not stand there in an order that the
  ///     layer has, or has transposed.
  ///   - bias: The operand with the bias.
  ///   - type: The type of the numbers.
  /// - Returns: The place.
  func place(
    weights: LayerPlace.Part?, bias: LayerPlace.Part? = nil, type: ElementType = .float
  ) -> LayerPlace {
    var hindrance: LayerPlace.Hindrance?
    if place == nil {
      hindrance = LayerPlace.Hindrance(
        found: "other numbers for a layer inside a function",
        accepted: "its own numbers, or a layer of the graph itself")
    } else if weights == nil {
      hindrance = LayerPlace.Hindrance(
        found: "other numbers for an operand whose axes are mixed or summed",
        accepted: "its own numbers, or an operand with all inputs before or behind all outputs")
    }
    return LayerPlace(
      node: place, location: Self.location(name: name, type: self.type, inputShapes: inputShapes),
      type: type, weights: weights, bias: bias, hindrance: hindrance)
  }
}
