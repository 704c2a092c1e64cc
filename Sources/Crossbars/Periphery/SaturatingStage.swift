internal import Foundation

/// An operational amplifier of finite gain and finite output, described by a state.
///
/// Its output is S tanh(A y / S) for the voltage y between its inputs. Newton's method in y jumps from one saturation to
/// the other; in the state q, with c the state limited to ± S √(1 − 1/A), y = (S / A) artanh(c / S) + q − c and the output
/// is S tanh(artanh(c / S) + A (q − c) / S): the same curve, on which both grow with slopes from 0 to 1.
package struct SaturatingStage: Sendable, Equatable {
  /// The gain A, at least 1.
  package let gain: Double
  /// The largest output S, in volts; finite.
  package let saturation: Double

  /// Describes an amplifier.
  package init(gain: Double, saturation: Double) {
    (self.gain, self.saturation) = (gain, saturation)
  }

  /// The state up to which output and state are the same, in volts.
  package var knee: Double { saturation * (1 - 1 / gain).squareRoot() }

  /// What a state stands for.
  struct Point {
    /// The voltage between the inputs, in volts, and how it grows with the state.
    var input: Double
    var inputSlope: Double
    /// The output, in volts, and how it grows with the state.
    var output: Double
    var outputSlope: Double
  }

  /// What a state stands for.
  func point(at state: Double) -> Point {
    let inner = min(max(state, -knee), knee)
    let argument = atanh(inner / saturation)
    let outer = state - inner
    let input = saturation / gain * argument + outer
    guard outer != 0 else {
      let share = inner / saturation
      return Point(
        input: input, inputSlope: 1 / (gain * (1 - share * share)), output: inner, outputSlope: 1)
    }
    let output = saturation * tanh(argument + gain * outer / saturation)
    let share = output / saturation
    return Point(
      input: input, inputSlope: 1, output: output, outputSlope: gain * (1 - share * share))
  }

  /// The output where a part of it is fed back to the input that subtracts.
  ///
  /// - Parameters:
  ///   - drive: The voltage between the inputs without the feedback, in volts.
  ///   - feedback: The part β of the output that is taken from it, 0 to 1.
  /// - Returns: The output, in volts: y + β S tanh(A y / S) is the drive.
  package func output(drive: Double, feedback: Double) -> Double {
    let limit = drive.magnitude + 2 * saturation
    var search = MonotoneRoot(from: -limit, to: limit, resolution: 0)
    // Without a limit to the output the state would be this.
    var (state, isLast) = (
      min(max(drive * gain / (1 + gain * feedback), -knee), knee), false
    )
    while true {
      let point = point(at: state)
      guard !isLast,
        let next = search.next(
          after: state, value: point.input + feedback * point.output - drive,
          slope: point.inputSlope + feedback * point.outputSlope, relative: 1e-7)
      else { return point.output }
      (state, isLast) = next
    }
  }
}
