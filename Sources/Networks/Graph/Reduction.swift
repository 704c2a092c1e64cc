internal import Foundation

/// What becomes of several numbers when they are reduced to one.
enum Reduction: String, Sendable, CaseIterable {
  case mean = "ReduceMean"
  case sum = "ReduceSum"
  case product = "ReduceProd"
  case maximum = "ReduceMax"
  case minimum = "ReduceMin"
  case sumOfMagnitudes = "ReduceL1"
  case rootOfSquares = "ReduceL2"
  case sumOfSquares = "ReduceSumSquare"
  case logarithmOfSum = "ReduceLogSum"
  case logarithmOfExponentials = "ReduceLogSumExp"

  /// Whether one number stays what it is.
  var keepsOne: Bool {
    switch self {
    case .mean, .sum, .product, .maximum, .minimum, .logarithmOfExponentials: true
    case .sumOfMagnitudes, .rootOfSquares, .sumOfSquares, .logarithmOfSum: false
    }
  }

  /// Whether integers give an integer.
  var takesIntegers: Bool {
    switch self {
    case .sum, .product, .maximum, .minimum, .sumOfMagnitudes, .sumOfSquares: true
    case .mean, .rootOfSquares, .logarithmOfSum, .logarithmOfExponentials: false
    }
  }

  /// Reduces numbers; computed in double precision, rounded once.
  ///
  /// - Parameters:
  ///   - count: How many there are, at least one.
  ///   - number: The number at a place.
  /// - Returns: The one number.
  func callAsFunction(_ count: Int, _ number: (Int) -> Float) -> Float {
    func total(_ term: (Double) -> Double) -> Double {
      var sum = 0.0
      for place in 0..<count { sum += term(Double(number(place))) }
      return sum
    }
    func extreme(_ pick: (Float, Float) -> Float) -> Float {
      var found = number(0)
      for place in 1..<max(count, 1) { found = pick(found, number(place)) }
      return found
    }
    switch self {
    case .mean: return Float(total { $0 } / Double(count))
    case .sum: return Float(total { $0 })
    case .product:
      var product = 1.0
      for place in 0..<count { product *= Double(number(place)) }
      return Float(product)
    case .maximum: return extreme(max)
    case .minimum: return extreme(min)
    case .sumOfMagnitudes: return Float(total(\.magnitude))
    case .rootOfSquares: return Float(total { $0 * $0 }.squareRoot())
    case .sumOfSquares: return Float(total { $0 * $0 })
    case .logarithmOfSum: return Float(log(total { $0 }))
    case .logarithmOfExponentials:
      // Without the largest subtracted the exponential overflows.
      let largest = Double(extreme(max))
      return Float(largest + log(total { exp($0 - largest) }))
    }
  }
}
