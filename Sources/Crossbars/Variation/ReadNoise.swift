internal import Foundation
internal import LinearAlgebra

/// The fluctuation of conductances from one read to another.
public struct ReadNoise: Sendable, Equatable {
  /// The standard deviation of a read.
  public enum Sigma: Sendable, Equatable {
    /// Relative to the conductance, and the same for all.
    case relative(Double)
    /// Relative to the conductance at the time of the read, as a function of the programmed one.
    case relativeOfState(ConductanceFunction)
    /// In siemens, as a function of the conductance at the time of the read.
    case absolute(ConductanceFunction)
  }

  /// Noise whose power grows with the logarithm of time: the standard deviation is multiplied by
  /// √ln((t + t_r) / (2 t_r)), for times t after that of a read, t_r.
  public struct Flicker: Sendable, Equatable {
    /// The duration t_r of a read, in seconds.
    public var readTime: Double
    /// The time t after programming if none is given, in seconds.
    public var referenceTime: Double

    /// Creates the law; the units are those of the properties.
    public init(readTime: Double, referenceTime: Double) {
      self.readTime = readTime
      self.referenceTime = referenceTime
    }

    /// Whether the law stands at a time: after that of a read, where the growth is above 0.
    ///
    /// - Parameter time: The time after programming, in seconds.
    /// - Returns: Whether it does.
    public func describes(time: Double) -> Bool { time > readTime }

    /// What multiplies the standard deviation.
    func factor(time: Double?) -> Double {
      let time = time ?? referenceTime
      return max(0, log((time + readTime) / (2 * readTime))).squareRoot()
    }
  }

  /// The standard deviation; values below 0 count as 0.
  public var sigma: Sigma
  /// How the standard deviation grows with time; nil if it does not.
  public var flicker: Flicker?

  /// Creates a noise.
  ///
  /// - Parameters:
  ///   - sigma: The standard deviation.
  ///   - flicker: How it grows with time.
  public init(_ sigma: Sigma, flicker: Flicker? = nil) {
    self.sigma = sigma
    self.flicker = flicker
  }

  /// The standard deviations of a read, in siemens.
  ///
  /// - Parameters:
  ///   - cells: The conductances at the time of the read, in siemens.
  ///   - programmed: The programmed conductances, in siemens.
  ///   - faults: Which cells are stuck, 0 for those that are not; nil for none.
  ///   - time: The time of the read after programming, in seconds; nil for right after it.
  /// - Returns: One standard deviation a cell.
  func deviations(
    of cells: [Double], programmed: [Double], faults: Matrix?, time: Double?
  ) -> [Double] {
    let growth = flicker?.factor(time: time) ?? 1
    return cells.indices.map { cell in
      // A stuck cell was not programmed: its state is what it is stuck at.
      let state = faults.map { $0.elements[cell] != 0 } == true ? cells[cell] : programmed[cell]
      return growth * standardDeviation(of: cells[cell], programmed: state)
    }
  }

  /// The standard deviation of a read before the growth with time, in siemens.
  ///
  /// - Parameters:
  ///   - conductance: The conductance at the time of the read, in siemens.
  ///   - programmed: The programmed conductance, in siemens.
  /// - Returns: The standard deviation.
  func standardDeviation(of conductance: Double, programmed: Double) -> Double {
    switch sigma {
    case .relative(let value): conductance * value
    case .relativeOfState(let function): conductance * max(0, function.value(at: programmed))
    case .absolute(let function): max(0, function.value(at: conductance))
    }
  }
}
