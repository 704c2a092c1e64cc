internal import Foundation

/// A value with its unit and a prefix that keeps the digits readable, such as `2.50 kΩ`.
///
/// - Parameters:
///   - value: The value, in the unit.
///   - unit: An SI unit without prefix.
///   - digits: How many significant digits are shown.
/// - Returns: The text; infinities and NaN are written as they are.
public func quantity(_ value: Double, _ unit: String, digits: Int = 4) -> String {
  let scale = EngineeringScale(value)
  return "\(significant(value / scale.factor, digits)) \(scale.prefix)\(unit)"
}

/// A share as a percentage, such as `96.73 %`; very small ones with an exponent.
///
/// - Parameters:
///   - share: The share; 1 is all.
///   - digits: How many significant digits are shown.
/// - Returns: The text.
public func percent(_ share: Double, digits: Int = 3) -> String {
  "\(significant(100 * share, digits)) %"
}

/// A number with this many significant digits; with an exponent below a thousandth.
func significant(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
  // Rounding may carry into a new digit, so the exponent is that of the rounded number.
  let rounded = String(format: "%.\(digits - 1)e", value).split(separator: "e")
  let exponent = Int(rounded[1]) ?? 0
  guard (-3..<7).contains(exponent) else { return "\(rounded[0])·10\(superscript(exponent))" }
  return String(format: "%.\(max(0, digits - 1 - exponent))f", value)
}

/// An integer in superscript digits.
func superscript(_ value: Int) -> String {
  let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
  let text = String(value.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } }
  return (value < 0 ? "⁻" : "") + String(text)
}

/// The SI prefix in whose steps of a thousand a value has one to three digits before the point.
struct EngineeringScale {
  let factor: Double
  let prefix: String

  init(_ value: Double) {
    let prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G"]
    guard value.isFinite, value != 0 else {
      (factor, prefix) = (1, "")
      return
    }
    // A value that rounds up to 1000 of one prefix is 1 of the next.
    let step = Int((log10(value.magnitude * 1.00005) / 3).rounded(.down))
    let bounded = min(max(step, -5), 3)
    (factor, prefix) = (pow(1000, Double(bounded)), prefixes[bounded + 5])
  }
}

/// The unit in which errors of a size are shown: percent, or a power of ten where percent is coarse.
struct ErrorUnit {
  let factor: Double
  let name: String

  init(_ largest: Double) {
    guard largest < 1e-4 else {
      (factor, name) = (0.01, "%")
      return
    }
    let exponent = Int(log10(largest).rounded(.down))
    (factor, name) = (pow(10, Double(exponent)), "10\(superscript(exponent))")
  }
}
