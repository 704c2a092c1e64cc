package import LinearAlgebra

/// How one row of a linearized array answers to its own driver and to sources beside its own cells.
///
/// Matrices have rows of ``stride`` numbers, of which the first *columns* count.
package struct RowResponse {
  /// The row of the array.
  package let row: Int
  /// The distance between the rows of the matrices.
  package let stride: Int
  /// The word-line voltages per volt at the driver.
  package let wordByDrive: [Double]
  /// The bit-line voltages per volt at the driver.
  package let bitByDrive: [Double]
  /// The column currents per volt at the driver, in siemens.
  package let currentByDrive: [Double]
  /// The word-line voltages per ampere beside a cell, in ohms; *nodes × cells*.
  package let wordBySource: AlignedBuffer
  /// The bit-line voltages per ampere beside a cell, in ohms; *nodes × cells*.
  package let bitBySource: AlignedBuffer
  /// The column currents per ampere beside a cell; *columns × cells*.
  package let currentBySource: AlignedBuffer
}
