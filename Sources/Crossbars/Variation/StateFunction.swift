internal import Foundation

/// A function of a device's state, as publications fit it to measured spreads.
///
/// The argument is a conductance or a current in the unit of the fit; the value has the unit of the
/// quantity that the function describes. ``ConductanceFunction`` brings both to SI.
public struct StateFunction: Sendable, Equatable {
  /// The formula of a piece.
  public enum Formula: Sendable, Equatable {
    /// c.
    case constant(Double)
    /// Σ c_k xᵏ, the constant first.
    case polynomial([Double])
    /// a ln x + b.
    case logarithmic(slope: Double, offset: Double)
    /// c xᵖ.
    case power(factor: Double, exponent: Double)
    /// A (1 − exp(−x / B)).
    case saturating(amplitude: Double, scale: Double)
  }

  /// A formula, where it holds and how it is limited.
  public struct Piece: Sendable, Equatable {
    /// The formula.
    public var formula: Formula
    /// The argument below which the piece holds; infinite for the last one.
    public var upperEnd: Double
    /// What limits the value.
    public var limits: ClosedRange<Double>

    /// Creates a piece.
    public init(
      _ formula: Formula, below upperEnd: Double = .infinity,
      limits: ClosedRange<Double> = -Double.infinity...Double.infinity
    ) {
      self.formula = formula
      self.upperEnd = upperEnd
      self.limits = limits
    }
  }

  /// The smallest argument of a logarithm and of a power, which have no value at 0.
  ///
  /// The PCM model of the IBM toolkit uses the same number.
  public static let smallestArgument = 1e-7

  /// The pieces, in ascending order of their ends.
  public let pieces: [Piece]

  /// Creates a function from its pieces.
  ///
  /// - Parameter pieces: At least one, with ascending ends, the last one infinite.
  public init(pieces: [Piece]) {
    precondition(pieces.last?.upperEnd == .infinity, "no piece for large arguments")
    self.pieces = pieces
  }

  /// Creates a function of one formula.
  ///
  /// - Parameters:
  ///   - formula: The formula.
  ///   - limits: What limits the value.
  public init(
    _ formula: Formula, limits: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) {
    self.init(pieces: [Piece(formula, limits: limits)])
  }

  /// The value at an argument.
  ///
  /// - Parameter argument: The state, in the unit of the fit; not negative.
  /// - Returns: The value, in the unit of the fit.
  public func value(at argument: Double) -> Double {
    for piece in pieces where argument < piece.upperEnd {
      return min(
        max(piece.formula.value(at: argument), piece.limits.lowerBound), piece.limits.upperBound)
    }
    return pieces[pieces.count - 1].formula.value(at: argument)
  }
}

extension StateFunction.Formula {
  fileprivate func value(at x: Double) -> Double {
    switch self {
    case .constant(let value): value
    case .polynomial(let coefficients): coefficients.reversed().reduce(0) { $0 * x + $1 }
    case .logarithmic(let slope, let offset):
      slope * log(max(x, StateFunction.smallestArgument)) + offset
    case .power(let factor, let exponent):
      factor * pow(max(x, StateFunction.smallestArgument), exponent)
    // expm1 keeps the digits of small arguments.
    case .saturating(let amplitude, let scale): -amplitude * expm1(-x / scale)
    }
  }
}

/// A function of a conductance in siemens.
public struct ConductanceFunction: Sendable, Equatable {
  /// The function in the units of its fit.
  public var function: StateFunction
  /// The conductance that has the argument 1, in siemens.
  public var argumentUnit: Double
  /// What the value 1 stands for, in the unit of the quantity.
  public var valueUnit: Double

  /// Creates a function.
  ///
  /// - Parameters:
  ///   - function: The function in the units of its fit.
  ///   - argumentUnit: The conductance that has the argument 1, in siemens.
  ///   - valueUnit: What the value 1 stands for, in the unit of the quantity.
  public init(_ function: StateFunction, argumentUnit: Double, valueUnit: Double) {
    self.function = function
    self.argumentUnit = argumentUnit
    self.valueUnit = valueUnit
  }

  /// The value at a conductance.
  ///
  /// - Parameter conductance: The conductance, in siemens; not negative.
  /// - Returns: The value, in the unit of the quantity.
  public func value(at conductance: Double) -> Double {
    valueUnit * function.value(at: conductance / argumentUnit)
  }
}
