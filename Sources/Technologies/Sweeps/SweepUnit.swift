internal import Foundation

/// What a column of a measured sweep holds, read from its unit.
enum SweepQuantity: Equatable {
  case voltage
  case current
  case temperature
}

/// A unit as headers of instruments write it: its quantity and the factor to SI.
struct SweepUnit: Equatable {
  /// What is measured in it.
  var quantity: SweepQuantity
  /// The value in volts, amperes or kelvins of one of it.
  var factor: Double
  /// What is added after the factor: 273.15 for degrees Celsius.
  var shift = 0.0

  /// Reads a unit such as `V`, `mV`, `µA`, `uA`, `milliampere`, `°C`; nil for anything else.
  init?(_ text: String) {
    // Greek mu and the micro sign look the same.
    let unit = text.trimmingCharacters(in: .whitespaces)
      .replacingOccurrences(of: "μ", with: "u").replacingOccurrences(of: "µ", with: "u")
    switch unit {
    case "K", "kelvin", "Kelvin":
      self.init(.temperature, 1)
      return
    case "C", "°C", "degC", "deg C", "celsius", "Celsius":
      self.init(.temperature, 1, 273.15)
      return
    default: break
    }
    for (names, quantity) in [
      (["V", "volt", "volts", "Volt", "Volts", "VOLT"], SweepQuantity.voltage),
      (
        ["A", "amp", "amps", "ampere", "amperes", "Amp", "Amps", "Ampere", "Amperes", "AMP"],
        .current
      ),
    ] {
      for name in names where unit.hasSuffix(name) {
        let prefix = String(unit.dropLast(name.count))
        // A prefix of one letter goes with the symbol, a long one with the word.
        guard let factor = Self.prefixes[prefix] else { continue }
        self.init(quantity, factor)
        return
      }
    }
    return nil
  }

  private init(_ quantity: SweepQuantity, _ factor: Double, _ shift: Double = 0) {
    self.quantity = quantity
    self.factor = factor
    self.shift = shift
  }

  /// Volts, for columns without a unit.
  static let volt = SweepUnit(.voltage, 1)
  /// Amperes, for columns without a unit.
  static let ampere = SweepUnit(.current, 1)

  private static let prefixes: [String: Double] = [
    "": 1, "k": 1e3, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "kilo": 1e3,
    "milli": 1e-3, "micro": 1e-6, "nano": 1e-9, "pico": 1e-12, "femto": 1e-15, "Milli": 1e-3,
    "Micro": 1e-6, "Nano": 1e-9,
  ]

  /// A value of this unit in volts, amperes or kelvins.
  func value(_ number: Double) -> Double { number * factor + shift }
}
