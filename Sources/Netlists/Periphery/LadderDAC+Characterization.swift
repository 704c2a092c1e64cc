public import Crossbars

extension LadderDAC {
  /// The converter alone, swept over all its codes of both signs.
  ///
  /// Its vectors are the output of the buffer, the output of an equal ladder that is loaded with
  /// ``characterizationLoad(readVoltage:)`` in front of its buffer, and the output behind the
  /// driver resistance under the same load.
  ///
  /// - Parameters:
  ///   - readVoltage: What the largest code of an ideal ladder gives, in volts.
  ///   - driverResistance: The output resistance of the buffer, in ohms.
  ///   - mismatch: The relative deviations of the resistors; nil for none.
  /// - Returns: The circuit.
  public func characterizationDeck(
    readVoltage: Double, driverResistance: Double, mismatch: [Double]? = nil
  ) -> CharacterizationDeck {
    let load = characterizationLoad(readVoltage: readVoltage)
    var elements = ["", "l"].flatMap {
      netlistElements(
        named: $0, code: "index", output: "out\($0)", readVoltage: readVoltage, mismatch: mismatch)
    }
    elements += ["il \(ladderOutput(named: "l")) 0 dc \(load)", "id drv 0 dc \(load)"]
    elements.append(
      driverResistance == 0 ? "vdrv out drv dc 0" : "rdrv out drv \(driverResistance)")
    return CharacterizationDeck(
      title: "\(bits)-bit R-2R ladder, all codes", first: -largestCode,
      pointCount: 2 * largestCode + 1, vectors: ["v(out)", "v(outl)", "v(drv)"], elements: elements)
  }

  /// The current that loads the ladder, in amperes: it lowers the output by about a thousandth of
  /// the read voltage.
  ///
  /// - Parameter readVoltage: What the largest code of an ideal ladder gives, in volts.
  /// - Returns: The current, in amperes.
  public func characterizationLoad(readVoltage: Double) -> Double {
    1e-3 * readVoltage / unitResistance
  }
}
