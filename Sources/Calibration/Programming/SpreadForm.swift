public import Crossbars
internal import Foundation

/// A form of the programming error that a technology file can hold.
public enum SpreadForm: Sendable, Equatable, CustomStringConvertible {
  /// ln G is normal with one spread.
  case logNormal
  /// G is normal with a spread in proportion to the wanted conductance.
  case gaussian
  /// The standard deviation is a polynomial of the state.
  case polynomial(degree: Int)
  /// The standard deviation is a ln x + b.
  case logarithmic
  /// The standard deviation is c xᵖ.
  case power
  /// The standard deviation is A (1 − exp(−x / B)).
  case saturating

  /// The forms that are tried if none is named.
  public static let candidates: [SpreadForm] =
    [.logNormal, .gaussian] + (0...4).map { .polynomial(degree: $0) }
    + [.logarithmic, .power, .saturating]

  /// Reads a form as it is written on command lines: `polynomial-2`, `log-normal`.
  ///
  /// - Parameter text: The text.
  public init?(_ text: String) {
    guard let form = Self.known.first(where: { $0.description == text }) else { return nil }
    self = form
  }

  /// The forms with their names on command lines.
  public static let known: [SpreadForm] =
    [.logNormal, .gaussian] + (0...6).map { .polynomial(degree: $0) }
    + [.logarithmic, .power, .saturating]

  /// The form as it is written on command lines.
  public var description: String {
    switch self {
    case .logNormal: "log-normal"
    case .gaussian: "gaussian"
    case .polynomial(let degree): "polynomial-\(degree)"
    case .logarithmic: "logarithmic"
    case .power: "power"
    case .saturating: "saturating"
    }
  }

  /// Whether the form is a function of the state, which times after programming need.
  public var isFunctionOfState: Bool { self != .logNormal && self != .gaussian }

  /// The names of the coefficients.
  var names: [String] {
    switch self {
    case .logNormal, .gaussian: ["relative_sigma"]
    case .polynomial(let degree): (0...degree).map { "coefficient_\($0)" }
    case .logarithmic: ["slope_per_e_fold", "offset"]
    case .power: ["factor", "exponent"]
    case .saturating: ["amplitude", "scale"]
    }
  }

  /// Coefficients that give about one spread everywhere.
  func start(spread: Double, relative: Double, typicalState: Double) -> [Double] {
    switch self {
    case .logNormal, .gaussian: [relative]
    case .polynomial(let degree): [spread] + Array(repeating: 0, count: degree)
    case .logarithmic: [0, spread]
    case .power: [spread, 0]
    case .saturating: [1.5 * spread, typicalState]
    }
  }

  /// The standard deviation at a state and its derivatives in the coefficients; that of G relative
  /// to the target for the forms without a function.
  func spread(_ coefficients: [Double], at x: Double) -> (value: Double, slopes: [Double]) {
    switch self {
    case .logNormal, .gaussian: return (coefficients[0], [1])
    case .polynomial:
      var power = 1.0
      var value = 0.0
      var slopes: [Double] = []
      for coefficient in coefficients {
        slopes.append(power)
        value += coefficient * power
        power *= x
      }
      return (value, slopes)
    case .logarithmic:
      let logarithm = log(max(x, StateFunction.smallestArgument))
      return (coefficients[0] * logarithm + coefficients[1], [logarithm, 1])
    case .power:
      let argument = max(x, StateFunction.smallestArgument)
      let power = pow(argument, coefficients[1])
      let value = coefficients[0] * power
      return (value, [power, value * log(argument)])
    case .saturating:
      let ratio = x / coefficients[1]
      let rest = -expm1(-ratio)
      return (
        coefficients[0] * rest, [rest, -coefficients[0] * exp(-ratio) * ratio / coefficients[1]]
      )
    }
  }

  /// The form with coefficients as a technology file writes it; nil for the forms without a
  /// function.
  public func formula(_ coefficients: [Double]) -> StateFunction.Formula? {
    switch self {
    case .logNormal, .gaussian: nil
    case .polynomial: .polynomial(coefficients)
    case .logarithmic: .logarithmic(slope: coefficients[0], offset: coefficients[1])
    case .power: .power(factor: coefficients[0], exponent: coefficients[1])
    case .saturating: .saturating(amplitude: coefficients[0], scale: coefficients[1])
    }
  }
}
