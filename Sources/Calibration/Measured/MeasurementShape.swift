internal import Configuration

/// How the axes of a measurement's files fit each other.
struct MeasurementShape {
  /// The number of arrays.
  let arrays: Int
  /// The number of rows of an array.
  let rows: Int
  /// The number of columns of an array.
  let columns: Int
  /// The number of input vectors of an array.
  let vectors: Int
  /// Whether all arrays are read with the same vectors.
  let sharesInputs: Bool

  /// Finds the axes.
  ///
  /// - Parameters:
  ///   - cells: The conductances, (rows, columns) or (arrays, rows, columns).
  ///   - volts: The row voltages, (vectors, rows) or (arrays, vectors, rows).
  ///   - amperes: The currents, (vectors, columns) for a single array or (arrays, vectors, columns).
  /// - Throws: `InputError` that names the file whose shape does not fit.
  init(cells: NumberTable, volts: NumberTable, amperes: NumberTable) throws {
    guard [2, 3].contains(cells.shape.count), cells.shape.allSatisfy({ $0 > 0 }) else {
      throw InputError(
        source: cells.source, found: cells.explainedShape,
        accepted: "conductances of the shape (rows, columns) or (arrays, rows, columns)")
    }
    arrays = cells.shape.count == 3 ? cells.shape[0] : 1
    rows = cells.shape[cells.shape.count - 2]
    columns = cells.shape[cells.shape.count - 1]
    let isEach = volts.shape.count == 3
    let forEach = arrays == 1 ? "" : " or (\(arrays), vectors, \(rows))"
    guard volts.shape.last == rows, volts.shape.allSatisfy({ $0 > 0 }),
      volts.shape.count == 2 || isEach && volts.shape[0] == arrays
    else {
      throw InputError(
        source: volts.source, found: volts.explainedShape,
        accepted: "voltages of the shape (vectors, \(rows))\(forEach), as \(cells.source) has "
          + "\(arrays == 1 ? "an array" : "\(arrays) arrays") of \(rows) rows and \(columns) columns"
      )
    }
    vectors = volts.shape[volts.shape.count - 2]
    sharesInputs = !isEach
    let whole = [arrays, vectors, columns]
    guard amperes.shape == whole || arrays == 1 && amperes.shape == [vectors, columns] else {
      let expected = arrays == 1 ? [vectors, columns] : whole
      throw InputError(
        source: amperes.source, found: amperes.explainedShape,
        accepted: "currents of the shape (\(expected.map(\.description).joined(separator: ", "))): "
          + "\(arrays == 1 ? "" : "\(arrays) arrays, ")\(vectors) vectors of \(volts.source), "
          + "\(columns) columns of \(cells.source)")
    }
  }

  /// The numbers of one array.
  func part(_ array: Int, of table: NumberTable, isShared: Bool) -> [Double] {
    guard !isShared else { return table.values }
    let count = table.values.count / arrays
    return Array(table.values[array * count..<(array + 1) * count])
  }
}
