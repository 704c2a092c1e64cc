internal import Foundation

/// A transimpedance amplifier: an operational amplifier of finite gain with a feedback resistor.
///
/// With x the voltage at its input and e its offset, the output is −S tanh(A₀ (x − e) / S), where
/// S is the saturation voltage, and −A₀ (x − e) if S is infinite. The current I of the column
/// flows into the input and through R_f to the output, so the output is about −I R_f: a current
/// out of the column makes a negative voltage.
public struct TransimpedanceAmplifier: Sendable, Equatable {
  /// The feedback resistance R_f, in ohms.
  public var feedbackResistance: Double
  /// The feedback resistances that may be chosen for the arrays of a network's layer, in ohms; empty
  /// for any.
  public var feedbackResistances: [Double]
  /// The open-loop gain A₀.
  public var openLoopGain: Double
  /// The largest output voltage, in volts; infinite for none.
  public var saturationVoltage: Double

  /// Creates an amplifier; the units are those of the properties.
  public init(
    feedbackResistance: Double, feedbackResistances: [Double] = [], openLoopGain: Double,
    saturationVoltage: Double = .infinity
  ) {
    self.feedbackResistance = feedbackResistance
    self.feedbackResistances = feedbackResistances
    self.openLoopGain = openLoopGain
    self.saturationVoltage = saturationVoltage
  }
}

extension TransimpedanceAmplifier {
  /// The input resistance of the unsaturated amplifier, R_f / (1 + A₀), in ohms.
  public var inputResistance: Double { feedbackResistance / (1 + openLoopGain) }

  /// The transresistance of the unsaturated amplifier over −R_f: A₀ / (1 + A₀).
  public var closedLoopGain: Double { openLoopGain / (1 + openLoopGain) }

  /// Whether the amplifier is a linear circuit.
  public var isLinear: Bool { saturationVoltage == .infinity }

  /// The output at a voltage of the input.
  ///
  /// - Parameters:
  ///   - input: The voltage at the input, in volts.
  ///   - offset: The offset voltage, in volts.
  /// - Returns: The voltage, in volts.
  public func output(atInput input: Double, offset: Double = 0) -> Double {
    let wanted = openLoopGain * (input - offset)
    return isLinear ? -wanted : -saturationVoltage * tanh(wanted / saturationVoltage)
  }

  /// The current into the input at a voltage there, and how it grows.
  ///
  /// - Parameters:
  ///   - input: The voltage at the input, in volts.
  ///   - offset: The offset voltage, in volts.
  /// - Returns: The current, in amperes, and its slope, in siemens; the slope is at least 1 / R_f.
  public func current(
    atInput input: Double, offset: Double = 0
  ) -> (current: Double, slope: Double) {
    let output = output(atInput: input, offset: offset)
    let loss = isLinear ? 0 : output / saturationVoltage
    return (
      (input - output) / feedbackResistance,
      (1 + openLoopGain * (1 - loss * loss)) / feedbackResistance
    )
  }

  /// The operating point for a current into the input.
  ///
  /// - Parameters:
  ///   - current: The current, in amperes.
  ///   - offset: The offset voltage, in volts.
  /// - Returns: The voltages of input and output, in volts.
  public func operatingPoint(
    current: Double, offset: Double = 0
  ) -> (input: Double, output: Double) {
    let drop = current * feedbackResistance
    guard !isLinear else {
      return (
        (drop + openLoopGain * offset) / (1 + openLoopGain),
        openLoopGain * (offset - drop) / (1 + openLoopGain)
      )
    }
    // x − out − I R_f grows with the state at a slope of 1 to 2; the bracket guards the steps.
    var state = drop - offset
    var low = -state.magnitude - 2 * saturationVoltage
    var high = -low
    for _ in 0..<200 {
      let point = point(atState: state, offset: offset)
      let excess = point.input - point.output - drop
      if excess > 0 { high = state } else { low = state }
      let step = excess / slope(atState: state)
      let next = state - step
      guard next != state, excess != 0 else { break }
      state = next > low && next < high ? next : (low + high) / 2
      if high - low <= state.magnitude.ulp { break }
    }
    return point(atState: state, offset: offset)
  }

  /// The operating point behind an output admittance: what the input has beyond the voltage of its linear
  /// resistance takes from the current, I + Y (x − R_in I) = T.
  ///
  /// - Parameters:
  ///   - admittance: Y, in siemens; less than 1 / R_in.
  ///   - target: T, in amperes.
  ///   - offset: The offset voltage, in volts.
  ///   - start: A state to start from; that of a solution nearby saves steps.
  /// - Returns: The current, in amperes, the voltage of the input, in volts, and the state.
  package func operatingPoint(
    behind admittance: Double, target: Double, offset: Double, from start: Double
  ) -> (current: Double, input: Double, state: Double) {
    let direct = (1 - admittance * inputResistance) / feedbackResistance
    // The sum grows with the state: no state beyond these has it at 0.
    let limit =
      2 * (feedbackResistance * target.magnitude + offset.magnitude + saturationVoltage)
    var search = MonotoneRoot(from: -limit, to: limit, resolution: 0)
    var (state, isLast) = (min(max(start, -limit), limit), false)
    while true {
      let point = point(atState: state, offset: offset)
      let drop = point.input - point.output
      // Newton's steps square what is left: what follows one this small would move nothing.
      guard !isLast,
        let next = search.next(
          after: state, value: direct * drop + admittance * point.input - target,
          slope: direct * slope(atState: state) + admittance * inputSlope(atState: state),
          relative: 1e-7)
      else { return (drop / feedbackResistance, point.input, state) }
      (state, isLast) = next
    }
  }

  // MARK: - The state of a saturating amplifier

  /// The state up to which output and state are opposite: S √(1 − 1/A₀).
  ///
  /// Newton's method in the input voltage jumps from one saturation to the other and back for ever.
  /// The amplifier is therefore described by a state q, near I R_f: up to the knee it is the
  /// output, and beyond it grows as the input does. With c the state limited to the knee,
  /// x − e = (S / A₀) artanh(c / S) + q − c and out = −S tanh(artanh(c / S) + A₀ (q − c) / S), the
  /// same curve, on which both grow at slopes from 0 to 1.
  public var knee: Double { saturationVoltage * (1 - 1 / openLoopGain).squareRoot() }

  private func point(atState state: Double, offset: Double) -> (input: Double, output: Double) {
    let inner = min(max(state, -knee), knee)
    let argument = atanh(inner / saturationVoltage)
    let outer = state - inner
    return (
      offset + saturationVoltage / openLoopGain * argument + outer,
      outer == 0
        ? -inner
        : -saturationVoltage * tanh(argument + openLoopGain * outer / saturationVoltage)
    )
  }

  private func slope(atState state: Double) -> Double {
    let inner = min(max(state, -knee), knee)
    if inner == state {
      let share = state / saturationVoltage
      return 1 + 1 / (openLoopGain * (1 - share * share))
    }
    let loss = point(atState: state, offset: 0).output / saturationVoltage
    return 1 + openLoopGain * (1 - loss * loss)
  }

  /// How the voltage of the input grows with the state.
  private func inputSlope(atState state: Double) -> Double {
    guard state.magnitude <= knee else { return 1 }
    let share = state / saturationVoltage
    return 1 / (openLoopGain * (1 - share * share))
  }
}
