internal import Configuration
public import LinearAlgebra

extension Crossbar {
  /// The conductances that cells may have, in siemens, beside 0 S, which is no cell.
  ///
  /// A circuit holds resistances, and solvers divide by conductances and by their squares: all of them
  /// must stay far from the ends of double precision. Insulators of devices end at some 1e-18 S.
  public static let acceptedConductances = 1e-24...1e12
  /// The inverse of ``acceptedConductances``, in ohms.
  static let acceptedResistances = 1e-12...1e24

  /// Creates an array from conductances that came from outside.
  ///
  /// - Parameters:
  ///   - technology: The technology of the array.
  ///   - conductances: One conductance per cell, in siemens; *rows × columns*.
  ///   - source: The name of the file that holds them, for the message.
  /// - Throws: `InputError` if the array is empty, if a conductance is negative, not finite or far
  ///   from every state of the device, or if all are far beyond those of the technology.
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
    for (cell, value) in conductances.elements.enumerated()
    where value != 0 && !Self.acceptedConductances.contains(value) {
      throw InputError(
        source: source,
        location: "row \(cell / conductances.columns), column \(cell % conductances.columns)",
        found: "conductance \(value) S",
        accepted: "0 S, or \(Self.acceptedConductances.lowerBound) to "
          + "\(Self.acceptedConductances.upperBound) S")
    }
    guard technology.periphery.difference == nil || conductances.columns % 2 == 0 else {
      throw InputError(
        source: source, location: "shape",
        found: "\(conductances.columns) columns, of which [difference] of technology "
          + "\(technology.name) makes pairs", accepted: "an even number of columns")
    }
    // Programmed conductances scatter a little beyond the last state, not by a factor of two. A
    // cell of 0 S is none.
    let states = technology.cell.device.conductanceRange
    for (cell, value) in conductances.elements.enumerated()
    where value != 0 && !(value >= 0.5 * states.lowerBound && 0.5 * value <= states.upperBound) {
      throw InputError(
        source: source,
        location: "row \(cell / conductances.columns), column \(cell % conductances.columns)",
        found:
          "conductance \(value) S, far from every state of a \(technology.cell.device.name) cell",
        accepted: "0 S, or a conductance from half of \(states.lowerBound) to twice "
          + "\(states.upperBound) S")
    }
    self.init(technology: technology, conductances: conductances)
    try refuseConductanceUnits(source: source)
  }

  /// Checks inputs that came from outside.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - source: The name of the file that holds them, for the message.
  /// - Throws: `InputError` if the shape does not fit the array, if a row floats that no cell
  ///   connects with anything, if a voltage is not finite, outside the range for which the law of
  ///   the cells stands, or beyond what the row converters reach, or if most are far beyond the read
  ///   voltage.
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
    let range = technology.cell.inputRange
    for (index, value) in inputs.elements.enumerated() where !range.contains(value) {
      throw InputError(
        source: source, location: "sample \(index / rows), row \(index % rows)",
        found: "voltage \(value) V, for which the law of a \(technology.cell.device.name) cell in "
          + "\(technology.cell.topology.name) does not stand",
        accepted: "\(range.lowerBound) to \(range.upperBound) V")
    }
    try refuseVoltageUnits(inputs, source: source)
    guard let dac = technology.periphery.dac else { return }
    let limit = technology.read.voltage * (1 + 0.5 / Double(dac.largestCode))
    for (index, value) in inputs.elements.enumerated() where value.magnitude > limit {
      throw InputError(
        source: source, location: "sample \(index / rows), row \(index % rows)",
        found: "voltage \(value) V",
        accepted:
          "at most the read voltage of \(technology.read.voltage) V, which the largest code "
          + "of the DAC gives")
    }
  }
}
