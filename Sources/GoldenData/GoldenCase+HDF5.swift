public import ArrayStorage
internal import Configuration
internal import LinearAlgebra

extension GoldenCase {
  /// Stores the case as a group of a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - group: The group above that of the case; it must exist.
  /// - Throws: `ArrayFileError` if the library cannot do it.
  public func store(in file: ArrayFile, under group: String) throws(ArrayFileError) {
    let path = "\(group)/\(slug)"
    try file.addGroup(path)
    try file.attach(integer: seed, as: "seed", to: path)
    try file.attach(text: deckDigest, as: "deck_sha256", to: path)
    try file.attach(number: tolerance.relative, as: "tolerance_rel", to: path)
    try file.attach(number: tolerance.absolute, as: "tolerance_abs", to: path)
    try file.attach(text: self.path, as: "path", to: path)
    try file.attach(number: kirchhoff, as: "kcl_residual_max", to: path)
    try file.attach(number: secondSolver, as: "second_solver_rel_max", to: path)
    for array in arrays {
      try file.add(array.values, shape: array.shape, at: "\(path)/\(array.name)")
      try file.attach(text: array.unit, as: "unit", to: "\(path)/\(array.name)")
    }
  }

  /// One of the stored arrays.
  struct StoredArray {
    var name: String
    var unit: String
    var shape: [Int]
    var values: [Double]
  }

  /// The stored arrays, in the order of the file.
  var arrays: [StoredArray] {
    var arrays = [
      StoredArray(
        name: "conductances", unit: "S", shape: [rows, columns], values: conductances.elements),
      StoredArray(
        name: "inputs", unit: "V", shape: [inputs.rows, inputs.columns], values: inputs.elements),
      StoredArray(
        name: "column_currents", unit: "A", shape: [columnCurrents.rows, columnCurrents.columns],
        values: columnCurrents.elements),
    ]
    if let nodeVoltages {
      arrays.append(
        StoredArray(
          name: "node_voltages", unit: "V", shape: [batch, 2, rows, columns],
          values: nodeVoltages))
    }
    return arrays
  }

  /// Reads the case from a group of a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - group: The group above that of the case.
  ///   - slug: The name of the case.
  /// - Throws: `ArrayFileError` if a part is missing or of another kind, `InputError` if shapes
  ///   disagree or a value is not finite.
  public init(from file: ArrayFile, under group: String, slug: String) throws {
    let path = "\(group)/\(slug)"
    let conductances = try Self.matrix("conductances", unit: "S", file, path)
    let inputs = try Self.matrix("inputs", unit: "V", file, path)
    let currents = try Self.matrix("column_currents", unit: "A", file, path)
    let shapes = [
      ("inputs", [inputs.rows, inputs.columns], [inputs.rows, conductances.rows]),
      (
        "column_currents", [currents.rows, currents.columns], [inputs.rows, conductances.columns]
      ),
    ]
    for (name, found, accepted) in shapes where found != accepted {
      throw Self.refusal(file, "\(path)/\(name)", "shape \(found)", "shape \(accepted)")
    }
    var voltages: [Double]?
    if try file.names(in: path).contains("node_voltages") {
      let (shape, values) = try Self.array("node_voltages", unit: "V", file, path)
      let accepted = [inputs.rows, 2, conductances.rows, conductances.columns]
      guard shape == accepted else {
        throw Self.refusal(file, "\(path)/node_voltages", "shape \(shape)", "shape \(accepted)")
      }
      voltages = values
    }
    self.init(
      slug: slug, seed: try file.integer("seed", of: path), conductances: conductances,
      inputs: inputs, columnCurrents: currents, nodeVoltages: voltages,
      deckDigest: try file.text("deck_sha256", of: path),
      tolerance: Tolerance(
        relative: try Self.bound("tolerance_rel", file, path),
        absolute: try Self.bound("tolerance_abs", file, path)),
      path: try file.text("path", of: path),
      kirchhoff: try Self.bound("kcl_residual_max", file, path),
      secondSolver: try Self.bound("second_solver_rel_max", file, path))
    if let cell = conductances.elements.firstIndex(where: { $0 < 0 }) {
      throw Self.refusal(
        file, "\(path)/conductances", "\(conductances.elements[cell]) S", "0 S or more")
    }
  }

  private static func refusal(
    _ file: ArrayFile, _ object: String, _ found: String, _ accepted: String
  ) -> InputError {
    InputError(source: file.source, location: object, found: found, accepted: accepted)
  }

  private static func array(
    _ name: String, unit: String, _ file: ArrayFile, _ path: String
  ) throws -> (shape: [Int], values: [Double]) {
    let object = "\(path)/\(name)"
    let (shape, values) = try file.array(at: object)
    let found = try file.text("unit", of: object)
    guard found == unit else {
      throw refusal(file, object, "the unit \"\(found)\"", "\"\(unit)\"")
    }
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return (shape, values) }
    throw refusal(file, object, "element \(index) is \(values[index])", "finite numbers")
  }

  private static func matrix(
    _ name: String, unit: String, _ file: ArrayFile, _ path: String
  ) throws -> Matrix {
    let (shape, values) = try array(name, unit: unit, file, path)
    guard shape.count == 2, !values.isEmpty else {
      throw refusal(file, "\(path)/\(name)", "shape \(shape)", "a matrix")
    }
    return Matrix(rows: shape[0], columns: shape[1], elements: values)
  }

  private static func bound(
    _ name: String, _ file: ArrayFile, _ path: String
  ) throws -> Double {
    let value = try file.number(name, of: path)
    guard value >= 0, value.isFinite else {
      throw refusal(file, "\(path), attribute \(name)", "\(value)", "a number of at least 0")
    }
    return value
  }
}
