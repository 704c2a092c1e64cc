internal import Foundation

/// The device-to-device variation of a programmed conductance.
public struct ProgrammingVariation: Sendable, Equatable {
  /// The shape of the distribution about the wanted conductance.
  public enum Distribution: String, Sendable, CaseIterable {
    case none
    /// ln G is normal; the wanted conductance is the median.
    case logNormal = "log-normal"
    /// G is normal; the wanted conductance is the mean, and negative draws are repeated.
    case gaussian
  }

  /// The shape of the distribution.
  public var distribution: Distribution
  /// The standard deviation of ln G (log-normal) or of G relative to its mean (Gaussian).
  public var relativeSigma: Double

  /// Creates a variation.
  ///
  /// - Parameters:
  ///   - distribution: The shape of the distribution.
  ///   - relativeSigma: Its relative standard deviation; 0 means exact programming.
  public init(distribution: Distribution, relativeSigma: Double) {
    self.distribution = distribution
    self.relativeSigma = relativeSigma
  }

  /// A programmed conductance.
  ///
  /// - Parameters:
  ///   - target: The wanted conductance, in siemens.
  ///   - generator: The source of chance; two numbers are drawn whatever the distribution is.
  /// - Returns: The conductance that the cell gets, in siemens; never negative.
  public func sample(_ target: Double, using generator: inout SeededGenerator) -> Double {
    let deviate = generator.normal()
    switch distribution {
    case .none: return target
    case .logNormal: return target * exp(relativeSigma * deviate)
    case .gaussian:
      var conductance = target * (1 + relativeSigma * deviate)
      while conductance < 0 {
        conductance = target * (1 + relativeSigma * generator.normal())
      }
      return conductance
    }
  }
}
