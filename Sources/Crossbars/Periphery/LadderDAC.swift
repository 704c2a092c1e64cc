internal import Foundation

/// An R-2R ladder with switches, and a unity-gain buffer whose output resistance is the driver
/// resistance.
///
/// Code *c* of *b* bits gives V_ref c / 2ᵇ in the ideal ladder, with V_ref such that the largest
/// code gives the read voltage. The sign of a voltage is the polarity of the reference: codes run
/// from −(2ᵇ − 1) to 2ᵇ − 1.
public struct LadderDAC: Sendable, Equatable {
  /// The resolution without the sign, in bits.
  public var bits: Int
  /// The resistance R of the ladder, in ohms.
  public var unitResistance: Double
  /// The resistance of a switch, in series with every 2R leg, in ohms.
  ///
  /// The leg that terminates the ladder has a switch too, which is always closed.
  public var switchResistance: Double

  /// Creates a ladder; the units are those of the properties.
  public init(bits: Int, unitResistance: Double, switchResistance: Double = 0) {
    self.bits = bits
    self.unitResistance = unitResistance
    self.switchResistance = switchResistance
  }
}

extension LadderDAC {
  /// The largest code, 2ᵇ − 1.
  public var largestCode: Int { 1 << bits - 1 }

  /// The number of resistors, 2b: the legs of the bits from the least significant one, the
  /// resistors R between them from the same end, and the leg that terminates the ladder.
  public var resistorCount: Int { 2 * bits }

  /// The reference voltage, in volts.
  ///
  /// - Parameter readVoltage: What the largest code of an ideal ladder gives, in volts.
  /// - Returns: V_ref = V_read 2ᵇ / (2ᵇ − 1).
  public func referenceVoltage(readVoltage: Double) -> Double {
    readVoltage * Double(1 << bits) / Double(largestCode)
  }

  /// The code whose ideal voltage is nearest to a wanted one.
  ///
  /// - Parameters:
  ///   - voltage: The wanted voltage, in volts.
  ///   - readVoltage: What the largest code of an ideal ladder gives, in volts.
  /// - Returns: The code; the largest one, of either sign, for a voltage beyond it. Halfway
  ///   between two codes it is the one further from zero.
  public func code(nearest voltage: Double, readVoltage: Double) -> Int {
    let limit = Double(largestCode)
    return Int(min(max((voltage / readVoltage * limit).rounded(), -limit), limit))
  }

  /// The share of the reference voltage that every bit adds to the output.
  ///
  /// The ladder is reduced from its terminated end: at every node a leg is added to what the
  /// nodes before it amount to, a source behind a resistance.
  ///
  /// - Parameter mismatch: The relative deviations of the resistors in the order of
  ///   ``resistorCount``; nil for none.
  /// - Returns: One share a bit, from the least significant one, and the resistance that the
  ///   ladder shows at its output, in ohms.
  public func reduced(mismatch: [Double]? = nil) -> (shares: [Double], outputResistance: Double) {
    precondition(
      mismatch == nil || mismatch?.count == resistorCount,
      "\(mismatch?.count ?? 0) deviations for \(resistorCount) resistors")
    var shares: [Double] = []
    var resistance = terminatingResistance(mismatch: mismatch)
    for bit in 0..<bits {
      if bit > 0 { resistance += seriesResistance(bit - 1, mismatch: mismatch) }
      let leg = legResistance(bit, mismatch: mismatch)
      let sum = resistance + leg
      for lower in shares.indices { shares[lower] *= leg / sum }
      shares.append(resistance / sum)
      resistance *= leg / sum
    }
    return (shares, resistance)
  }

  /// The output voltage for a code.
  ///
  /// - Parameters:
  ///   - code: The code, from −(2ᵇ − 1) to 2ᵇ − 1.
  ///   - readVoltage: What the largest code of an ideal ladder gives, in volts.
  ///   - mismatch: The relative deviations of the resistors; nil for none.
  /// - Returns: The voltage, in volts.
  public func outputVoltage(
    code: Int, readVoltage: Double, mismatch: [Double]? = nil
  ) -> Double {
    outputVoltage(
      code: code, readVoltage: readVoltage, shares: reduced(mismatch: mismatch).shares)
  }

  /// The output voltage for a code of a ladder that was reduced before.
  package func outputVoltage(code: Int, readVoltage: Double, shares: [Double]) -> Double {
    precondition(code.magnitude <= largestCode, "code \(code) of \(bits) bits")
    let share = shares.enumerated().reduce(0.0) { sum, item in
      code.magnitude >> item.offset & 1 == 1 ? sum + item.element : sum
    }
    let reference = referenceVoltage(readVoltage: readVoltage)
    return code < 0 ? -reference * share : reference * share
  }

  /// The resistance of the leg of a bit with its switch.
  ///
  /// - Parameters:
  ///   - bit: The bit.
  ///   - mismatch: The relative deviations of the resistors; nil for none.
  /// - Returns: The resistance, in ohms.
  public func legResistance(_ bit: Int, mismatch: [Double]?) -> Double {
    2 * unitResistance * (1 + (mismatch?[bit] ?? 0)) + switchResistance
  }

  /// The resistance between the nodes of two neighboring bits.
  ///
  /// - Parameters:
  ///   - bit: The lower bit.
  ///   - mismatch: The relative deviations of the resistors; nil for none.
  /// - Returns: The resistance, in ohms.
  public func seriesResistance(_ bit: Int, mismatch: [Double]?) -> Double {
    unitResistance * (1 + (mismatch?[bits + bit] ?? 0))
  }

  /// The resistance of the leg that terminates the ladder, with its switch.
  ///
  /// - Parameter mismatch: The relative deviations of the resistors; nil for none.
  /// - Returns: The resistance, in ohms.
  public func terminatingResistance(mismatch: [Double]?) -> Double {
    2 * unitResistance * (1 + (mismatch?[resistorCount - 1] ?? 0)) + switchResistance
  }

  /// Draws the deviations of one ladder's resistors.
  ///
  /// - Parameters:
  ///   - relativeSigma: The standard deviation of the logarithm of a resistance.
  ///   - generator: The source of chance.
  /// - Returns: Relative deviations, one a resistor, all above −1.
  public func drawMismatch(
    relativeSigma: Double, using generator: inout SeededGenerator
  ) -> [Double] {
    (0..<resistorCount).map { _ in expm1(relativeSigma * generator.normal()) }
  }
}
