internal import Foundation

/// How far a programmed conductance is from the wanted one, drawn anew whenever a cell is
/// programmed.
public struct ProgrammingVariation: Sendable, Equatable {
  /// The shape of the distribution about the wanted conductance.
  public enum Distribution: String, Sendable, CaseIterable {
    case none
    /// ln G is normal; the wanted conductance is the median.
    case logNormal = "log-normal"
    /// G is normal; the wanted conductance is the mean, and negative draws are repeated.
    case gaussian
    /// G is normal with a standard deviation that depends on the wanted conductance; negative
    /// draws become 0 S, as the published models have it.
    case stateDependent = "state-dependent"
  }

  /// The shape of the distribution.
  public var distribution: Distribution
  /// The standard deviation of ln G (log-normal) or of G relative to its mean (Gaussian).
  public var relativeSigma: Double
  /// The standard deviation in siemens as a function of the conductance, if it depends on the
  /// state; values below 0 count as 0.
  public var sigma: ConductanceFunction?

  /// Creates a variation.
  ///
  /// - Parameters:
  ///   - distribution: The shape of the distribution.
  ///   - relativeSigma: Its relative standard deviation; 0 means exact programming.
  public init(distribution: Distribution, relativeSigma: Double) {
    self.distribution = distribution
    self.relativeSigma = relativeSigma
  }

  /// Creates a variation that depends on the state.
  ///
  /// - Parameter sigma: The standard deviation in siemens as a function of the conductance.
  public init(sigma: ConductanceFunction) {
    distribution = .stateDependent
    relativeSigma = 0
    self.sigma = sigma
  }

  /// Exact programming.
  public static let none = ProgrammingVariation(distribution: .none, relativeSigma: 0)

  /// A number that ``conductance(_:deviate:)`` makes a conductance of: standard normal, less the
  /// values that a Gaussian variation does not accept.
  ///
  /// - Parameter generator: The source of chance.
  /// - Returns: The deviate; it does not depend on the wanted conductance.
  public func deviate(using generator: inout SeededGenerator) -> Double {
    var deviate = generator.normal()
    while distribution == .gaussian, 1 + relativeSigma * deviate < 0 {
      deviate = generator.normal()
    }
    return deviate
  }

  /// A programmed conductance.
  ///
  /// - Parameters:
  ///   - target: The wanted conductance, in siemens.
  ///   - deviate: A number from ``deviate(using:)``.
  /// - Returns: The conductance that the cell gets, in siemens; never negative.
  public func conductance(_ target: Double, deviate: Double) -> Double {
    switch distribution {
    case .none: target
    case .logNormal: target * exp(relativeSigma * deviate)
    case .gaussian: target * (1 + relativeSigma * deviate)
    case .stateDependent: max(0, target + max(0, sigma?.value(at: target) ?? 0) * deviate)
    }
  }

  /// A programmed conductance.
  ///
  /// - Parameters:
  ///   - target: The wanted conductance, in siemens.
  ///   - generator: The source of chance; two numbers are drawn whatever the distribution is,
  ///     unless a draw must be repeated.
  /// - Returns: The conductance that the cell gets, in siemens; never negative.
  public func sample(_ target: Double, using generator: inout SeededGenerator) -> Double {
    conductance(target, deviate: deviate(using: &generator))
  }
}
