internal import Configuration
public import Crossbars
internal import Foundation
public import LinearAlgebra

/// Arrays of one size with the currents that a laboratory measured.
public struct Measurement: Sendable {
  /// The files that hold it.
  public let files: MeasurementFiles
  /// The arrays in order; missing currents are NaN.
  public let cases: [CalibrationCase]
  /// What is known of every reading, in the shape of each case's currents: standard deviations in
  /// amperes or weights; empty if neither was given.
  public let knowledge: [Matrix]

  /// The number of missing readings.
  public var missing: Int {
    cases.reduce(0) { $0 + $1.columnCurrents.elements.count(where: \.isNaN) }
  }

  /// Reads a measurement.
  ///
  /// - Parameters:
  ///   - files: The files, NPY or CSV each.
  ///   - technology: The technology of the arrays.
  ///   - number: The number of the measurement, which names its cases.
  /// - Throws: `UnavailableError` if a file cannot be read; `InputError` with file and place if one
  ///   holds something else, if shapes do not fit each other, a conductance or a voltage is none, or
  ///   an array has no reading.
  public init(_ files: MeasurementFiles, technology: Technology, number: Int) throws {
    self.files = files
    let cells = try NumberTable(files.conductances, admitsMissing: false)
    let volts = try NumberTable(files.inputs, admitsMissing: false)
    let amperes = try NumberTable(files.currents, admitsMissing: true)
    let shape = try MeasurementShape(cells: cells, volts: volts, amperes: amperes)
    let given = try (files.standardDeviations ?? files.weights).map {
      try Self.knowledge($0, of: amperes, isDeviation: files.standardDeviations != nil)
    }
    var cases: [CalibrationCase] = []
    var knowledge: [Matrix] = []
    for array in 0..<shape.arrays {
      let place = shape.arrays == 1 ? "" : ", array \(array)"
      let crossbar = try Crossbar(
        technology: technology,
        validating: Matrix(
          rows: shape.rows, columns: shape.columns,
          elements: shape.part(array, of: cells, isShared: false)),
        source: files.conductances + place)
      let inputs = Matrix(
        rows: shape.vectors, columns: shape.rows,
        elements: shape.part(array, of: volts, isShared: shape.sharesInputs))
      try crossbar.validate(inputs: inputs, source: files.inputs + place)
      let currents = Matrix(
        rows: shape.vectors, columns: shape.columns,
        elements: shape.part(array, of: amperes, isShared: false))
      guard currents.elements.contains(where: \.isFinite) else {
        throw InputError(
          source: files.currents + place, found: "no reading: all of them are NaN",
          accepted: "a current for at least one vector and column of every array")
      }
      guard currents.elements.contains(where: { $0.magnitude > 0 }) else {
        throw InputError(
          source: files.currents + place, found: "no current other than 0 A",
          accepted: "measured column currents in amperes")
      }
      guard inputs.elements.contains(where: { $0 != 0 }) else {
        throw InputError(
          source: files.inputs + place, found: "no voltage other than 0 V",
          accepted: "the row voltages that made the currents, in volts")
      }
      cases.append(
        CalibrationCase(
          slug: "measured-\(number)-\(shape.rows)x\(shape.columns)-\(array)", crossbar: crossbar,
          inputs: inputs, columnCurrents: currents))
      if let given {
        knowledge.append(
          Matrix(
            rows: shape.vectors, columns: shape.columns,
            elements: shape.part(array, of: given, isShared: false)))
      }
    }
    self.cases = cases
    self.knowledge = knowledge
  }

  /// Standard deviations or weights in the shape of the currents.
  private static func knowledge(
    _ path: String, of amperes: NumberTable, isDeviation: Bool
  ) throws -> NumberTable {
    let table = try NumberTable(path, admitsMissing: true)
    guard table.shape == amperes.shape else {
      throw InputError(
        source: path, found: table.explainedShape,
        accepted: "the \(amperes.explainedShape) of \(amperes.source)")
    }
    for (index, value) in table.values.enumerated()
    where !(value > 0) && !amperes.values[index].isNaN {
      throw InputError(
        source: path, location: "number \(index) in reading order", found: "\(value)",
        accepted: isDeviation
          ? "a standard deviation above 0 A for every reading"
          : "a weight above 0 for every reading")
    }
    return table
  }
}
