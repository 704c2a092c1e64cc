/// A function of one number.
enum Activation: Sendable, Equatable {
  case relu
  case leakyRelu(slope: Float)
  case sigmoid
  case tanh
  case clip(lower: Float, upper: Float)
  case elementary(Elementary)
  case celu(alpha: Float)
  case elu(alpha: Float)
  /// *x · Φ(x)* with the normal distribution *Φ*, or its approximation by a hyperbolic tangent.
  case gelu(isApproximate: Bool)
  case hardSigmoid(alpha: Float, beta: Float)
  case hardSwish
  case mish
  case selu(alpha: Float, gamma: Float)
  case shrink(bias: Float, threshold: Float)
  case softplus
  case softsign
  case swish(alpha: Float)
  case thresholdedRelu(alpha: Float)
  /// The number itself, as another type.
  case identity
  /// The whole part.
  case truncation
  /// 1 for every number but 0.
  case truth
  /// 1 for 0, 0 for every other number.
  case negation
  case isNotANumber
  case isInfinite(positive: Bool, negative: Bool)

  /// The numbers that the function keeps, if all it does is to move others to the nearest of them.
  var bounds: ClosedRange<Float>? {
    switch self {
    case .relu: 0 ... .infinity
    case .clip(let lower, let upper): lower <= upper ? lower...upper : nil
    default: nil
    }
  }

  /// Whether the function takes integers, too.
  var takesIntegers: Bool {
    switch self {
    case .elementary(.absolute), .elementary(.negative), .elementary(.sign): true
    default: false
    }
  }

  /// A function without parameters that carries the name of its operator.
  enum Elementary: String, Sendable, CaseIterable {
    case absolute = "Abs"
    case arcCosine = "Acos"
    case areaCosine = "Acosh"
    case arcSine = "Asin"
    case areaSine = "Asinh"
    case arcTangent = "Atan"
    case areaTangent = "Atanh"
    case ceiling = "Ceil"
    case cosine = "Cos"
    case hyperbolicCosine = "Cosh"
    case errorFunction = "Erf"
    case exponential = "Exp"
    case floor = "Floor"
    case logarithm = "Log"
    case negative = "Neg"
    case reciprocal = "Reciprocal"
    case round = "Round"
    case sign = "Sign"
    case sine = "Sin"
    case hyperbolicSine = "Sinh"
    case squareRoot = "Sqrt"
    case tangent = "Tan"
  }
}
