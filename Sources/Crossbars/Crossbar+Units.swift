internal import Configuration
public import LinearAlgebra

/// What tells values in the wrong unit from values that are merely unusual.
///
/// A slip of the unit moves all values by the same factor of a thousand or more. One stuck cell or
/// one strange voltage moves none of the medians here, and an array that is refused has not a
/// single cell, or not half of its voltages, within two decades of what its technology says.
private enum UnitBounds {
  /// From which multiple of the on-conductance on the least cell cannot be meant.
  static let impossibleConductance = 1000.0
  /// From which multiple of the read voltage on the median voltage cannot be meant.
  static let impossibleVoltage = 100.0
  /// From which multiple on either of them is strange.
  static let strange = 10.0
  /// From which part of the read voltage down the largest voltage is strange.
  static let tinyVoltage = 1.0 / 500
}

extension Crossbar {
  /// Refuses conductances that cannot be in siemens.
  ///
  /// - Parameter source: The name of the file that holds them, for the message.
  /// - Throws: `InputError` if every cell that is not 0 S conducts more than a thousand times as
  ///   well as a fully on cell.
  func refuseConductanceUnits(source: String) throws {
    let on = technology.cell.onConductance
    guard let least = conductances.elements.lazy.filter({ $0 > 0 }).min(),
      least > UnitBounds.impossibleConductance * on
    else { return }
    throw InputError(
      source: source,
      found: "conductances of at least \(least) S, \(Self.factor(least / on)) that of a fully on "
        + "cell",
      accepted: "siemens: a fully on cell of technology \(technology.name) has \(on) S")
  }

  /// Refuses inputs that cannot be in volts.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages; *batch × rows*.
  ///   - source: The name of the file that holds them, for the message.
  /// - Throws: `InputError` if half of the voltages that are not 0 V are beyond a hundred times the
  ///   read voltage.
  func refuseVoltageUnits(_ inputs: Matrix, source: String) throws {
    let read = technology.read.voltage
    guard let median = Self.median(inputs.elements.map(\.magnitude)),
      median > UnitBounds.impossibleVoltage * read
    else { return }
    throw InputError(
      source: source,
      found: "voltages of mostly \(median) V and more, \(Self.factor(median / read)) the read "
        + "voltage",
      accepted: "volts: technology \(technology.name) is read with \(read) V")
  }

  /// What is strange about the units of an array and its inputs, one line each.
  ///
  /// - Parameters:
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  ///   - conductanceSource: The name of the file of conductances.
  ///   - inputSource: The name of the file of inputs.
  /// - Returns: Lines for people; empty for values about those of the technology.
  public func unitNotes(
    inputs: Matrix, conductanceSource: String, inputSource: String
  ) -> [String] {
    let (on, off) = (technology.cell.onConductance, technology.cell.offConductance)
    let cells = conductances.elements.filter { $0 > 0 }
    var notes: [String] = []
    if let median = Self.median(cells), let least = cells.min(), let most = cells.max() {
      if median > UnitBounds.strange * on || least > 2 * on {
        notes.append(
          "\(conductanceSource): cells of mostly \(median) S and more, where a fully on cell of "
            + "technology \(technology.name) has \(on) S; the unit is the siemens")
      } else if most < off / 2 {
        notes.append(
          "\(conductanceSource): no cell of more than \(most) S, where a fully off cell of "
            + "technology \(technology.name) has \(off) S; the unit is the siemens")
      }
    }
    let read = technology.read.voltage
    let largest = inputs.elements.lazy.map(\.magnitude).max() ?? 0
    if largest > UnitBounds.strange * read
      || largest > 0 && largest < UnitBounds.tinyVoltage * read
    {
      notes.append(
        "\(inputSource): voltages up to \(largest) V, where technology \(technology.name) is "
          + "read with \(read) V; the unit is the volt")
    }
    return notes
  }

  /// The upper median of the values above 0; nil if there are none.
  private static func median(_ values: [Double]) -> Double? {
    let sorted = values.filter { $0 > 0 }.sorted()
    return sorted.isEmpty ? nil : sorted[sorted.count / 2]
  }

  private static func factor(_ ratio: Double) -> String {
    ratio < 1e15 ? "\(Int(ratio.rounded())) times" : "\(ratio) times"
  }
}
