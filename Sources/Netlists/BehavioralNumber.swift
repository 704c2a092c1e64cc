internal import Foundation

/// A number in the expression of a behavioral source.
///
/// The simulator prints such numbers with eleven significant digits before it parses them
/// (measured with ngspice 39: a constant of 17 digits came out 3e-11 wrong). A number that needs
/// more is therefore written as the sum of two.
struct BehavioralNumber: CustomStringConvertible {
  /// The number, rounded to eleven significant digits.
  let leading: Double
  /// What the rounding took away.
  let remainder: Double

  init(_ value: Double) {
    let rounded = Double(String(format: "%.10e", value)) ?? value
    leading = rounded
    remainder = value - rounded
  }

  var description: String {
    guard remainder != 0 else { return leading < 0 ? "(\(leading))" : "\(leading)" }
    return "(\(leading)\(remainder < 0 ? "-" : "+")\(remainder.magnitude))"
  }
}
