internal import Foundation

extension Activation {
  /// The function's value, computed in double precision and rounded once.
  ///
  /// - Parameter number: The argument.
  /// - Returns: The value; not finite outside the function's domain and beyond single precision.
  func callAsFunction(_ number: Float) -> Float { Float(value(at: Double(number))) }

  private func value(at x: Double) -> Double {
    switch self {
    case .relu: x > 0 ? x : 0
    case .leakyRelu(let slope): x > 0 ? x : x * Double(slope)
    case .sigmoid: Self.logistic(x)
    case .tanh: Foundation.tanh(x)
    case .clip(let lower, let upper): min(max(x, Double(lower)), Double(upper))
    case .elementary(let function): function(x)
    // expm1 keeps the digits that exp(x) - 1 loses near 0. Written with both terms, as ONNX has it:
    // a negative alpha makes the second term count for positive numbers, too.
    case .celu(let alpha):
      max(0, x) + min(0, Double(alpha) * expm1(x / Double(alpha)))
    case .elu(let alpha): x > 0 ? x : Double(alpha) * expm1(x)
    case .gelu(isApproximate: false): 0.5 * x * erfc(-x * 0.5.squareRoot())
    case .gelu(isApproximate: true):
      0.5 * x * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .hardSigmoid(let alpha, let beta): Self.unit(Double(alpha) * x + Double(beta))
    case .hardSwish: x * Self.unit(x / 6 + 0.5)
    case .mish: x * Foundation.tanh(Self.softplus(x))
    case .selu(let alpha, let gamma):
      x > 0 ? Double(gamma) * x : Double(gamma) * Double(alpha) * expm1(x)
    case .shrink(let bias, let threshold):
      x < -Double(threshold) ? x + Double(bias) : x > Double(threshold) ? x - Double(bias) : 0
    case .softplus: Self.softplus(x)
    case .softsign: x / (1 + x.magnitude)
    case .swish(let alpha): x * Self.logistic(Double(alpha) * x)
    case .thresholdedRelu(let alpha): x > Double(alpha) ? x : 0
    case .identity: x
    case .truncation: x.rounded(.towardZero)
    case .truth: x == 0 ? 0 : 1
    case .negation: x == 0 ? 1 : 0
    case .isNotANumber: x.isNaN ? 1 : 0
    case .isInfinite(let positive, let negative):
      x.isInfinite && (x > 0 ? positive : negative) ? 1 : 0
    }
  }

  static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  private static func unit(_ x: Double) -> Double { min(max(x, 0), 1) }

  /// ln(1 + eˣ) without the overflow of eˣ.
  static func softplus(_ x: Double) -> Double { max(x, 0) + log1p(exp(-x.magnitude)) }
}

extension Activation.Elementary {
  /// The function's value in double precision.
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .absolute: x.magnitude
    case .arcCosine: acos(x)
    case .areaCosine: acosh(x)
    case .arcSine: asin(x)
    case .areaSine: asinh(x)
    case .arcTangent: atan(x)
    case .areaTangent: atanh(x)
    case .ceiling: x.rounded(.up)
    case .cosine: cos(x)
    case .hyperbolicCosine: cosh(x)
    case .errorFunction: erf(x)
    case .exponential: exp(x)
    case .floor: x.rounded(.down)
    case .logarithm: log(x)
    case .negative: -x
    case .reciprocal: 1 / x
    case .round: x.rounded(.toNearestOrEven)
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x
    case .sine: sin(x)
    case .hyperbolicSine: sinh(x)
    case .squareRoot: x.squareRoot()
    case .tangent: tan(x)
    }
  }

  /// The value for an integer, or nil if the function takes none or the value leaves the integers.
  func exact(_ x: Int) -> Int? {
    switch self {
    case .absolute: x == .min ? nil : abs(x)
    case .negative: x == .min ? nil : -x
    case .sign: x.signum()
    default: nil
    }
  }
}
