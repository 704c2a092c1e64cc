public import ArrayStorage
internal import Configuration
internal import Crossbars
internal import LinearAlgebra

/// The reader of one case from its group of a file.
struct GoldenCaseReader {
  let file: ArrayFile
  /// The group of the case.
  let path: String

  /// Reads the case.
  ///
  /// - Parameter slug: The name of the case.
  /// - Returns: The case, its shapes and values checked.
  /// - Throws: `ArrayFileError` if a part is missing or of another kind, `InputError` if shapes
  ///   disagree or a value is not finite or has another unit.
  func read(slug: String) throws -> GoldenCase {
    let names = try Set(file.names(in: path))
    let conductances = try matrix("conductances", unit: "S")
    let (rows, columns) = (conductances.rows, conductances.columns)
    let inputs = try matrix("inputs", unit: "V", accepted: [nil, rows])
    let batch = inputs.rows
    let currents = try matrix("column_currents", unit: "A", accepted: [batch, columns])
    let targets =
      names.contains("targets")
      ? try matrix("targets", unit: "S", accepted: [rows, columns]) : nil
    var voltages: [Double]?
    if names.contains("node_voltages") {
      voltages = try array("node_voltages", unit: "V", accepted: [batch, 2, rows, columns]).values
    }
    for (name, matrix) in [("conductances", conductances), ("targets", targets ?? conductances)] {
      if let value = matrix.elements.first(where: { $0 < 0 }) {
        throw refusal("\(path)/\(name)", "\(value) S", "0 S or more")
      }
    }
    return GoldenCase(
      slug: slug, setting: try setting(), conductances: conductances, targets: targets,
      deviations: names.contains(GoldenCase.Group.deviations)
        ? try deviations(rows: rows, columns: columns) : .none,
      inputs: inputs, columnCurrents: currents, nodeVoltages: voltages,
      quantities: names.contains(GoldenCase.Group.quantities) ? try quantities() : [],
      deckDigest: try file.text("deck_sha256", of: path),
      options: try file.text("options", of: path),
      tolerance: Tolerance(
        relative: try bound("tolerance_rel"), absolute: try bound("tolerance_abs")),
      evidence: try evidence())
  }

  private func setting() throws -> CaseSetting {
    CaseSetting(
      technology: try file.text("technology", of: path),
      seed: try count("seed", from: 0), array: try count("array", from: 1),
      cycle: try count("cycle", from: 1), read: try count("read", from: 1),
      time: try file.hasAttribute("time_second", of: path) ? try bound("time_second") : nil,
      arrangement: try word("arrangement"),
      readMode: try ReadMode { try word($0.rawValue, of: ReadMode.words(for: $0)) })
  }

  private func evidence() throws -> CaseEvidence {
    CaseEvidence(
      verdict: try file.text("verdict", of: path), path: try file.text("path", of: path),
      kirchhoff: try bound("kcl_residual_max"), secondSolver: try bound("second_solver_rel_max"),
      matrixSolver: try file.text("matrix_solver", of: path))
  }

  private func deviations(rows: Int, columns: Int) throws -> ArrayDeviations {
    let group = GoldenCase.Group.deviations
    let names = try Set(file.names(in: "\(path)/\(group)"))
    let known = Set(DeviationPart.allCases.map(\.rawValue))
    if let other = names.subtracting(known).min() {
      throw refusal("\(path)/\(group)/\(other)", "a deviation of that name", "\(known.sorted())")
    }
    var deviations = ArrayDeviations.none
    for part in DeviationPart.allCases where names.contains(part.rawValue) {
      let accepted: [Int?] =
        switch part {
        case .rowWireFactors: [rows]
        case .columnWireFactors, .senseOffsets: [columns]
        case .thresholdShifts: [rows, columns]
        // How many converters there are and how many elements each has, the technology says.
        case .ladderMismatch: [rows, nil]
        case .converterMismatch: [nil, nil]
        case .differenceOffsets: [columns / 2]
        case .differenceMismatch: [columns / 2, DifferenceAmplifier.resistorCount]
        case .latchOffsets, .stochasticOffsets, .stochasticSensitivities: [nil]
        }
      let found = try array("\(group)/\(part.rawValue)", unit: part.unit, accepted: accepted)
      deviations[part] = DeviationValues(shape: found.shape, elements: found.values)
    }
    return deviations
  }

  private func quantities() throws -> [GoldenQuantity] {
    let group = GoldenCase.Group.quantities
    return try file.names(in: "\(path)/\(group)").map { name in
      let object = "\(group)/\(name)"
      let unit = try file.text("unit", of: "\(path)/\(object)")
      let (shape, values) = try array(object, unit: unit)
      let tolerance = try file.number("tolerance_of_largest", of: "\(path)/\(object)")
      guard tolerance >= 0, tolerance.isFinite else {
        throw refusal(
          "\(path)/\(object), attribute tolerance_of_largest", "\(tolerance)",
          "a number of at least 0")
      }
      return GoldenQuantity(
        name: name, unit: unit, shape: shape, values: values, tolerance: tolerance)
    }
  }

  private func refusal(_ object: String, _ found: String, _ accepted: String) -> InputError {
    InputError(source: file.source, location: object, found: found, accepted: accepted)
  }

  private func array(
    _ name: String, unit: String, accepted: [Int?]? = nil
  ) throws -> (shape: [Int], values: [Double]) {
    let object = "\(path)/\(name)"
    let (shape, values) = try file.array(at: object)
    let found = try file.text("unit", of: object)
    guard found == unit else {
      throw refusal(object, "the unit \"\(found)\"", "\"\(unit)\"")
    }
    if let accepted {
      guard shape.count == accepted.count, !values.isEmpty,
        zip(shape, accepted).allSatisfy({ $1 == nil || $0 == $1 })
      else {
        let wanted = accepted.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
        throw refusal(object, "shape \(shape)", "shape [\(wanted)]")
      }
    }
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return (shape, values) }
    throw refusal(object, "element \(index) is \(values[index])", "finite numbers")
  }

  private func matrix(
    _ name: String, unit: String, accepted: [Int?] = [nil, nil]
  ) throws -> Matrix {
    let (shape, values) = try array(name, unit: unit, accepted: accepted)
    return Matrix(rows: shape[0], columns: shape[1], elements: values)
  }

  private func bound(_ name: String) throws -> Double {
    let value = try file.number(name, of: path)
    guard value >= 0, value.isFinite else {
      throw refusal("\(path), attribute \(name)", "\(value)", "a number of at least 0")
    }
    return value
  }

  private func count(_ name: String, from lowest: Int) throws -> Int {
    let value = try file.integer(name, of: path)
    guard value >= lowest else {
      throw refusal("\(path), attribute \(name)", "\(value)", "an integer of at least \(lowest)")
    }
    return value
  }

  private func word<Value: RawRepresentable & CaseIterable>(_ name: String) throws -> Value
  where Value.RawValue == String {
    let text = try word(name, of: Value.allCases.map(\.rawValue))
    guard let value = Value(rawValue: text) else { preconditionFailure("\(text) is accepted") }
    return value
  }

  private func word(_ name: String, of accepted: [String]) throws -> String {
    let text = try file.text(name, of: path)
    guard accepted.contains(text) else {
      throw refusal(
        "\(path), attribute \(name)", "\"\(text)\"",
        accepted.map { "\"\($0)\"" }.joined(separator: " | "))
    }
    return text
  }
}

extension GoldenCase {
  /// Reads the case from a group of a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - group: The group above that of the case.
  ///   - slug: The name of the case.
  /// - Throws: `ArrayFileError` if a part is missing or of another kind, `InputError` if shapes
  ///   disagree or a value is not finite.
  public init(from file: ArrayFile, under group: String, slug: String) throws {
    self = try GoldenCaseReader(file: file, path: "\(group)/\(slug)").read(slug: slug)
  }
}
