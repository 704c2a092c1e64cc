internal import Configuration

extension StateFunction {
  /// Reads a function: one table, or an array of tables for the pieces of its argument.
  ///
  /// - Parameters:
  ///   - table: The table that holds the function.
  ///   - key: The key of the function.
  /// - Returns: The function, or nil if the key is absent.
  /// - Throws: `InputError` if a key is unknown, missing or out of range.
  static func optional(_ table: ConfigurationTable, _ key: String) throws -> StateFunction? {
    let tables = try table.tableOrTables(key)
    guard !tables.isEmpty else {
      guard !table.keys.contains(key) else {
        throw table.refusal(of: key, found: "no pieces", accepted: "at least one table")
      }
      return nil
    }
    var pieces: [Piece] = []
    for (index, piece) in tables.enumerated() {
      let isLast = index == tables.count - 1
      let upperEnd =
        isLast ? Double.infinity : try piece.number("below", in: 0...Self.largestNumber)
      if let previous = pieces.last, upperEnd <= previous.upperEnd {
        throw piece.refusal(
          of: "below", found: "\(upperEnd) after \(previous.upperEnd)",
          accepted: "ends in ascending order")
      }
      pieces.append(
        Piece(try Formula(piece), below: upperEnd, limits: try Self.limits(piece)))
    }
    return StateFunction(pieces: pieces)
  }

  /// Numbers of fits are far below; sums and products of numbers up to here stay finite.
  fileprivate static let largestNumber = 1e12

  private static func limits(_ table: ConfigurationTable) throws -> ClosedRange<Double> {
    let range = -largestNumber...largestNumber
    let minimum = try table.optionalNumber("minimum", in: range) ?? -.infinity
    let maximum = try table.optionalNumber("maximum", in: range) ?? .infinity
    guard minimum <= maximum else {
      throw table.refusal(
        of: "maximum", found: "\(maximum), less than minimum",
        accepted: "a number of at least \(minimum)")
    }
    return minimum...maximum
  }
}

extension StateFunction.Formula {
  /// Reads the formula of a piece.
  init(_ table: ConfigurationTable) throws {
    let range = -StateFunction.largestNumber...StateFunction.largestNumber
    switch try table.choice(
      "form", of: ["constant", "polynomial", "logarithmic", "power", "saturating"])
    {
    case "constant": self = .constant(try table.number("value", in: range))
    case "polynomial":
      let coefficients = try table.optionalNumbers("coefficients", in: range) ?? []
      guard (1...16).contains(coefficients.count) else {
        throw table.refusal(
          of: "coefficients", found: "\(coefficients.count) numbers",
          accepted: "a list of 1 to 16 numbers")
      }
      // Publications have both orders, so none is a default.
      let isAscending = try table.choice("order", of: ["ascending", "descending"]) == "ascending"
      self = .polynomial(isAscending ? coefficients : coefficients.reversed())
    case "logarithmic":
      let slope: Double
      if let decade = try table.optionalNumber("slope_per_decade", in: range) {
        guard try table.optionalNumber("slope_per_e_fold", in: range) == nil else {
          throw table.refusal(
            of: "slope_per_e_fold", found: "a second slope", accepted: "one slope")
        }
        slope = decade / 2.302585092994046
      } else {
        slope = try table.number("slope_per_e_fold", in: range)
      }
      self = .logarithmic(slope: slope, offset: try table.optionalNumber("offset", in: range) ?? 0)
    case "power":
      self = .power(
        factor: try table.number("factor", in: range),
        exponent: try table.number("exponent", in: -10...10))
    default:
      self = .saturating(
        amplitude: try table.number("amplitude", in: range),
        scale: try table.number("scale", in: 1e-12...StateFunction.largestNumber))
    }
  }
}

extension ConductanceFunction {
  /// Reads a function whose value has no unit; its argument is the conductance over
  /// `reference_conductance_microsiemens`.
  static func ratio(_ table: ConfigurationTable, _ key: String) throws -> ConductanceFunction? {
    guard let function = try StateFunction.optional(table, key) else { return nil }
    return ConductanceFunction(
      function, argumentUnit: try referenceConductance(table), valueUnit: 1)
  }

  /// Reads a conductance as a function of the conductance: `NAME_microsiemens`, or as a current as
  /// a function of the current at a voltage: `NAME_nanoampere`.
  static func conductance(
    _ table: ConfigurationTable, _ name: String
  ) throws -> ConductanceFunction? {
    let inCurrent = "\(name)_nanoampere"
    if let function = try StateFunction.optional(table, "\(name)_microsiemens") {
      guard !table.keys.contains(inCurrent) else {
        throw table.refusal(
          of: inCurrent, found: "a second function", accepted: "one of the two functions")
      }
      return ConductanceFunction(
        function, argumentUnit: try referenceConductance(table), valueUnit: 1e-6)
    }
    guard let function = try StateFunction.optional(table, inCurrent) else { return nil }
    let nanoampere = 1e-9 / (try table.number("reference_voltage_volt", in: 1e-6...1e3))
    return ConductanceFunction(function, argumentUnit: nanoampere, valueUnit: nanoampere)
  }

  /// The conductance of the argument 1: 1 µS if nothing is said.
  private static func referenceConductance(_ table: ConfigurationTable) throws -> Double {
    (try table.optionalNumber("reference_conductance_microsiemens", in: 1e-9...1e9) ?? 1) / 1e6
  }
}
