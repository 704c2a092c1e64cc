internal import CKernels
public import Crossbars
public import LinearAlgebra

/// The exact conductance from every driver to every sense node of an array of ohmic cells.
///
/// Goals, in order of priority:
/// 1. exact to rounding, sneak paths included, for every array that can be built: any shape, wires
///    and ends of 0 Ω, cells of 0 S;
/// 2. one pass over the rows and memory for two of them, so that large arrays fit;
/// 3. speed: all work is in dense kernels, O(m n³) for m rows and n columns.
///
/// The elimination runs down the array. Let Y be the admittance and J the short-circuit current
/// (per volt at every driver so far) that the rows above offer to the bit-line nodes of a row. A
/// row adds its word line: Y + K, and J gains the row's own injection q as one more column. A
/// bit-line segment of resistance r in every column turns the pair into
///
///     Y' = (1 + r Y)⁻¹ Y      J' = (1 + r Y)⁻¹ J
///
/// and the sense resistance does the same at the bottom, where J' is the wanted current. Textbook
/// nodal elimination uses 1/r in its place, which fails at r = 0 and cancels for small r; here the
/// eigenvalues of 1 + r Y are at least 1, and nothing is ever subtracted.
public enum EquivalentConductance {
  /// The equivalent conductance of an array's linearization at zero volts.
  ///
  /// Every driver is connected, and no amplifier has an offset or saturates.
  ///
  /// - Parameter crossbar: The array.
  /// - Returns: The current of a column per volt at a row, in siemens; *rows × columns*. For ohmic
  ///   cells the column currents are exactly the inputs times this matrix.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public static func matrix(of crossbar: Crossbar) throws -> Matrix {
    let cells = try ArrayCells(crossbar)
    guard crossbar.isStandard && cells.law.isTwoTerminal else {
      return try NetworkSolver(crossbar, cells: cells).equivalentConductance()
    }
    return matrix(
      conductances: try cellSlopes(of: crossbar), resistances: crossbar.technology.resistances)
  }

  /// The conductance of every whole cell at zero volts, with selectors and transistors.
  ///
  /// - Parameter crossbar: The array.
  /// - Returns: The slope of every cell's current at zero volts, in siemens; *rows × columns*.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public static func cellSlopes(of crossbar: Crossbar) throws -> Matrix {
    Matrix(
      rows: crossbar.rows, columns: crossbar.columns,
      elements: try ArrayCells(crossbar).slopesAtZero)
  }

  /// The equivalent conductance of an array of ohmic cells.
  ///
  /// - Parameters:
  ///   - conductances: The conductance of every cell, in siemens; *rows × columns*.
  ///   - resistances: The resistances around the cells.
  /// - Returns: The current of a column per volt at a row, in siemens; *rows × columns*.
  public static func matrix(conductances: Matrix, resistances: ArrayResistances) -> Matrix {
    let rows = conductances.rows
    let columns = conductances.columns
    // One buffer holds [Y | J], so that a single elimination serves both.
    let width = columns + rows
    var state = [Double](repeating: 0, count: columns * width)
    var wordLine = [Double](repeating: 0, count: columns * columns)
    var injection = [Double](repeating: 0, count: columns)
    var scratch = [Double](repeating: 0, count: 3 * columns)
    conductances.elements.withUnsafeBufferPointer { cells in
      guard let cells = cells.baseAddress else { return }
      for row in 0..<rows {
        assay_word_line(
          columns, resistances.driver, resistances.rowSegment, cells + row * columns, &wordLine,
          columns, &injection, &scratch)
        for i in 0..<columns {
          for j in 0..<columns { state[i * width + j] += wordLine[i * columns + j] }
          state[i * width + columns + row] = injection[i]
        }
        let isLast = row == rows - 1
        passSeries(
          isLast ? resistances.sense : resistances.columnSegment, &state, columns: columns,
          width: width, injections: row + 1, factors: &wordLine, keepsAdmittance: !isLast)
      }
    }
    return Matrix(rows: rows, columns: columns) { row, column in
      state[column * width + columns + row]
    }
  }

  /// Passes Y and J through one resistance per column.
  private static func passSeries(
    _ resistance: Double, _ state: inout [Double], columns: Int, width: Int, injections: Int,
    factors: inout [Double], keepsAdmittance: Bool
  ) {
    guard resistance != 0 else { return }
    for i in 0..<columns {
      for j in 0..<columns { factors[i * columns + j] = resistance * state[i * width + j] }
      factors[i * columns + i] += 1
    }
    state.withUnsafeMutableBufferPointer { state in
      guard let start = state.baseAddress else { return }
      let first = keepsAdmittance ? 0 : columns
      assay_solve_definite(
        columns, columns - first + injections, &factors, columns, start + first, width)
    }
  }
}
