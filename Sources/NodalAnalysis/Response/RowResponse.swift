internal import CKernels
package import LinearAlgebra

/// How one row of a linearized array answers to its own driver and to sources beside its own cells.
///
/// Of a source c beside the cells, M c with M = 1 − d W enters the row's bit-line nodes when these are
/// grounded: what their impedance B makes of that are the bit-line voltages, and what the part G of it
/// that arrives there makes are the column currents,
///
///     b = B M c            w = −W (c − h b)            i = G M c
///
/// W is applied as the chain that it is, so that only B and G are matrices.
package struct RowResponse {
  /// The row of the array.
  package let row: Int
  /// The word-line voltages per volt at the driver.
  package let wordByDrive: [Double]
  /// The bit-line voltages per volt at the driver.
  package let bitByDrive: [Double]
  /// The column currents per volt at the driver, in siemens.
  package let currentByDrive: [Double]
  private let line: WordLine
  private let wordSlopes: ArraySlice<Double>
  private let bitSlopes: ArraySlice<Double>
  private let matrices: RowMatrices

  /// Describes a row.
  ///
  /// - Parameters:
  ///   - row: The row of the array.
  ///   - line: Its word line.
  ///   - wordSlopes: d of its cells, in siemens.
  ///   - bitSlopes: h of its cells, in siemens.
  ///   - matrices: B and G.
  init(
    row: Int, line: WordLine, wordSlopes: ArraySlice<Double>, bitSlopes: ArraySlice<Double>,
    matrices: RowMatrices
  ) {
    self.row = row
    self.line = line
    self.wordSlopes = wordSlopes
    self.bitSlopes = bitSlopes
    self.matrices = matrices
    let n = wordSlopes.count
    // By the driver d · reach enters the grounded nodes, and w = reach · V + W h b.
    let drive = zip(wordSlopes, line.reach).map { $0 * $1 }
    func product(_ matrix: UnsafePointer<Double>) -> [Double] {
      [Double](unsafeUninitializedCapacity: n) { product, count in
        assay_row_products(n, n, matrix, matrices.stride, drive, product.baseAddress)
        count = n
      }
    }
    let lifts = product(matrices.impedance)
    bitByDrive = lifts
    currentByDrive = product(matrices.collected)
    let lifted = line.product(zip(bitSlopes, lifts).map { $0 * $1 })
    wordByDrive = zip(line.reach, lifted).map { $0 + $1 }
  }

  /// The voltages that sources beside the cells make, for some vectors of them side by side.
  ///
  /// - Parameters:
  ///   - sources: The sources, in amperes; *cells × width*.
  ///   - width: The number of vectors, a multiple of 8.
  ///   - scratch: Room for as many numbers.
  ///   - word: What gets the word-line voltages, in volts; *nodes × width*.
  ///   - bit: What gets the bit-line voltages.
  package func voltages(
    of sources: AlignedBuffer, width: Int, scratch: AlignedBuffer, word: AlignedBuffer,
    bit: AlignedBuffer
  ) {
    withKernel { row in
      assay_row_voltages(&row, width / 8, sources.start, scratch.start, word.start, bit.start)
    }
  }

  /// The column currents that sources beside the cells make, for some vectors of them side by side.
  ///
  /// - Parameters:
  ///   - sources: The sources, in amperes; *cells × width*.
  ///   - width: The number of vectors, a multiple of 8.
  ///   - scratch: Room for as many numbers.
  ///   - currents: What gets the currents, in amperes; *columns × width*.
  package func currents(
    of sources: AlignedBuffer, width: Int, scratch: AlignedBuffer, into currents: AlignedBuffer
  ) {
    let n = wordSlopes.count
    withKernel { row in
      assay_row_entering(&row, width / 8, sources.start, currents.start, scratch.start)
    }
    assay_panel_product(
      n, width, n, matrices.collected, matrices.stride, scratch.start, width, currents.start,
      width)
  }

  /// Calls a body with the row as the kernels take it.
  private func withKernel(_ body: (inout assay_row) -> Void) {
    line.node.withUnsafeBufferPointer { node in
      line.step.withUnsafeBufferPointer { step in
        wordSlopes.withUnsafeBufferPointer { wordSlopes in
          bitSlopes.withUnsafeBufferPointer { bitSlopes in
            var row = assay_row(
              n: wordSlopes.count, node: node.baseAddress, step: step.baseAddress,
              word_slopes: wordSlopes.baseAddress, bit_slopes: bitSlopes.baseAddress,
              impedance: matrices.impedance, stride: matrices.stride)
            body(&row)
          }
        }
      }
    }
  }
}

/// The matrices of a row: the impedance B of its bit-line nodes in ohms, *nodes × nodes*, and the part G of
/// a current into them that arrives at the columns, *columns × nodes*.
struct RowMatrices {
  let impedance: UnsafePointer<Double>
  let collected: UnsafePointer<Double>
  /// The distance between the rows of both.
  let stride: Int
  /// What the memory belongs to.
  private let owners: [AlignedBuffer]

  /// Puts G and below it B, as a sweep keeps them, in the place of both.
  init(_ both: AlignedBuffer, block: Int, stride: Int) {
    collected = UnsafePointer(both.start)
    impedance = UnsafePointer(both.start + block)
    self.stride = stride
    owners = [both]
  }

  init(impedance: AlignedBuffer, collected: AlignedBuffer, stride: Int) {
    self.impedance = UnsafePointer(impedance.start)
    self.collected = UnsafePointer(collected.start)
    self.stride = stride
    owners = [impedance, collected]
  }
}
