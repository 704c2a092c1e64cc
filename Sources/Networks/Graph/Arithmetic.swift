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

  func callAsFunction(_ left: Float, _ right: Float) -> Float {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: Float(pow(Double(left), Double(right)))
    case .maximum: max(left, right)
    case .minimum: min(left, right)
    case .slope: left < 0 ? left * right : left
    }
  }

  /// The integer result, or nil where there is none.
  func exact(_ left: Int, _ right: Int) -> Int? {
    let (value, overflow): (Int, Bool) =
      switch self {
      case .add: left.addingReportingOverflow(right)
      case .subtract: left.subtractingReportingOverflow(right)
      case .multiply: left.multipliedReportingOverflow(by: right)
      case .divide: left.dividedReportingOverflow(by: right)
      case .power: Self.power(left, right)
      case .maximum: (max(left, right), false)
      case .minimum: (min(left, right), false)
      case .slope: left < 0 ? left.multipliedReportingOverflow(by: right) : (left, false)
      }
    return overflow ? nil : value
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
