internal import CKernels
internal import LinearAlgebra

extension ArrayResponse: RowNetwork {
  package func forEachRow(_ body: (RowResponse) throws -> Void) rethrows {
    let sweep = UpwardSweep(columns: circuit.columns)
    let rising = circuit.isSensedTwice ? RisingCurrents(self) : nil
    for row in Swift.stride(from: circuit.rows - 1, through: 0, by: -1) {
      let below = (0..<circuit.columns).map { circuit.resistance(below: row, column: $0) }
      // Without resistances below, its nodes are those of the next row.
      if below.contains(where: { $0 != 0 }) {
        transfers.withUnsafePointer { transfers in
          above.withUnsafePointer { above in
            sweep.rise(
              through: transfers + row * block, admittance: above + (row + 1) * block, below: below)
          }
        }
      }
      let slopes = row * circuit.columns..<(row + 1) * circuit.columns
      try body(
        sweep.response(
          row: circuit.row(row), line: wordLines[row], wordSlopes: wordSlopes[slopes],
          bitSlopes: bitSlopes[slopes], rising: rising.map { ($0, row) }))
    }
  }
}

/// What leaves at the first row's ends of bit lines that are sensed twice: U b for bit-line voltages b of
/// a row, with U the product of 1 − D A' over the rows above.
struct RisingCurrents {
  /// U of every row; *columns × nodes*.
  private var matrices: [AlignedBuffer] = []
  private let isFirstHeld: Bool

  init(_ response: ArrayResponse) {
    isFirstHeld = response.isFirstHeld
    let (circuit, n, stride) = (response.circuit, response.circuit.columns, response.stride)
    let passed = AlignedBuffer(count: response.block)
    for row in 0..<circuit.rows {
      let matrix = AlignedBuffer(count: response.block)
      if row == 0 || (row == 1 && response.isFirstHeld) {
        for j in 0..<n {
          let end = row == 0 ? circuit.sense : circuit.columnSegments[j]
          matrix.start[j * stride + j] = end == 0 ? 0 : 1 / end
        }
      } else {
        response.above.withUnsafePointer { above in
          let above = above + row * response.block
          for j in 0..<n {
            for l in 0..<n {
              let part = circuit.columnSegments[j] * above[j * stride + l]
              passed.start[j * stride + l] = (j == l ? 1 : 0) - part
            }
          }
        }
        assay_panel_product(
          n, stride, n, matrices[row - 1].start, stride, passed.start, stride, matrix.start, stride)
      }
      matrices.append(matrix)
    }
  }

  /// Adds what leaves there of a current into a row's nodes: U B.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - impedance: B; *nodes × nodes*.
  ///   - n: The number of columns.
  ///   - collected: What arrives at the other ends; *columns × nodes*.
  func add(row: Int, impedance: AlignedBuffer, columns n: Int, to collected: AlignedBuffer) {
    let stride = (n + 7) / 8 * 8
    guard row > 0 || !isFirstHeld else {
      // Ends of 0 Ω take all of it.
      collected.elements.update(repeating: 0)
      for j in 0..<n { collected.start[j * stride + j] = 1 }
      return
    }
    let taken = AlignedBuffer(count: n * stride)
    assay_panel_product(
      n, stride, n, matrices[row].start, stride, impedance.start, stride, taken.start, stride)
    for place in 0..<n * stride { collected.start[place] += taken.start[place] }
  }
}
