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

  /// The state of the closed form at a column current, from which ``settled(to:behind:from:)`` starts.
  func state(at current: Double) -> Double { amplifier.feedbackResistance * current - offset }

  /// The current at which I + Y e(I) is a target, and e there.
  ///
  /// - Parameters:
  ///   - target: The target, in amperes.
  ///   - admittance: Y, in siemens.
  ///   - state: The state of a solution nearby; becomes that of this one.
  /// - Returns: The current, in amperes, and the excess of the input's voltage, in volts.
  func settled(
    to target: Double, behind admittance: Double, from state: inout Double
  ) -> (current: Double, excess: Double) {
    guard stage == nil && !amplifier.isLinear else {
      let current = current(at: target, behind: admittance)
      return (current, excess(at: current))
    }
    let point = amplifier.operatingPoint(
      behind: admittance, target: target + admittance * heldByCore, offset: offset, from: state)
    state = point.state
    return (
      point.current, point.input - amplifier.inputResistance * point.current - heldByCore
    )
  }

  /// The current at which I + Y e(I) is a target; the left side rises with the current.
  private func current(at target: Double, behind admittance: Double) -> Double {
    func value(_ current: Double) -> Double {
      current + admittance * excess(at: current) - target
    }
    let end = target - admittance * excess(at: 0)
    // Without saturation e does not depend on the current.
    let far = value(end)
    guard far.magnitude > 1e-12 * end.magnitude else { return end }
    var (low, high) = far > 0 ? (min(0, end), end) : (end, max(0, end))
    if value(low) > 0 { low = -2 * max(low.magnitude, high.magnitude) }
    if value(high) < 0 { high = 2 * max(low.magnitude, high.magnitude) }
    // Regula falsi, where the end that stays counts half (the Illinois rule): the left side is nearly
    // straight on either side of saturation, so that a few values are enough where bisection takes
    // sixty.
    var (below, above) = (value(low), value(high))
    for _ in 0..<60 where above > below {
      let next = low - below * (high - low) / (above - below)
      let found = value(next)
      guard found.magnitude > 1e-12 * end.magnitude, next > low, next < high else { return next }
      if found > 0 {
        (high, above) = (next, found)
        below *= 0.5
      } else {
        (low, below) = (next, found)
        above *= 0.5
      }
    }
    return 0.5 * (low + high)
  }
}
