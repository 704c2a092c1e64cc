internal import LinearAlgebra

/// What a solver can say of the error of a reading, for every input vector.
public enum ReadingEvidence: Sendable, Equatable {
  /// How well the node voltages meet Kirchhoff's current law.
  case kirchhoff([CurrentBalance])
  /// An estimate by what an iteration left: the largest difference of a cell's current from what its
  /// law says at the final voltages, relative to the largest cell current.
  case estimate([Double])

  /// Kirchhoff's current law at the nodes of an array under one input vector.
  public struct CurrentBalance: Sendable, Equatable {
    /// The largest sum of the currents at a node that the rounding of voltages does not explain,
    /// relative to the largest cell current; 0 if rounding explains all.
    public var relative: Double
    /// The largest magnitude of the sum of the currents at a node, explained or not, in amperes.
    public var worstSum: Double

    /// Creates a balance; the units are those of the properties.
    public init(relative: Double, worstSum: Double) {
      self.relative = relative
      self.worstSum = worstSum
    }
  }

  /// Puts the evidence of the parts of a batch together; nil unless all have the same kind.
  init?(_ parts: [ReadingEvidence?], places: [(part: Int, row: Int)]) {
    let balances = parts.compactMap { part -> [CurrentBalance]? in
      guard case .kirchhoff(let balances) = part else { return nil }
      return balances
    }
    let estimates = parts.compactMap { part -> [Double]? in
      guard case .estimate(let estimates) = part else { return nil }
      return estimates
    }
    if balances.count == parts.count {
      self = .kirchhoff(places.map { balances[$0.part][$0.row] })
    } else if estimates.count == parts.count {
      self = .estimate(places.map { estimates[$0.part][$0.row] })
    } else {
      return nil
    }
  }

  /// The worst balance of the batch, residual and sum each by itself; nil for estimates.
  public var worstBalance: CurrentBalance? {
    guard case .kirchhoff(let balances) = self, !balances.isEmpty else { return nil }
    return balances.reduce(into: CurrentBalance(relative: 0, worstSum: 0)) { worst, next in
      worst.relative.grow(toMagnitudeOf: next.relative)
      worst.worstSum.grow(toMagnitudeOf: next.worstSum)
    }
  }
}
