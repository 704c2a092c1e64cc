internal import Foundation

extension Activation {
  /// Whether the function is computed in any order of numbers, since it keeps the zeros that fill up blocks of
  /// channels.
  var isPlaceByPlace: Bool { hasDerivative && self(0) == 0 }

  /// Whether ``derivative(at:)`` knows the function; a function of steps has none that is of use.
  var hasDerivative: Bool {
    switch self {
    case .truncation, .truth, .negation, .isNotANumber, .isInfinite: false
    case .elementary(let function): function.hasDerivative
    default: true
    }
  }

  /// The derivative, computed in double precision; at a corner that from the side of 0.
  ///
  /// - Parameter x: The argument.
  /// - Returns: The derivative; 0 where the function has none.
  func derivative(at x: Double) -> Double {
    switch self {
    case .relu: return x > 0 ? 1 : 0
    case .leakyRelu(let slope): return x > 0 ? 1 : Double(slope)
    case .sigmoid: return Self.slope(ofLogistic: x)
    case .tanh: return 1 - pow(Foundation.tanh(x), 2)
    case .clip(let lower, let upper): return x > Double(lower) && x < Double(upper) ? 1 : 0
    case .elementary(let function): return function.derivative(at: x)
    case .celu(let alpha): return x > 0 ? 1 : exp(x / Double(alpha))
    case .elu(let alpha): return x > 0 ? 1 : Double(alpha) * exp(x)
    case .gelu(isApproximate: false):
      return 0.5 * erfc(-x * 0.5.squareRoot()) + x * exp(-0.5 * x * x)
        / (2 * Double.pi).squareRoot()
    case .gelu(isApproximate: true):
      let factor = (2 / Double.pi).squareRoot()
      let tangent = Foundation.tanh(factor * (x + 0.044715 * x * x * x))
      return 0.5 * (1 + tangent)
        + 0.5 * x * (1 - tangent * tangent) * factor * (1 + 3 * 0.044715 * x * x)
    case .hardSigmoid(let alpha, let beta):
      let value = Double(alpha) * x + Double(beta)
      return value > 0 && value < 1 ? Double(alpha) : 0
    case .hardSwish: return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5
    case .mish:
      let tangent = Foundation.tanh(Self.softplus(x))
      return tangent + x * (1 - tangent * tangent) * Self.logistic(x)
    case .selu(let alpha, let gamma): return x > 0 ? Double(gamma) : Double(gamma * alpha) * exp(x)
    case .shrink(_, let threshold): return x.magnitude > Double(threshold) ? 1 : 0
    case .softplus: return Self.logistic(x)
    case .softsign: return 1 / pow(1 + x.magnitude, 2)
    case .swish(let alpha):
      let share = Self.logistic(Double(alpha) * x)
      return share + Double(alpha) * x * share * (1 - share)
    case .thresholdedRelu(let alpha): return x > Double(alpha) ? 1 : 0
    case .identity: return 1
    case .truncation, .truth, .negation, .isNotANumber, .isInfinite: return 0
    }
  }

  private static func slope(ofLogistic x: Double) -> Double {
    let share = logistic(x)
    return share * (1 - share)
  }
}

extension Activation.Elementary {
  var hasDerivative: Bool {
    switch self {
    case .ceiling, .floor, .round, .sign: false
    default: true
    }
  }

  func derivative(at x: Double) -> Double {
    switch self {
    case .absolute: x > 0 ? 1 : x < 0 ? -1 : 0
    case .arcCosine: -1 / (1 - x * x).squareRoot()
    case .areaCosine: 1 / (x * x - 1).squareRoot()
    case .arcSine: 1 / (1 - x * x).squareRoot()
    case .areaSine: 1 / (x * x + 1).squareRoot()
    case .arcTangent: 1 / (1 + x * x)
    case .areaTangent: 1 / (1 - x * x)
    case .cosine: -sin(x)
    case .hyperbolicCosine: sinh(x)
    case .errorFunction: 2 / Double.pi.squareRoot() * exp(-x * x)
    case .exponential: exp(x)
    case .logarithm: 1 / x
    case .negative: -1
    case .reciprocal: -1 / (x * x)
    case .sine: cos(x)
    case .hyperbolicSine: cosh(x)
    case .squareRoot: 0.5 / x.squareRoot()
    case .tangent: 1 + pow(tan(x), 2)
    case .ceiling, .floor, .round, .sign: 0
    }
  }
}
