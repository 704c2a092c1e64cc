internal import Foundation

/// The loss of conductance of amorphous material with time: G(t) = G (t / t₀)^−ν.
///
/// The exponent ν = |μ(G) + s(G) n| of a cell is drawn when it is programmed.
public struct Drift: Sendable, Equatable {
  /// The time t₀ at which a cell has its programmed conductance, in seconds after programming.
  public var referenceTime: Double
  /// The mean μ of the exponent as a function of the wanted conductance.
  public var exponentMean: ConductanceFunction
  /// The standard deviation s of the exponent as a function of the wanted conductance.
  public var exponentSigma: ConductanceFunction

  /// Creates a drift; the units are those of the properties.
  public init(
    referenceTime: Double, exponentMean: ConductanceFunction, exponentSigma: ConductanceFunction
  ) {
    self.referenceTime = referenceTime
    self.exponentMean = exponentMean
    self.exponentSigma = exponentSigma
  }

  /// The exponent of a cell.
  func exponent(target: Double, deviate: Double) -> Double {
    (exponentMean.value(at: target) + max(0, exponentSigma.value(at: target)) * deviate).magnitude
  }

  /// What remains of a conductance; 1 before the reference time.
  func factor(target: Double, time: Double, deviate: Double) -> Double {
    guard time > referenceTime else { return 1 }
    return pow(time / referenceTime, -exponent(target: target, deviate: deviate))
  }
}

/// A shift and a spread of all conductances that grow with the logarithm of time.
///
/// The conductance moves by (a + b ln(t / 1 s)) + (c + d ln(t / 1 s)) n.
public struct Relaxation: Sendable, Equatable {
  /// The time before which nothing is applied, in seconds after programming.
  public var startTime: Double
  /// The mean shift a at 1 s, in siemens.
  public var shift: Double
  /// The change b of the mean shift for a factor *e* in time, in siemens.
  public var shiftPerLogTime: Double
  /// The spread c at 1 s, in siemens.
  public var sigma: Double
  /// The change d of the spread for a factor *e* in time, in siemens.
  public var sigmaPerLogTime: Double

  /// Creates a relaxation; the units are those of the properties.
  public init(
    startTime: Double, shift: Double, shiftPerLogTime: Double, sigma: Double,
    sigmaPerLogTime: Double
  ) {
    self.startTime = startTime
    self.shift = shift
    self.shiftPerLogTime = shiftPerLogTime
    self.sigma = sigma
    self.sigmaPerLogTime = sigmaPerLogTime
  }

  /// The change of a conductance, in siemens.
  func change(time: Double, deviate: Double) -> Double {
    guard time >= startTime, time > 0 else { return 0 }
    let logTime = log(time)
    return shift + shiftPerLogTime * logTime + max(0, sigma + sigmaPerLogTime * logTime) * deviate
  }
}
