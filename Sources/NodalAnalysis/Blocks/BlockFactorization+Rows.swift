internal import CKernels
package import LinearAlgebra

extension BlockFactorization: RowNetwork {
  package func forEachRow(_ body: (RowResponse) throws -> Void) rethrows {
    let sweep = UpwardSweep(columns: columns)
    let stride = (columns + 7) / 8 * 8
    let segments = Array(repeating: resistances.row_segment, count: max(columns - 1, 0))
    let transfer = AlignedBuffer(count: columns * stride)
    for row in Swift.stride(from: rows - 1, through: 0, by: -1) {
      let below = row == rows - 1 ? resistances.sense : resistances.column_segment
      // Without a resistance below, its nodes are those of the next row.
      if below != 0 {
        factors.withUnsafePointer {
          assay_row_transfer(rows, columns, $0, row, transfer.start, stride)
        }
        sweep.rise(through: transfer.start, below: below)
      }
      let slopes = cells[row * columns..<(row + 1) * columns]
      let line = WordLine(
        cells: slopes, driver: resistances.driver, segments: segments, isDrivenTwice: false)
      try body(sweep.response(row: row, line: line, wordSlopes: slopes, bitSlopes: slopes))
    }
  }

  package var outputAdmittance: Matrix? {
    let stride = (columns + 7) / 8 * 8
    let whole = AlignedBuffer(count: columns * stride)
    factors.withUnsafePointer {
      assay_sink_admittance(rows, columns, resistances.sense, $0, whole.start, stride)
    }
    return Matrix(rows: columns, columns: columns) { whole.start[$0 * stride + $1] }
  }
}
