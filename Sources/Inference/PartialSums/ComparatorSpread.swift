internal import Crossbars

/// How converters that compare differ from one another, with the difference amplifiers in front of them.
struct ComparatorSpread: Sendable, Equatable {
  /// How one converter deviates.
  struct Deviation: Sendable, Equatable {
    /// The factor on the current that the amplifier gives on.
    var gain = 1.0
    /// The factor on the sensitivity.
    var sensitivity = 1.0
    /// What the threshold is higher by: in parts of full scale, or in sums where there is no chance.
    var shift = 0.0

    static let none = Deviation()
  }

  /// The standard deviations.
  let mismatch: Mismatch
  /// The amplifier behind a pair; nil for an ideal difference.
  let difference: DifferenceAmplifier?
  /// What 1 V in front of a converter is: parts of full scale, or sums where there is no chance.
  let inputPerVolt: Double

  /// Describes the converters of a technology; nil where nothing deviates.
  ///
  /// - Parameters:
  ///   - technology: The technology.
  ///   - inputPerVolt: What 1 V in front of a converter is.
  init?(_ technology: Technology, inputPerVolt: Double) {
    let mismatch = technology.variation.mismatch
    let periphery = technology.periphery
    // A sense amplifier has no other sigma than that of its latch, and a stochastic converter none of a latch.
    let sigmas = [
      mismatch.differenceOffset, mismatch.differenceResistor, mismatch.latchOffset,
      mismatch.stochasticOffset, mismatch.stochasticSensitivity,
    ]
    guard sigmas.contains(where: { $0 > 0 }) else { return nil }
    self.mismatch = mismatch
    difference = periphery.difference
    self.inputPerVolt = inputPerVolt
  }

  /// How the converters behind an array deviate.
  ///
  /// - Parameters:
  ///   - count: The number of converters.
  ///   - chance: Of which array.
  /// - Returns: One for each converter.
  func deviations(_ count: Int, chance: InstanceChance) -> [Deviation] {
    let drawn = mismatch.comparators(count, chance: chance)
    let (differences, stochastic) = (drawn.differenceDeviations, drawn.stochasticDeviations)
    return (0..<count).map { converter in
      var found = Deviation.none
      if let difference, !differences.isEmpty {
        let (own, nominal) = (difference.transfer(differences[converter]), difference.transfer())
        found.gain = own.differential / nominal.differential
        found.shift -= (own.output - nominal.output) * inputPerVolt
      }
      if let offset = drawn.latchOffsets?[converter] { found.shift += offset * inputPerVolt }
      if let own = stochastic?[converter] {
        found.sensitivity = 1 + own.sensitivity
        found.shift += own.offset
      }
      return found
    }
  }
}
