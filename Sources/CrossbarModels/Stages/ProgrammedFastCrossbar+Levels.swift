public import Crossbars
internal import LinearAlgebra

extension ProgrammedFastCrossbar {
  /// The core for a few inputs, where the array is nothing else: no amplifier that may saturate, no row whose
  /// driver differs from others.
  ///
  /// - Parameter inputs: The voltages that rows can have before their converters, in volts.
  /// - Returns: Tables and matrices; nil if the array is read otherwise.
  public func levelFunctions(at inputs: [Double]) -> LevelFunctions? {
    guard amplifiers.isEmpty,
      (try? requireTested(Matrix(inputs.map { [$0] }))) != nil
    else { return nil }
    let drivers = driver.voltages(
      for: Matrix(rows: inputs.count, columns: rows) { level, _ in inputs[level] })
    let voltages = (0..<inputs.count).map { drivers[$0, 0] }
    guard
      driver.isIdeal
        || (0..<inputs.count).allSatisfy({ level in
          (0..<rows).allSatisfy { drivers[level, $0] == voltages[level] }
        })
    else { return nil }
    return core.levelFunctions(at: voltages)
  }
}
