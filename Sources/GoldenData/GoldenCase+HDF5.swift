public import ArrayStorage
internal import Crossbars
internal import LinearAlgebra

extension GoldenCase {
  /// The names of the groups that hold what only some cases have.
  enum Group {
    static let deviations = "deviations"
    static let quantities = "quantities"
  }

  /// Stores the case as a group of a file.
  ///
  /// - Parameters:
  ///   - file: The file.
  ///   - group: The group above that of the case; it must exist.
  ///   - index: The place of the case in its suite, from 0.
  /// - Throws: `ArrayFileError` if the library cannot do it.
  public func store(
    in file: ArrayFile, under group: String, index: Int
  ) throws(ArrayFileError) {
    let path = "\(group)/\(slug)"
    try file.addGroup(path)
    try file.attach(integer: index, as: "index", to: path)
    try storeSetting(in: file, at: path)
    try file.attach(text: deckDigest, as: "deck_sha256", to: path)
    try file.attach(text: options, as: "options", to: path)
    try file.attach(number: tolerance.relative, as: "tolerance_rel", to: path)
    try file.attach(number: tolerance.absolute, as: "tolerance_abs", to: path)
    try storeEvidence(in: file, at: path)
    for part in [Group.deviations, Group.quantities]
    where arrays.contains(where: { $0.name.hasPrefix(part + "/") }) {
      try file.addGroup("\(path)/\(part)")
    }
    for array in arrays {
      let object = "\(path)/\(array.name)"
      try file.add(array.values, shape: array.shape, at: object)
      try file.attach(text: array.unit, as: "unit", to: object)
      if let tolerance = array.tolerance {
        try file.attach(number: tolerance, as: "tolerance_of_largest", to: object)
      }
    }
  }

  private func storeSetting(in file: ArrayFile, at path: String) throws(ArrayFileError) {
    try file.attach(text: setting.technology, as: "technology", to: path)
    try file.attach(integer: setting.seed, as: "seed", to: path)
    try file.attach(integer: setting.array, as: "array", to: path)
    try file.attach(integer: setting.cycle, as: "cycle", to: path)
    try file.attach(integer: setting.read, as: "read", to: path)
    if let time = setting.time { try file.attach(number: time, as: "time_second", to: path) }
    try file.attach(text: setting.arrangement.rawValue, as: "arrangement", to: path)
    let mode = setting.readMode
    for key in ReadMode.Key.allCases {
      try file.attach(text: mode[key], as: key.rawValue, to: path)
    }
  }

  private func storeEvidence(in file: ArrayFile, at path: String) throws(ArrayFileError) {
    try file.attach(text: evidence.verdict, as: "verdict", to: path)
    try file.attach(text: evidence.path, as: "path", to: path)
    try file.attach(text: evidence.matrixSolver, as: "matrix_solver", to: path)
    try file.attach(number: evidence.kirchhoff, as: "kcl_residual_max", to: path)
    try file.attach(number: evidence.secondSolver, as: "second_solver_rel_max", to: path)
  }

  /// One of the stored arrays.
  struct StoredArray {
    var name: String
    var unit: String
    var shape: [Int]
    var values: [Double]
    var tolerance: Double?

    init(_ name: String, _ unit: String, shape: [Int], _ values: [Double]) {
      self.name = name
      self.unit = unit
      self.shape = shape
      self.values = values
    }

    init(_ name: String, _ unit: String, _ matrix: Matrix) {
      self.init(name, unit, shape: [matrix.rows, matrix.columns], matrix.elements)
    }
  }

  /// The stored arrays, in the order of the file.
  var arrays: [StoredArray] {
    var arrays = [
      StoredArray("conductances", "S", conductances), StoredArray("inputs", "V", inputs),
      StoredArray("column_currents", "A", columnCurrents),
    ]
    if let targets { arrays.append(StoredArray("targets", "S", targets)) }
    if let nodeVoltages {
      arrays.append(
        StoredArray("node_voltages", "V", shape: [batch, 2, rows, columns], nodeVoltages))
    }
    arrays += deviationArrays
    for quantity in quantities {
      var array = StoredArray(
        "\(Group.quantities)/\(quantity.name)", quantity.unit, shape: quantity.shape,
        quantity.values)
      array.tolerance = quantity.tolerance
      arrays.append(array)
    }
    return arrays
  }

  private var deviationArrays: [StoredArray] {
    DeviationPart.allCases.compactMap { part in
      deviations[part].map {
        StoredArray(
          "\(Group.deviations)/\(part.rawValue)", part.unit, shape: $0.shape, $0.elements)
      }
    }
  }
}
