internal import Foundation

/// An operation on two numbers.
enum Arithmetic: String, Sendable {
  case add = "Add"
  case subtract = "Sub"
  case multiply = "Mul"
  case divide = "Div"
  case power = "Pow"
  case maximum = "Max"
  case minimum = "Min"
  /// The left number, multiplied by the right one if it is negative.
  case slope = "PRelu"
  /// The quotient of integers, rounded towards zero.
  case quotient
  /// What a division leaves, with the sign of the divisor.
  case modulus
  /// What a division leaves, with the sign of the dividend.
  case remainder
  case equal = "Equal"
  case greater = "Greater"
  case greaterOrEqual = "GreaterOrEqual"
  case less = "Less"
  case lessOrEqual = "LessOrEqual"
  case and = "And"
  case or = "Or"
  case exclusiveOr = "Xor"

  /// Whether the results are truth values.
  var isLogical: Bool {
    switch self {
    case .equal, .greater, .greaterOrEqual, .less, .lessOrEqual, .and, .or, .exclusiveOr: true
    default: false
    }
  }

  func callAsFunction(_ left: Float, _ right: Float) -> Float {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: Float(pow(Double(left), Double(right)))
    case .maximum: left.isNaN ? left : right > left || right.isNaN ? right : left
    case .minimum: left.isNaN ? left : right < left || right.isNaN ? right : left
    case .slope: left < 0 ? left * right : left
    case .quotient: (left / right).rounded(.towardZero)
    case .modulus: Self.modulus(left, right)
    case .remainder: left.truncatingRemainder(dividingBy: right)
    case .equal: left == right ? 1 : 0
    case .greater: left > right ? 1 : 0
    case .greaterOrEqual: left >= right ? 1 : 0
    case .less: left < right ? 1 : 0
    case .lessOrEqual: left <= right ? 1 : 0
    case .and: left != 0 && right != 0 ? 1 : 0
    case .or: left != 0 || right != 0 ? 1 : 0
    case .exclusiveOr: (left != 0) != (right != 0) ? 1 : 0
    }
  }

  private static func modulus(_ left: Float, _ right: Float) -> Float {
    let rest = left.truncatingRemainder(dividingBy: right)
    return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
  }

  /// The divisor that a result needs but that is 0.
  func isUndefined(_ right: Int) -> Bool {
    right == 0 && (self == .quotient || self == .divide || self == .modulus || self == .remainder)
  }

  /// The integer result, or nil where there is none.
  func exact(_ left: Int, _ right: Int) -> Int? {
    if isUndefined(right) { return nil }
    let (value, overflow): (Int, Bool) =
      switch self {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      case .multiply: left.multipliedReportingOverflow(by: right)
      case .divide, .quotient: left.dividedReportingOverflow(by: right)
      case .power: Self.power(left, right)
      case .maximum: (max(left, right), false)
      case .minimum: (min(left, right), false)
      case .slope: left < 0 ? left.multipliedReportingOverflow(by: right) : (left, false)
      case .remainder: left.remainderReportingOverflow(dividingBy: right)
      case .modulus: Self.modulus(left, right)
      case .equal: (left == right ? 1 : 0, false)
      case .greater: (left > right ? 1 : 0, false)
      case .greaterOrEqual: (left >= right ? 1 : 0, false)
      case .less: (left < right ? 1 : 0, false)
      case .lessOrEqual: (left <= right ? 1 : 0, false)
      case .and: (left != 0 && right != 0 ? 1 : 0, false)
      case .or: (left != 0 || right != 0 ? 1 : 0, false)
      case .exclusiveOr: ((left != 0) != (right != 0) ? 1 : 0, false)
      }
    return overflow ? nil : value
  }

  private static func modulus(_ left: Int, _ right: Int) -> (Int, Bool) {
    let (rest, overflow) = left.remainderReportingOverflow(dividingBy: right)
    return (rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest, overflow)
  }

  private static func power(_ base: Int, _ exponent: Int) -> (Int, Bool) {
    guard exponent >= 0 else { return (0, true) }
    if base == 0 || base == 1 { return (exponent == 0 ? 1 : base, false) }
    if base == -1 { return (exponent.isMultiple(of: 2) ? 1 : -1, false) }
    var result = 1
    // The magnitude doubles at least, so the overflow ends the loop after 63 rounds.
    for _ in 0..<exponent {
      let (product, overflow) = result.multipliedReportingOverflow(by: base)
      if overflow { return (0, true) }
      result = product
    }
    return (result, false)
  }
}
