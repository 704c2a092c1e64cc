public import Crossbars
internal import LinearAlgebra

extension ProgrammedTwoPoint {
  /// A matrix of the size of the array.
  private func elements(_ element: (Int, Int) -> Double) -> Matrix {
    let elements = [Double](unsafeUninitializedCapacity: rows * columns) { target, filled in
      for row in 0..<rows {
        for column in 0..<columns {
          target.initializeElement(at: row * columns + column, to: element(row, column))
        }
      }
      filled = rows * columns
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// Numbers of columns without what fills their vectors; *terms × columns*.
  private func termsOfColumns(_ numbers: [Double]) -> [[Double]] {
    (0..<numbers.count / stride).map { Array(numbers[$0 * stride..<$0 * stride + columns]) }
  }

  /// The member at given voltages.
  ///
  /// - Parameter voltages: The voltages that drivers have, in volts.
  /// - Returns: Tables and matrices; nil if the member has no such voltages, or if currents flow at rest.
  public func levelFunctions(at voltages: [Double]) -> LevelFunctions? {
    guard base.allSatisfy({ $0 == 0 }) else { return nil }
    let drivers = readMode.driverVoltages(for: voltages, readVoltage: readVoltage)
    var places = RowBasis.Places(rows: drivers.count)
    guard basis.locate(drivers, rows: drivers.count, &places) == nil else { return nil }
    var first = [Double](repeating: 0, count: drivers.count)
    var rest = [Float](repeating: 0, count: (4 * basis.groups - 1) * drivers.count)
    basis.evaluate(rows: drivers.count, places, first: &first, rest: &rest)
    func values(_ function: Int) -> [Double] {
      function == 0
        ? first : drivers.indices.map { Double(rest[(function - 1) * drivers.count + $0]) }
    }
    // The matrices behind the leading one lie below each other.
    func single(_ matrix: Int) -> Matrix {
      others.withUnsafeBytes { bytes in
        let panel = bytes.assumingMemoryBound(to: Float.self)[(matrix * rows * singleStride)...]
        return elements { Double(panel[panel.startIndex + $0 * singleStride + $1]) }
      }
    }
    let leading = self.leading.withUnsafePointer { panel in
      elements { panel[$0 * stride + $1] }
    }
    let found = (0..<shares).map { function in
      LevelFunctions.Function(
        values: values(function), factors: function == 0 ? leading : single(function - 1))
    }
    guard hasChange, !numbers.isEmpty else {
      return LevelFunctions(
        shares: found, changes: [], last: nil, isSigned: isSigned, moments: [], terms: [],
        leadingTerms: [])
    }
    let change = single(shares - 1)
    var changes = [LevelFunctions.Function(values: values(shares), factors: change)]
    if hasVariation {
      let (own, independent) = (rowWeights[2 * rows..<3 * rows], rowWeights[3 * rows..<4 * rows])
      changes.append(
        LevelFunctions.Function(
          values: values(shares + 1),
          factors: Matrix(rows: rows, columns: columns) { row, column in
            own[2 * rows + row] * change[row, column]
              + independent[3 * rows + row] * columnRest[column]
          }))
    }
    var last: LevelFunctions.Function?
    if isSigned || isBent {
      last = LevelFunctions.Function(
        values: values(hasVariation ? shares + 2 : shares + 1), factors: single(shares))
    }
    return LevelFunctions(
      shares: found, changes: changes, last: last, isSigned: isSigned,
      moments: (0..<BitLineMoments.count).map {
        Array(rowWeights[$0 * rows..<($0 + 1) * rows])
      },
      terms: termsOfColumns(numbers), leadingTerms: termsOfColumns(leadingNumbers))
  }
}
