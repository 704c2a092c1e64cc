internal import Crossbars
internal import Foundation
internal import Records

/// The amplifier of one column, by the technology's closed form or by a fitted stage.
struct SenseAmplifier {
  private let amplifier: TransimpedanceAmplifier
  private let stage: SenseStage?
  private let offset: Double
  /// The voltage that the core already holds at the foot of the column, in volts.
  private let heldByCore: Double

  init(
    _ amplifier: TransimpedanceAmplifier, stage: SenseStage?, offset: Double,
    coreTakesOffset: Bool
  ) {
    heldByCore = coreTakesOffset ? amplifier.closedLoopGain * offset : 0
    self.amplifier = amplifier
    self.stage = stage
    self.offset = offset
  }

  /// The output at a column current, in volts.
  func output(at current: Double) -> Double {
    let closedForm = amplifier.operatingPoint(current: current, offset: offset).output
    guard let stage else { return closedForm }
    // The offset of this very amplifier comes on top of the fitted one.
    let own =
      offset == 0 ? 0 : closedForm - amplifier.operatingPoint(current: current, offset: 0).output
    let output = stage.offsetVolt + stage.transresistanceOhm * current + own
    guard let clip = stage.clipVolt else { return output }
    return min(max(output, -clip), clip)
  }

  /// The voltage at the input beyond that of the input resistance, in volts: the offset, and what
  /// the feedback no longer takes away where the output is limited.
  func excess(at current: Double) -> Double {
    guard let stage else {
      return amplifier.operatingPoint(current: current, offset: offset).input
        - amplifier.inputResistance * current - heldByCore
    }
    let driven = stage.transresistanceOhm * current + stage.offsetVolt
    guard let clip = stage.clipVolt, driven.magnitude > clip else {
      return amplifier.closedLoopGain * offset
    }
    return -(driven - (driven < 0 ? -clip : clip)) + amplifier.closedLoopGain * offset
  }

  /// The largest current at which the input is a resistance with an offset, in amperes.
  var linearLimit: Double {
    let limit = stage.map { $0.clipVolt ?? .infinity } ?? amplifier.saturationVoltage
    guard limit.isFinite else { return .infinity }
    let gain = stage.map { $0.transresistanceOhm.magnitude } ?? amplifier.feedbackResistance
    // Half of the saturation: there the tanh has bent the input by a tenth of S / A₀.
    return max(0, 0.5 * limit - offset.magnitude) / gain
  }
}
