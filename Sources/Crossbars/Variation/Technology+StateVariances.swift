internal import Foundation

extension Technology {
  /// The variance that programming gives each of the evenly spaced states of a cell.
  ///
  /// - Parameter bits: The bits of a cell.
  /// - Returns: 2^bits numbers from the lowest state to the highest, in squares of the distance between two states.
  package func stateVariances(bits: Int) -> [Double] {
    let count = 1 << bits
    let step = (cell.onConductance - cell.offConductance) / Double(count - 1)
    return (0..<count).map { state in
      variation.programming.variance(at: cell.offConductance + step * Double(state))
        / (step * step)
    }
  }
}

extension ProgrammingVariation {
  /// The variance of a programmed conductance.
  ///
  /// Of a spread that depends on the state it is that of max(0, x) with x normal, as conductances are clipped at 0 S; a
  /// Gaussian one is taken as if no draw were repeated.
  ///
  /// - Parameter target: The wanted conductance, in siemens.
  /// - Returns: The variance, in squares of siemens.
  package func variance(at target: Double) -> Double {
    switch distribution {
    case .none: return 0
    case .logNormal:
      let square = relativeSigma * relativeSigma
      return target * target * exp(square) * expm1(square)
    case .gaussian: return pow(target * relativeSigma, 2)
    case .stateDependent:
      let deviation = max(0, sigma?.value(at: target) ?? 0)
      guard deviation > 0 else { return 0 }
      let place = target / deviation
      let density = exp(-place * place / 2) / (2 * Double.pi).squareRoot()
      let share = erfc(-place / 2.squareRoot()) / 2
      let mean = place * share + density
      return deviation * deviation * ((place * place + 1) * share + place * density - mean * mean)
    }
  }
}
