/// A network's steps in the order of execution; values are numbered, 0 is the input.
struct Graph: Sendable {
  var steps: [Step] = []
  /// The shape of each value for one image.
  var shapes: [[Int]] = []
  /// The type of each value; all are kept as `Float`, integers up to 2²⁴ in magnitude.
  var types: [ElementType] = []
  /// Where images lie in each value; nil where the file is made for one image.
  var batches: [BatchPlace?] = []
  var output = 0
  /// The extents of the logits of one image; the classes are the last.
  var outputShape: [Int] = []
  /// Whether these come second in the file, and were moved to the end.
  var hasClassesSecond = false
  var layers: [MatrixLayer] = []
  /// Where the file has the numbers of each layer.
  var places: [LayerPlace] = []

  /// The number of elements of a value for one image.
  func count(_ value: Int) -> Int { shapes[value].reduce(1, *) }

  /// How often each value is read; the output counts as one more reading.
  func readings() -> [Int] {
    var readings = [Int](repeating: 0, count: shapes.count)
    readings[output] = 1
    for step in steps {
      for case .value(let value) in step.operands { readings[value] += 1 }
    }
    return readings
  }

  /// Whether a step adds tensors of one shape, place by place.
  func isSum(_ step: Step) -> Bool {
    guard case .arithmetic(.add, let broadcast) = step.operation,
      types[step.result].isFloatingPoint
    else { return false }
    return broadcast.left == nil && broadcast.right == nil
      && step.operands.allSatisfy { operand in
        guard case .value(let value) = operand else { return true }
        return shapes[value] == shapes[step.result]
      }
  }

  /// Whether the last step that computes makes probabilities.
  var givesProbabilities: Bool {
    var value = output
    while let step = steps.last(where: { $0.result == value }) {
      switch step.operation {
      case .softmax(_, _, _, let isLogarithm): return !isLogarithm
      case .rearrangement:
        guard case .value(let source) = step.operands[0] else { return false }
        value = source
      default: return false
      }
    }
    return false
  }

  /// Removes the steps that the output does not depend on.
  mutating func removeUnread() {
    var wanted = [Bool](repeating: false, count: shapes.count)
    wanted[output] = true
    var kept: [Step] = []
    for step in steps.reversed() where wanted[step.result] {
      for case .value(let value) in step.operands { wanted[value] = true }
      kept.append(step)
    }
    steps = kept.reversed()
  }

  /// Folds every batch normalization that directly follows a matrix layer into it.
  ///
  /// The crossbar then holds the folded weights, as it would in hardware.
  ///
  /// - Parameter drafts: The layers the steps refer to.
  mutating func foldScalings(into drafts: inout [LayerDraft]) {
    let readings = readings()
    var producers: [Int: Int] = [:]
    var folded: Set<Int> = []
    for index in steps.indices {
      producers[steps[index].result] = index
      guard case .scaling(let scaling) = steps[index].operation,
        case .value(let value) = steps[index].operands[0], readings[value] == 1,
        let producer = producers[value],
        case .matrix(let matrix) = steps[producer].operation,
        drafts[matrix.layer].accepts(scaling, isConvolution: matrix.window != nil)
      else { continue }
      drafts[matrix.layer].fold(scaling, of: steps[index])
      steps[producer].result = steps[index].result
      producers[steps[index].result] = producer
      folded.insert(index)
    }
    steps = steps.indices.filter { !folded.contains($0) }.map { steps[$0] }
  }

  /// Numbers the layers in the order of execution and fixes them.
  ///
  /// - Parameter drafts: The layers the steps refer to.
  mutating func settleLayers(_ drafts: [LayerDraft]) {
    var names: Set<String> = []
    var settled: [Int: Int] = [:]
    for index in steps.indices {
      guard case .matrix(var matrix) = steps[index].operation else { continue }
      defer { steps[index].operation = .matrix(matrix) }
      // The steps of a recurrent layer share its matrix.
      if let layer = settled[matrix.layer] {
        matrix.layer = layer
        continue
      }
      var name = drafts[matrix.layer].name
      var repetition = 2
      while !names.insert(name).inserted {
        name = "\(drafts[matrix.layer].name)_\(repetition)"
        repetition += 1
      }
      settled[matrix.layer] = layers.count
      layers.append(
        drafts[matrix.layer].layer(name: name, index: layers.count, window: matrix.window))
      places.append(drafts[matrix.layer].place)
      matrix.layer = layers.count - 1
    }
  }
}
