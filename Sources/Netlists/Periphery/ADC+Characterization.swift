public import Crossbars

extension ADC {
  /// How far from a threshold the characterization asks for a code, in steps of the least
  /// significant bit.
  public static let characterizationMargin = 1e-6

  /// The most thresholds that are examined.
  private static let thresholdLimit = 1023

  /// The voltages at which the converter is examined: far outside its range on both sides, and
  /// below and above its thresholds.
  ///
  /// Of more than 1023 thresholds an even choice is examined, with those of the powers of two,
  /// where the carry of a SAR converter is longest.
  ///
  /// - Parameter thresholds: What ``thresholds(mismatch:)`` gave.
  /// - Returns: Voltages, in volts, by ascending position.
  public func characterizationVoltages(thresholds: [Double]) -> [Double] {
    let stride = max(1, (thresholds.count + Self.thresholdLimit - 1) / Self.thresholdLimit)
    let chosen = thresholds.indices.filter {
      $0 % stride == 0 || $0 == thresholds.count - 1 || ($0 + 1) & $0 == 0
    }
    let margin = Self.characterizationMargin
    let inside = chosen.flatMap { [thresholds[$0] - margin, thresholds[$0] + margin] }.sorted()
    let (low, high) = (inside.first ?? 0, inside.last ?? 0)
    return ([low - 3] + inside + [high + 3]).map(voltage(at:))
  }

  /// The converter alone, swept over given voltages.
  ///
  /// Its vectors are the voltage and the code.
  ///
  /// - Parameters:
  ///   - voltages: What it converts, in volts.
  ///   - mismatch: The deviations of the elements, in steps of the least significant bit; nil for
  ///     none.
  /// - Returns: The circuit.
  public func characterizationDeck(
    voltages: [Double], mismatch: [Double]? = nil
  ) -> CharacterizationDeck {
    CharacterizationDeck(
      title: "\(bits)-bit \(architecture.rawValue) converter", first: 0,
      pointCount: voltages.count, vectors: ["v(in)", "v(code)"],
      elements: IndexTable(voltages).lines(after: "bin in 0 v=")
        + netlistElements(named: "", input: "in", output: "code", mismatch: mismatch))
  }
}
