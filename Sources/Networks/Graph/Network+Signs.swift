extension Network {
  /// For each of ``matrixLayers`` whether its inputs can be negative, as far as the graph tells.
  ///
  /// What follows a function without negative values, and whatever only moves, adds, averages or picks such numbers, has
  /// none; of everything else nothing is known.
  ///
  /// - Parameter isImageSigned: Whether the network's own input can be negative.
  /// - Returns: One for each layer.
  package func inputSigns(ofImages isImageSigned: Bool = true) -> [Bool] {
    var isSigned = [Bool](repeating: true, count: graph.shapes.count)
    isSigned[0] = isImageSigned
    var found = [Bool](repeating: false, count: graph.layers.count)
    for step in graph.steps {
      let signs = step.operands.map { operand in
        switch operand {
        case .value(let value): isSigned[value]
        case .constant(let numbers): numbers.contains { $0 < 0 }
        }
      }
      if case .matrix(let matrix) = step.operation {
        found[matrix.layer] = found[matrix.layer] || (signs.first ?? true)
        continue
      }
      isSigned[step.result] = step.operation.canBeNegative(signs)
    }
    return found
  }
}

extension Operation {
  /// Whether a result can be negative.
  ///
  /// - Parameter signs: Whether each operand can.
  /// - Returns: Whether it can, as far as the operation tells.
  fileprivate func canBeNegative(_ signs: [Bool]) -> Bool {
    switch self {
    case .activation(let activation):
      switch activation {
      case .sigmoid, .hardSigmoid, .softplus, .truth, .negation, .isNotANumber, .isInfinite,
        .elementary(.absolute), .elementary(.exponential):
        return false
      case .identity, .truncation, .elementary(.ceiling), .elementary(.round),
        .elementary(.squareRoot), .elementary(.floor):
        return signs.contains(true)
      default:
        guard let bounds = activation.bounds else { return true }
        return bounds.lowerBound < 0 && signs.contains(true)
      }
    case .softmax(_, _, _, let isLogarithm): return isLogarithm
    case .rearrangement(let moved): return signs.contains(true) || moved.fill < 0
    case .maximumPool, .averagePool, .concatenation: return signs.contains(true)
    case .reduction(let reduction, _, _, _):
      switch reduction {
      case .mean, .sum, .maximum, .minimum: return signs.contains(true)
      default: return true
      }
    case .arithmetic(.add, _), .arithmetic(.multiply, _): return signs.contains(true)
    default: return true
    }
  }
}
