public import GoldenData
public import LinearAlgebra

extension CalibrationCase {
  /// The errors of predicted currents; missing readings are left out.
  ///
  /// - Parameters:
  ///   - currents: The predicted currents, in amperes; *batch × columns*.
  ///   - ideal: The currents of the ideal product, in amperes; *batch × columns*. Without them there
  ///     is no error of the non-ideality factor.
  /// - Returns: The errors.
  public func errors(of currents: Matrix, ideal: Matrix? = nil) -> ErrorMeasures {
    let present = columnCurrents.elements.indices.filter { !columnCurrents.elements[$0].isNaN }
    guard present.count < columnCurrents.elements.count else {
      return ErrorMeasures(of: currents, against: columnCurrents, ideal: ideal)
    }
    func chosen(_ matrix: Matrix) -> Matrix {
      Matrix(rows: present.count, columns: 1, elements: present.map { matrix.elements[$0] })
    }
    return ErrorMeasures(
      of: chosen(currents), against: chosen(columnCurrents), ideal: ideal.map(chosen))
  }

  /// The case with an offset of the instrument taken off its currents.
  ///
  /// - Parameter offset: The offset, in amperes.
  /// - Returns: The case.
  public func corrected(for offset: Double) -> CalibrationCase {
    var item = self
    for index in item.columnCurrents.elements.indices {
      item.columnCurrents.elements[index] -= offset
    }
    return item
  }
}
