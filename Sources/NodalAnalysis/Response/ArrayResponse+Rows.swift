internal import CKernels
internal import LinearAlgebra

extension ArrayResponse {
  /// Calls a function with the response of every row, from the sensed end on.
  ///
  /// - Parameter body: What to do with a response; its matrices are overwritten by the next.
  /// - Throws: What `body` throws.
  package func forEachRow(_ body: (RowResponse) throws -> Void) rethrows {
    var sweep = UpwardSweep(self)
    for row in Swift.stride(from: circuit.rows - 1, through: 0, by: -1) {
      try body(sweep.response(of: row))
      if row > 0 { sweep.rise(from: row) }
    }
  }
}

/// The elimination from the sensed end upward, of which every row needs the state below it.
///
/// With A above, K its own and C below it, a row's bit-line nodes have the impedance B = (A + K + C)⁻¹.
/// The row's currents t₀ into grounded nodes, d · reach per volt at its driver and M per ampere beside
/// its cells, make the voltages
///
///     b = B t₀            w = reach · V − W (c − h b)
///
/// Of t₀ the part `arriving` reaches the columns: T of the last row down to T of this one as one
/// product, which is how the downward elimination passes currents on. Where bit lines are sensed twice, what leaves at the first row is G b with the product G of what
/// every row passes upward.
///
/// Matrices are kept transposed where that lets a word line act on all of their columns at once.
private struct UpwardSweep {
  private let response: ArrayResponse
  private let n: Int
  private let stride: Int
  /// The admittance below the row.
  private let below: AlignedBuffer
  /// The part of a current into a bit-line node of the row that arrives at the columns; *columns ×
  /// nodes*.
  private let arriving: AlignedBuffer
  /// Whether the bit-line nodes of the row are their grounds themselves.
  private var isHeld: Bool
  private let first: AlignedBuffer
  private let second: AlignedBuffer
  private let third: AlignedBuffer
  private let scratch: AlignedBuffer
  private let work: AlignedBuffer
  private let word: AlignedBuffer
  private let bit: AlignedBuffer
  private let current: AlignedBuffer
  /// The current at the first row's ends per volt at every node; *nodes × columns*, transposed.
  ///
  /// Empty unless bit lines are sensed twice.
  private var rising: [AlignedBuffer] = []

  init(_ response: ArrayResponse) {
    self.response = response
    let circuit = response.circuit
    n = circuit.columns
    stride = response.stride
    func matrix() -> AlignedBuffer {
      AlignedBuffer(count: response.circuit.columns * response.stride)
    }
    below = matrix()
    arriving = matrix()
    first = matrix()
    second = matrix()
    third = matrix()
    scratch = matrix()
    work = AlignedBuffer(count: assay_inverse_size(circuit.columns))
    word = matrix()
    bit = matrix()
    current = matrix()
    isHeld = circuit.sense == 0
    for j in 0..<n { below.start[j * stride + j] = isHeld ? 0 : 1 / circuit.sense }
    // T of the last row takes currents at its nodes to the ends.
    response.transfers.withUnsafePointer { transfers in
      arriving.start.update(
        from: transfers + (circuit.rows - 1) * response.block, count: n * stride)
    }
    if circuit.isSensedTwice { findRising() }
  }

  /// b(i) = (1 − D A(i + 1)) b(i + 1): what the ends of the first row see of every row.
  private mutating func findRising() {
    let circuit = response.circuit
    for row in 0..<circuit.rows {
      let matrix = AlignedBuffer(count: n * stride)
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
              first.start[j * stride + l] = (j == l ? 1 : 0) - part
            }
          }
        }
        assay_panel_product(
          n, stride, n, rising[row - 1].start, stride, first.start, stride, matrix.start, stride)
      }
      rising.append(matrix)
    }
  }

  /// Moves on to the row above.
  mutating func rise(from row: Int) {
    let circuit = response.circuit
    let segments = circuit.columnSegments
    if isHeld {
      isHeld = segments.allSatisfy { $0 == 0 }
      if !isHeld {
        for j in 0..<n { below.start[j * stride + j] = 1 / segments[j] }
      }
    } else {
      response.addWordLine(row, to: below.start)
      if segments.contains(where: { $0 != 0 }) {
        for j in 0..<n {
          for l in 0..<n {
            first.start[j * stride + l] = below.start[j * stride + l] * segments[l]
          }
          first.start[j * stride + j] += 1
        }
        assay_invert_dominant(n, first.start, stride, work.start)
        second.start.update(from: below.start, count: n * stride)
        assay_panel_product(
          n, stride, n, first.start, stride, second.start, stride, below.start, stride)
      }
    }
    // What arrives of a current of the row above: through its own T, then as before.
    first.start.update(from: arriving.start, count: n * stride)
    response.transfers.withUnsafePointer { transfers in
      assay_panel_product(
        n, stride, n, first.start, stride, transfers + (row - 1) * response.block, stride,
        arriving.start, stride)
    }
  }

  func response(of row: Int) -> RowResponse {
    let line = response.wordLines[row]
    let words = response.wordSlopes[row * n..<(row + 1) * n]
    let bits = response.bitSlopes[row * n..<(row + 1) * n]
    let isFirstHeld = row == 0 && response.isFirstHeld
    // B of the row's bit-line nodes, transposed.
    let impedance = first.start
    impedance.update(repeating: 0, count: n * stride)
    if !isHeld && !isFirstHeld {
      response.above.withUnsafePointer { above in
        second.start.update(from: above + row * response.block, count: n * stride)
      }
      for index in 0..<n * stride { second.start[index] += below.start[index] }
      response.addWordLine(row, to: second.start)
      assay_invert_dominant(n, second.start, stride, work.start)
      assay_transpose(n, second.start, stride, impedance, stride)
    }
    // b by sources is B M; Mᵀ Bᵀ is what the word line makes of Bᵀ.
    let source = second.start
    passWordLine(line, words, impedance, into: source)
    assay_transpose(n, source, stride, bit.start, stride)
    // −W (1 − h X): word-line voltages by sources.
    for (j, slope) in bits.enumerated() {
      for l in 0..<n { third.start[j * stride + l] = slope * bit.start[j * stride + l] }
      third.start[j * stride + j] -= 1
    }
    assay_chain_product(
      n, stride, line.node, line.step, third.start, stride, word.start, stride)

    // What arrives at the columns, transposed.
    let collected = third.start
    assay_transpose(n, arriving.start, stride, collected, stride)
    if response.circuit.isSensedTwice { addRising(row, impedance, isFirstHeld, to: collected) }
    // By the driver: both of t₀ = d · reach.
    var reached = [Double](repeating: 0, count: n)
    var drive = reached
    var lifts = reached
    for (j, slope) in words.enumerated() { drive[j] = slope * line.reach[j] }
    for j in 0..<n {
      for l in 0..<n {
        reached[l] += drive[j] * collected[j * stride + l]
        lifts[l] += drive[j] * impedance[j * stride + l]
      }
    }
    // w = reach · V + W h b.
    let lifted = line.product(zip(bits, lifts).map { $0 * $1 })
    passWordLine(line, words, collected, into: source)
    assay_transpose(n, source, stride, current.start, stride)
    return RowResponse(
      row: response.circuit.row(row), stride: stride,
      wordByDrive: zip(line.reach, lifted).map { $0 + $1 }, bitByDrive: lifts,
      currentByDrive: reached, wordBySource: word, bitBySource: bit, currentBySource: current)
  }

  /// Mᵀ x = x − W d x.
  private func passWordLine(
    _ line: WordLine, _ slopes: ArraySlice<Double>, _ x: UnsafeMutablePointer<Double>,
    into y: UnsafeMutablePointer<Double>
  ) {
    let scaled = scratch.start
    for (j, slope) in slopes.enumerated() {
      for l in 0..<stride { scaled[j * stride + l] = slope * x[j * stride + l] }
    }
    assay_chain_product(n, stride, line.node, line.step, scaled, stride, y, stride)
    for index in 0..<n * stride { y[index] = x[index] - y[index] }
  }

  /// Adds what leaves at the first row's ends: G B, transposed.
  private func addRising(
    _ row: Int, _ impedance: UnsafeMutablePointer<Double>, _ isFirstHeld: Bool,
    to collected: UnsafeMutablePointer<Double>
  ) {
    if isFirstHeld {
      for j in 0..<n { collected[j * stride + j] += 1 }
      return
    }
    assay_transpose(n, rising[row].start, stride, second.start, stride)
    assay_panel_product(
      n, stride, n, impedance, stride, second.start, stride, scratch.start, stride)
    for index in 0..<n * stride { collected[index] += scratch.start[index] }
  }
}
