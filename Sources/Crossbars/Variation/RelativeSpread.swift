internal import Foundation

/// A positive factor that differs from device to device and stays with the device.
public struct RelativeSpread: Sendable, Equatable {
  /// The shape of the distribution about 1.
  public enum Distribution: String, Sendable, CaseIterable {
    /// The logarithm is normal; the median is 1.
    case logNormal = "log-normal"
    /// The factor is normal with the mean 1; negative draws are repeated.
    case gaussian
  }

  /// The shape of the distribution.
  public var distribution: Distribution
  /// The standard deviation of the factor (Gaussian) or of its logarithm (log-normal).
  public var relativeSigma: Double

  /// Creates a spread.
  ///
  /// - Parameters:
  ///   - distribution: The shape of the distribution.
  ///   - relativeSigma: Its relative standard deviation.
  public init(distribution: Distribution, relativeSigma: Double) {
    self.distribution = distribution
    self.relativeSigma = relativeSigma
  }

  /// The factor of a device.
  ///
  /// - Parameter generator: The source of chance.
  /// - Returns: The factor; never negative.
  func factor(using generator: inout SeededGenerator) -> Double {
    switch distribution {
    case .logNormal: return exp(relativeSigma * generator.normal())
    case .gaussian:
      var factor = 1 + relativeSigma * generator.normal()
      while factor < 0 { factor = 1 + relativeSigma * generator.normal() }
      return factor
    }
  }
}
