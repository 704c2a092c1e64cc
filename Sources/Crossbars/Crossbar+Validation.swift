internal import Configuration
public import LinearAlgebra

extension Crossbar {
  /// Creates an array from conductances that came from outside.
  ///
  /// - Parameters:
  ///   - technology: The technology of the array.
  ///   - conductances: One conductance per cell, in siemens; *rows × columns*.
  ///   - source: The name of the file that holds them, for the message.
  /// - Throws: `InputError` if the array is empty or a conductance is negative or not finite.
  public init(technology: Technology, validating conductances: Matrix, source: String) throws {
    guard conductances.rows > 0, conductances.columns > 0 else {
      throw InputError(
        source: source, found: "shape \(conductances.rows) × \(conductances.columns)",
        accepted: "rows × columns, at least 1 × 1")
    }
    for (cell, value) in conductances.elements.enumerated()
    where !(value >= 0 && value.isFinite) {
      throw InputError(
        source: source,
        location: "row \(cell / conductances.columns), column \(cell % conductances.columns)",
        found: "conductance \(value) S", accepted: "a finite conductance of at least 0 S")
    }
    self.init(technology: technology, conductances: conductances)
  }

  /// Checks inputs that came from outside.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - source: The name of the file that holds them, for the message.
  /// - Throws: `InputError` if the shape does not fit the array, a voltage is not finite, or a row
  ///   floats that no cell connects with anything.
  public func validate(inputs: Matrix, source: String) throws {
    guard inputs.rows > 0, inputs.columns == rows else {
      throw InputError(
        source: source, found: "shape \(inputs.rows) × \(inputs.columns)",
        accepted: "batch × rows with \(rows) rows, as the conductances have, and a batch of at "
          + "least 1")
    }
    for (index, value) in inputs.elements.enumerated() where !value.isFinite {
      throw InputError(
        source: source, location: "sample \(index / rows), row \(index % rows)",
        found: "voltage \(value) V", accepted: "a finite voltage")
    }
    try refuseIsolatedRows(inputs: inputs, source: source)
  }

  /// Refuses inputs that leave a row of cells of 0 S floating: nothing determines its voltage.
  private func refuseIsolatedRows(inputs: Matrix, source: String) throws {
    guard technology.readMode.unselectedRows == .floating else { return }
    for row in 0..<rows where conductances.row(row).allSatisfy({ $0 == 0 }) {
      for sample in 0..<inputs.rows where inputs[sample, row] == 0 {
        throw InputError(
          source: source, location: "sample \(sample), row \(row)",
          found: "0 V, which leaves a row floating whose cells all have 0 S",
          accepted: "a voltage other than 0 V, or a cell of more than 0 S in the row")
      }
    }
  }
}
