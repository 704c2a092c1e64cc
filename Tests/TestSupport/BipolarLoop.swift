public import Crossbars
import Foundation

/// A raw loop of a bipolar device: 0 V → +1 V → −1 V → 0 V, with SET into the compliance, RESET, noise and
/// an instrument's offset.
public enum BipolarLoop {
  /// The voltage of SET, in volts.
  public static let set = 0.72
  /// The voltage of RESET, in volts.
  public static let reset = -0.62
  /// The instrument's compliance, in amperes.
  public static let compliance = 2e-4
  /// The instrument's current at 0 V, in amperes.
  public static let offset = 2.5e-7
  /// The law of the state with the smaller conductance.
  public static let off = SinhDevice(characteristicVoltage: 0.25)
  /// The law of the other state.
  public static let on = SinhDevice(characteristicVoltage: 0.6)
  /// The smaller conductance, in siemens.
  public static let offConductance = 8e-6
  /// The larger conductance, in siemens.
  public static let onConductance = 2e-4

  /// The file, header first; voltages in volts, currents in microamperes.
  ///
  /// - Parameters:
  ///   - seed: The seed of the noise.
  ///   - cycles: How many loops follow each other.
  ///   - separator: What stands between columns.
  ///   - decimal: What stands before decimals.
  ///   - noise: The standard deviation of a reading, in amperes.
  ///   - relative: The standard deviation of a reading in proportion to the current.
  /// - Returns: The text.
  public static func text(
    seed: UInt64, cycles: Int = 1, separator: String = ",", decimal: String = ".",
    noise: Double = 4e-9, relative: Double = 0.004
  ) -> String {
    var generator = SeededGenerator(seed: seed, stream: 3)
    let up = (0...50).map { Double($0) * 0.02 }
    let cycle =
      up + up.reversed().dropFirst() + up.dropFirst().map { -$0 }
      + up.reversed().dropFirst().map { -$0 }
    var isOn = false
    var lines = ["Voltage (V)\(separator)Current (uA)"]
    for _ in 0..<cycles {
      for voltage in cycle {
        if voltage >= set { isOn = true }
        if voltage <= reset { isOn = false }
        let exact =
          isOn
          ? on.current(at: voltage, conductance: onConductance)
          : off.current(at: voltage, conductance: offConductance)
        let limited = min(max(exact, -compliance), compliance)
        // The compliance holds what flows, noise included.
        let read =
          limited.magnitude == compliance
          ? limited + 1e-8 * generator.normal()
          : limited * (1 + relative * generator.normal()) + offset + noise * generator.normal()
        lines.append(
          [String(format: "%.3f", voltage), String(format: "%.6f", read * 1e6)]
            .map { $0.replacingOccurrences(of: ".", with: decimal) }.joined(separator: separator))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
