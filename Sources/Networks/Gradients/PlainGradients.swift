internal import Foundation

/// Gradients of steps other than matrix layers, on the row-major numbers of one image.
enum PlainGradients {
  /// An operand, and how far those of two images are apart: 0 for a constant.
  struct Source {
    let pointer: UnsafePointer<Float>
    let size: Int
  }

  /// Where the gradient by an operand goes, and how far those of two images are apart.
  struct Target {
    let pointer: UnsafeMutablePointer<Float>
    let size: Int
  }

  /// Whether the gradient of a step is known.
  static func knows(_ operation: Operation) -> Bool {
    switch operation {
    case .matrix, .scaling, .softmax, .blockNormalization, .maximumPool, .averagePool,
      .rearrangement, .concatenation:
      true
    case .activation(let activation): activation.hasDerivative
    case .arithmetic(let arithmetic, _):
      switch arithmetic {
      case .add, .subtract, .multiply, .divide, .maximum, .minimum, .slope: true
      default: false
      }
    case .reduction(let reduction, _, _, _):
      switch reduction {
      case .mean, .sum, .maximum, .minimum, .sumOfSquares: true
      default: false
      }
    case .kernel(let kernel): kernel.hasGradients
    case .localResponse: false
    }
  }

  /// target = left + right.
  static func add(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for place in 0..<count { target[place] = left[place] + right[place] }
  }

  /// target = gradient · the derivative of a function of every number alone.
  static func activate(
    _ activation: Activation, _ source: UnsafePointer<Float>, _ result: UnsafePointer<Float>,
    _ gradient: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    switch activation {
    case .identity: target.update(from: gradient, count: count)
    case .relu:
      for place in 0..<count { target[place] = source[place] > 0 ? gradient[place] : 0 }
    case .leakyRelu(let slope):
      for place in 0..<count {
        target[place] = source[place] > 0 ? gradient[place] : gradient[place] * slope
      }
    case .clip(let lower, let upper):
      for place in 0..<count {
        target[place] = source[place] > lower && source[place] < upper ? gradient[place] : 0
      }
    case .tanh:
      for place in 0..<count {
        target[place] = gradient[place] * (1 - result[place] * result[place])
      }
    default:
      for place in 0..<count {
        target[place] = Float(
          Double(gradient[place]) * activation.derivative(at: Double(source[place])))
      }
    }
  }

  /// Adds the gradients by the operands of a step to what its targets hold.
  ///
  /// - Parameters:
  ///   - operation: The step, one that is known.
  ///   - sources: Its operands.
  ///   - result: Its result.
  ///   - gradient: The gradient by the result.
  ///   - targets: Where the gradients by the operands go; nil where none is wanted.
  ///   - count: The number of elements of the result.
  static func run(
    _ operation: Operation, sources: [UnsafePointer<Float>], result: UnsafePointer<Float>,
    gradient: UnsafePointer<Float>, into targets: [UnsafeMutablePointer<Float>?], count: Int
  ) {
    if case .concatenation(let outer, let blocks) = operation {
      return split(outer, blocks, gradient, targets)
    }
    if case .arithmetic(let arithmetic, let broadcast) = operation {
      return combine(arithmetic, broadcast, sources, gradient, targets, count)
    }
    if case .kernel(let kernel) = operation {
      return kernel.addGradients(sources, gradient: gradient, into: targets)
    }
    guard let target = targets.first ?? nil else { return }
    switch operation {
    case .scaling(let scaling):
      for place in 0..<count {
        let channel = place / scaling.inner % scaling.channels
        target[place] += gradient[place] * Float(scaling.scale[channel])
      }
    case .activation(let activation):
      for place in 0..<count {
        target[place] += Float(
          Double(gradient[place]) * activation.derivative(at: Double(sources[0][place])))
      }
    case .blockNormalization(let normalization):
      normalization.addGradient(sources[0], gradient, target)
    case .softmax(let outer, let length, let inner, let isLogarithm):
      softmax(outer, length, inner, isLogarithm, result, gradient, target)
    case .maximumPool(let window, let channels):
      pool(window, channels) { plane, place, taps in
        // The first of the largest, as the pool takes it.
        guard var largest = taps.first else { return }
        for tap in taps where sources[0][plane + tap] > sources[0][plane + largest] {
          largest = tap
        }
        target[plane + largest] += gradient[place]
      }
    case .averagePool(let window, let channels, let countsPadding):
      pool(window, channels) { plane, place, taps in
        let (row, column) = (place % window.positions).quotientAndRemainder(
          dividingBy: window.columns.output)
        let divisor =
          countsPadding
          ? window.rows.paddedTaps(at: row) * window.columns.paddedTaps(at: column) : taps.count
        let share = gradient[place] / Float(max(divisor, 1))
        for tap in taps { target[plane + tap] += share }
      }
    case .reduction(let reduction, let outputs, let inner, let indices):
      for output in 0..<outputs {
        let places = (output * inner..<(output + 1) * inner).map { place in
          indices.map { Int($0[place]) } ?? place
        }
        reduce(reduction, places, sources[0], gradient[output], result[output], target)
      }
    case .rearrangement(let rearrangement):
      guard let indices = rearrangement.indices else {
        for place in 0..<count { target[place] += gradient[place] }
        return
      }
      for place in 0..<count where indices[place] >= 0 {
        target[Int(indices[place])] += gradient[place]
      }
    default: preconditionFailure("a step whose gradient is not known")
    }
  }

  private static func split(
    _ outer: Int, _ blocks: [Int], _ gradient: UnsafePointer<Float>,
    _ targets: [UnsafeMutablePointer<Float>?]
  ) {
    var place = 0
    for block in 0..<outer {
      for (target, length) in zip(targets, blocks) {
        if let target {
          for offset in 0..<length { target[block * length + offset] += gradient[place + offset] }
        }
        place += length
      }
    }
  }

  private static func combine(
    _ arithmetic: Arithmetic, _ broadcast: Broadcast, _ sources: [UnsafePointer<Float>],
    _ gradient: UnsafePointer<Float>, _ targets: [UnsafeMutablePointer<Float>?], _ count: Int
  ) {
    for place in 0..<count {
      let left = broadcast.left.map { Int($0[place]) } ?? place
      let right = broadcast.right.map { Int($0[place]) } ?? place
      let (x, y, own) = (sources[0][left], sources[1][right], gradient[place])
      let slopes: (left: Float, right: Float) =
        switch arithmetic {
        case .add: (1, 1)
        case .subtract: (1, -1)
        case .multiply: (y, x)
        case .divide: (1 / y, -x / (y * y))
        case .maximum: y > x ? (0, 1) : (1, 0)
        case .minimum: y < x ? (0, 1) : (1, 0)
        case .slope: x < 0 ? (y, x) : (1, 0)
        default: preconditionFailure("\(arithmetic) has no gradient")
        }
      if let target = targets[0] { target[left] += own * slopes.left }
      if let target = targets[1] { target[right] += own * slopes.right }
    }
  }

  private static func softmax(
    _ outer: Int, _ length: Int, _ inner: Int, _ isLogarithm: Bool, _ result: UnsafePointer<Float>,
    _ gradient: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    for block in 0..<outer {
      for offset in 0..<inner {
        let start = block * length * inner + offset
        let places = (0..<length).lazy.map { start + $0 * inner }
        var sum = 0.0
        for place in places {
          sum += Double(gradient[place]) * (isLogarithm ? 1 : Double(result[place]))
        }
        for place in places {
          let (own, value) = (Double(gradient[place]), Double(result[place]))
          target[place] += Float(isLogarithm ? own - exp(value) * sum : value * (own - sum))
        }
      }
    }
  }

  /// Calls a function for every place of a pool's result: with where the channel's plane begins, the place, and the
  /// places of its window in the plane.
  private static func pool(
    _ window: Window, _ channels: Int, _ body: (_ plane: Int, _ place: Int, _ taps: [Int]) -> Void
  ) {
    let (rows, columns) = (window.rows, window.columns)
    var place = 0
    for channel in 0..<channels {
      for row in 0..<rows.output {
        let lines = rows.taps(at: row).map {
          (row * rows.stride - rows.paddingBefore + $0 * rows.dilation) * columns.input
        }
        for column in 0..<columns.output {
          let start = column * columns.stride - columns.paddingBefore
          let taps = columns.taps(at: column).map { start + $0 * columns.dilation }
          body(channel * window.inputCount, place, lines.flatMap { line in taps.map { line + $0 } })
          place += 1
        }
      }
    }
  }

  private static func reduce(
    _ reduction: Reduction, _ places: [Int], _ source: UnsafePointer<Float>, _ gradient: Float,
    _ result: Float, _ target: UnsafeMutablePointer<Float>
  ) {
    switch reduction {
    case .mean:
      let share = gradient / Float(places.count)
      for place in places { target[place] += share }
    case .sum: for place in places { target[place] += gradient }
    case .sumOfSquares: for place in places { target[place] += 2 * source[place] * gradient }
    case .maximum, .minimum:
      if let place = places.first(where: { source[$0] == result }) { target[place] += gradient }
    default: preconditionFailure("\(reduction) has no gradient")
    }
  }
}
