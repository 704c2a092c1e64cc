internal import CKernels
package import LinearAlgebra

extension ArrayResponse {
  /// Eight vectors of the same network, interleaved: element i of vector v lies at 8 i + v.
  ///
  /// A vector's solution does not depend on the others, nor on its place.
  package final class Bundle {
    /// The driver voltages, in volts; *rows* elements.
    package let drivers: AlignedBuffer
    /// The current source beside every cell, in amperes; *rows · columns* elements.
    package let sources: AlignedBuffer
    /// The word-line voltages, in volts; *rows · columns* elements.
    package let word: AlignedBuffer
    /// The bit-line voltages, in volts; *rows · columns* elements.
    package let bit: AlignedBuffer
    /// The column currents, in amperes; *columns* elements.
    package let currents: AlignedBuffer
    fileprivate let line: AlignedBuffer
    fileprivate let passed: AlignedBuffer

    /// The number of vectors.
    package static let width = 8

    /// Creates a bundle of zeros.
    package init(_ circuit: ArrayCircuit) {
      let cells = circuit.rows * circuit.columns * Self.width
      drivers = AlignedBuffer(count: circuit.rows * Self.width)
      sources = AlignedBuffer(count: cells)
      word = AlignedBuffer(count: cells)
      bit = AlignedBuffer(count: cells)
      passed = AlignedBuffer(count: cells)
      currents = AlignedBuffer(count: circuit.columns * Self.width)
      line = AlignedBuffer(count: 2 * circuit.columns * Self.width)
    }
  }

  /// Solves the network for a bundle.
  ///
  /// - Parameter bundle: The drivers and sources; its voltages and currents are written.
  package func solve(_ bundle: Bundle) {
    transfers.withUnsafePointer { transfers in
      above.withUnsafePointer { solve(bundle, transfers: transfers, above: $0) }
    }
  }

  private func solve(
    _ bundle: Bundle, transfers: UnsafePointer<Double>, above: UnsafePointer<Double>
  ) {
    let (rows, n) = (circuit.rows, circuit.columns)
    // Down: what the rows so far would drive into the grounded nodes of the next.
    var injected = [SIMD8<Double>](repeating: .zero, count: n)
    for row in 0..<rows {
      solveWordLine(row, bundle, bit: nil)
      let cells = bundle.word.lanes
      // Without bit-line voltages the word line's cells pass d w + c.
      let place = circuit.row(row) * n
      for j in 0..<n {
        injected[j] += wordSlopes[row * n + j] * cells[place + j] + bundle.sources.lanes[place + j]
      }
      if row == rows - 1 {
        for j in 0..<n {
          for l in 0..<n where circuit.grounds[l] != 0 {
            // Y e, from T Y e before it passes T.
            injected[j] -= SIMD8(repeating: groundCurrent(j, l))
          }
        }
      }
      injected.withUnsafeMutableBytes { bytes in
        let vector = bytes.assumingMemoryBound(to: Double.self).baseAddress
        let passed = bundle.passed.start + row * n * 8
        assay_panel_product(n, 8, n, transfers + row * block, stride, vector, 8, passed, 8)
        vector?.update(from: passed, count: n * 8)
      }
    }

    // Up: the bit lines from their ends.
    var voltage = (0..<n).map { j in
      SIMD8(repeating: circuit.grounds[j]) + circuit.sense * injected[j]
    }
    let carried = AlignedBuffer(count: n * 8)
    for row in Swift.stride(from: rows - 1, through: 0, by: -1) {
      if row < rows - 1 {
        voltage.withUnsafeBytes { bytes in
          assay_panel_product(
            n, 8, n, above + (row + 1) * block, stride,
            bytes.assumingMemoryBound(to: Double.self).baseAddress, 8, carried.start, 8)
        }
        for j in 0..<n {
          voltage[j] +=
            circuit.columnSegments[j] * (bundle.passed.lanes[row * n + j] - carried.lanes[j])
        }
      }
      let place = circuit.row(row) * n
      for j in 0..<n { bundle.bit.lanes[place + j] = voltage[j] }
    }

    for j in 0..<n { bundle.currents.lanes[j] = .zero }
    for row in 0..<rows {
      solveWordLine(row, bundle, bit: bundle.bit)
      let place = circuit.row(row) * n
      for j in 0..<n {
        bundle.currents.lanes[j] +=
          wordSlopes[row * n + j] * bundle.word.lanes[place + j]
          - bitSlopes[row * n + j] * bundle.bit.lanes[place + j] + bundle.sources.lanes[place + j]
      }
    }
  }

  /// The voltages of a word line against grounded bit lines, or against their voltages.
  private func solveWordLine(_ row: Int, _ bundle: Bundle, bit: AlignedBuffer?) {
    let n = circuit.columns
    let line = wordLines[row]
    let place = circuit.row(row) * n
    let drawn = bundle.line.lanes
    for j in 0..<n {
      var current = bundle.sources.lanes[place + j]
      if let bit { current -= bitSlopes[row * n + j] * bit.lanes[place + j] }
      drawn[j] = current
    }
    let pulled = bundle.line.start + n * 8
    assay_chain_product(n, 8, line.node, line.step, bundle.line.start, 8, pulled, 8)
    let voltage = bundle.drivers.lanes[circuit.row(row)]
    for j in 0..<n { bundle.word.lanes[place + j] = line.reach[j] * voltage - drawn[n + j] }
  }

  /// The current that the ground of a column drives into a grounded node of the last row, before
  /// the sense resistances.
  private func groundCurrent(_ node: Int, _ column: Int) -> Double {
    lastAdmittance[node * stride + column] * circuit.grounds[column]
  }
}
