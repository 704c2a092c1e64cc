internal import Crossbars
package import LinearAlgebra

/// A two-point member for rows that have few voltages: its functions as tables, and the matrices that go with
/// them.
///
/// A read is what ``ProgrammedTwoPoint`` says, and with inputs at these voltages the same to rounding.
package struct TwoPointLevels: Sendable {
  /// A function of the level, and its factor in every cell.
  package struct Function: Sendable {
    /// The value at every level.
    package let values: [Double]
    /// The factors; *rows × columns*.
    package let factors: Matrix
  }

  /// The functions of the shares, in amperes.
  package let shares: [Function]
  /// Those of the changes: the one that the moments are taken of, and behind it its variation, if there are any.
  package let changes: [Function]
  /// That of the softenings or of the bends, if there is one.
  package let last: Function?
  /// Whether inputs have both signs.
  package let isSigned: Bool
  /// The weights of the rows for both moments of the bit lines.
  package let moments: [[Double]]
  /// The numbers of the interpolation in amperes, see ``TwoPointTerms``; *terms × columns*, empty where the
  /// current is the sum of the shares.
  package let terms: [[Double]]
}

extension ProgrammedTwoPoint {
  /// The member at given voltages.
  ///
  /// - Parameter voltages: The voltages that drivers have, in volts.
  /// - Returns: Tables and matrices; nil if the member has no such voltages, or if currents flow at rest.
  func levels(_ voltages: [Double]) -> TwoPointLevels? {
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
      Matrix(rows: rows, columns: columns) { row, column in
        Double(others[((matrix * rows + row) * singleStride + column) / 16][column % 16])
      }
    }
    let leading = self.leading.withUnsafePointer { panel in
      Matrix(rows: rows, columns: columns) { panel[$0 * stride + $1] }
    }
    let found = (0..<shares).map { function in
      TwoPointLevels.Function(
        values: values(function), factors: function == 0 ? leading : single(function - 1))
    }
    guard hasChange, !numbers.isEmpty else {
      return TwoPointLevels(
        shares: found, changes: [], last: nil, isSigned: isSigned, moments: [], terms: [])
    }
    let change = single(shares - 1)
    var changes = [TwoPointLevels.Function(values: values(shares), factors: change)]
    if hasVariation {
      let (own, independent) = (rowWeights[2 * rows..<3 * rows], rowWeights[3 * rows..<4 * rows])
      changes.append(
        TwoPointLevels.Function(
          values: values(shares + 1),
          factors: Matrix(rows: rows, columns: columns) { row, column in
            own[2 * rows + row] * change[row, column]
              + independent[3 * rows + row] * columnRest[column]
          }))
    }
    var last: TwoPointLevels.Function?
    if isSigned || isBent {
      last = TwoPointLevels.Function(
        values: values(hasVariation ? shares + 2 : shares + 1), factors: single(shares))
    }
    return TwoPointLevels(
      shares: found, changes: changes, last: last, isSigned: isSigned,
      moments: (0..<BitLineMoments.count).map {
        Array(rowWeights[$0 * rows..<($0 + 1) * rows])
      },
      terms: (0..<numbers.count / stride).map { term in
        Array(numbers[term * stride..<term * stride + columns])
      })
  }
}

extension ProgrammedFastCrossbar {
  /// The array as a two-point member for a few inputs, where it is nothing else: no amplifier that may saturate, no
  /// row whose driver differs from others.
  ///
  /// - Parameter inputs: The voltages that rows can have before their converters, in volts.
  /// - Returns: Tables and matrices; nil if the array is read otherwise.
  package func twoPointLevels(_ inputs: [Double]) -> TwoPointLevels? {
    guard let core = core as? ProgrammedTwoPoint, amplifiers.isEmpty,
      (try? requireTested(Matrix(inputs.map { [$0] }))) != nil
    else { return nil }
    let rows = crossbar.rows
    let drivers = driver.voltages(
      for: Matrix(rows: inputs.count, columns: rows) { level, _ in inputs[level] })
    let voltages = (0..<inputs.count).map { drivers[$0, 0] }
    guard
      driver.isIdeal
        || (0..<inputs.count).allSatisfy({ level in
          (0..<rows).allSatisfy { drivers[level, $0] == voltages[level] }
        })
    else { return nil }
    return core.levels(voltages)
  }
}
