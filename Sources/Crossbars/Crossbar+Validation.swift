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
  /// - Throws: `InputError` if the shape does not fit the array, a voltage is not finite, or a
  ///   voltage is beyond what the row converters reach.
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
    guard let dac = technology.periphery.dac else { return }
    let limit = technology.readVoltage * (1 + 0.5 / Double(dac.largestCode))
    for (index, value) in inputs.elements.enumerated() where value.magnitude > limit {
      throw InputError(
        source: source, location: "sample \(index / rows), row \(index % rows)",
        found: "voltage \(value) V",
        accepted: "at most the read voltage of \(technology.readVoltage) V, which the largest code "
          + "of the DAC gives")
    }
  }
}
