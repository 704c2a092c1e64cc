internal import CKernels
internal import LinearAlgebra

/// The way up from the sensed end, on which every row follows from the one below it.
///
/// A current t into the grounded nodes of a row goes on as T t into those of the next row, with which
/// the array below does what it does. Across the resistances D its current is T t − A' b' with the
/// next nodes at b' = B' T t and A' the admittance above them, so that the row has the impedance
///
///     B = D T + (1 − D A') B' T
///
/// with B' = 0 at the grounds, and of a current into it the part G' T arrives at the columns. Nothing
/// divides: the inverses are in T.
final class UpwardSweep {
  private let n: Int
  private let stride: Int
  private let block: Int
  /// The part of a current into a row's bit-line nodes that arrives at the columns, *columns × nodes*,
  /// and below it the impedance of the nodes.
  private var both: AlignedBuffer
  private var next: AlignedBuffer
  /// Copies of both for what leaves at the other end to be added to.
  private lazy var impedance = AlignedBuffer(count: block)
  private lazy var arriving = AlignedBuffer(count: block)
  private let taken: AlignedBuffer

  /// Stands at the grounds.
  ///
  /// - Parameter columns: The number of columns.
  init(columns: Int) {
    n = columns
    stride = (columns + 7) / 8 * 8
    block = n * stride
    both = AlignedBuffer(count: 2 * block)
    next = AlignedBuffer(count: 2 * block)
    taken = AlignedBuffer(count: block)
    // All that goes on from the last row arrives.
    for j in 0..<n { both.start[j * stride + j] = 1 }
  }

  /// Moves up to a row from the one below it, or from the grounds.
  ///
  /// - Parameters:
  ///   - transfer: T; *nodes × nodes* with rows of a multiple of 8.
  ///   - admittance: A'.
  ///   - below: D, in ohms.
  func rise(
    through transfer: UnsafePointer<Double>, admittance: UnsafePointer<Double>, below: [Double]
  ) {
    let passed = pass(transfer)
    assay_panel_product(
      n, stride, n, admittance, stride, passed, stride, taken.start, stride)
    let drop = taken.start
    for (j, resistance) in below.enumerated() {
      for place in j * stride..<(j + 1) * stride {
        passed[place] += resistance * (transfer[place] - drop[place])
      }
    }
    swap(&both, &next)
  }

  /// Moves up through equal resistances, where 1 − D A' is T itself.
  ///
  /// - Parameters:
  ///   - transfer: T, as above.
  ///   - below: Each of D, in ohms.
  func rise(through transfer: UnsafePointer<Double>, below: Double) {
    let passed = pass(transfer)
    // T and B' are symmetric, and so is T B' T.
    assay_symmetric_product(n, transfer, stride, passed, stride, taken.start, stride)
    assay_scaled_sum(block, below, transfer, taken.start, passed)
    swap(&both, &next)
  }

  /// G' T, and B' T, which is where the impedance will be.
  private func pass(_ transfer: UnsafePointer<Double>) -> UnsafeMutablePointer<Double> {
    // The halves of both are blocks of n rows: those of the impedance begin where the others end.
    assay_panel_product(
      2 * n, stride, n, both.start, stride, transfer, stride, next.start, stride)
    return next.start + block
  }

  /// The response of the row where the sweep stands.
  ///
  /// - Parameters:
  ///   - row: Its number in the array.
  ///   - line: Its word line.
  ///   - wordSlopes: The slopes of its cells over the word-line voltage, in siemens.
  ///   - bitSlopes: Those over the bit-line voltage.
  ///   - rising: What leaves at the other end, and the number of the row on the way; nil for nothing.
  /// - Returns: The response; its matrices are overwritten by the next.
  func response(
    row: Int, line: WordLine, wordSlopes: ArraySlice<Double>, bitSlopes: ArraySlice<Double>,
    rising: (currents: RisingCurrents, row: Int)? = nil
  ) -> RowResponse {
    RowResponse(
      row: row, line: line, wordSlopes: wordSlopes, bitSlopes: bitSlopes,
      matrices: matrices(rising))
  }

  private func matrices(_ rising: (currents: RisingCurrents, row: Int)?) -> RowMatrices {
    guard let rising else { return RowMatrices(both, block: block, stride: stride) }
    impedance.start.update(from: both.start + block, count: block)
    arriving.start.update(from: both.start, count: block)
    rising.currents.add(row: rising.row, impedance: impedance, columns: n, to: arriving)
    return RowMatrices(impedance: impedance, collected: arriving, stride: stride)
  }
}
