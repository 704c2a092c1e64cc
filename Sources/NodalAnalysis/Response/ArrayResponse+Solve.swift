internal import CKernels
internal import LinearAlgebra

extension ArrayResponse: BundledNetwork {
  /// Solves the network for a bundle.
  ///
  /// Down the rows x ← T (x + t) collects what they would drive into grounded bit lines. With grounds
  /// at e the last current is T (x − Y e), and the bit lines follow from below: across the resistances
  /// D the current is T x − A' b' with the nodes below at b', so that
  ///
  ///     b = b' + D (T x − A' b')
  ///
  /// With the bit lines known, every word line is solved on its own.
  ///
  /// - Parameter bundle: The drivers and sources; its voltages and currents are written.
  package func solve(_ bundle: VectorBundle) {
    transfers.withUnsafePointer { transfers in
      above.withUnsafePointer { solve(bundle, transfers: transfers, above: $0) }
    }
  }

  private func solve(
    _ bundle: VectorBundle, transfers: UnsafePointer<Double>, above: UnsafePointer<Double>
  ) {
    let (rows, n) = (circuit.rows, circuit.columns)
    let width = VectorBundle.width
    // What goes on from every row, and two lines of scratch.
    let workspace = bundle.workspace(count: (rows + 2) * n * width)
    let passed = workspace.start
    let line = passed + rows * n * width
    let (word, bit, sources) = (bundle.word.lanes, bundle.bit.lanes, bundle.sources.lanes)
    let currents = bundle.currents.lanes
    // Down: what the rows so far would drive into the grounded nodes of the next.
    var injected = [SIMD8<Double>](repeating: .zero, count: n)
    for row in 0..<rows {
      solveWordLine(row, bundle, line, bit: nil)
      // Without bit-line voltages the word line's cells pass d w + c.
      let place = circuit.row(row) * n
      for j in 0..<n {
        let own: SIMD8<Double> = wordSlopes[row * n + j] * word[place + j]
        injected[j] += own + sources[place + j]
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
        let own = passed + row * n * width
        assay_panel_product(
          n, width, n, transfers + row * block, stride, vector, width, own, width)
        vector?.update(from: own, count: n * width)
      }
    }

    // Up: the bit lines from their ends, where e + R_s i is the node above the sense resistance.
    var voltage = (0..<n).map { j in
      SIMD8(repeating: circuit.grounds[j]) + circuit.sense(of: j) * injected[j]
    }
    let carried = AlignedBuffer(count: n * width)
    for row in Swift.stride(from: rows - 1, through: 0, by: -1) {
      if row < rows - 1 {
        voltage.withUnsafeBytes { bytes in
          assay_panel_product(
            n, width, n, above + (row + 1) * block, stride,
            bytes.assumingMemoryBound(to: Double.self).baseAddress, width, carried.start, width)
        }
        for j in 0..<n {
          let current: SIMD8<Double> = workspace.lanes[row * n + j] - carried.lanes[j]
          voltage[j] += circuit.columnSegments[j] * current
        }
      }
      let place = circuit.row(row) * n
      for j in 0..<n { bit[place + j] = voltage[j] }
    }

    // The column currents as sums over cells: at sense circuits at both ends there is no one current
    // that the elimination would know, and the sums are what a residual is judged by.
    for j in 0..<n { currents[j] = .zero }
    for row in 0..<rows {
      solveWordLine(row, bundle, line, bit: bundle.bit)
      let place = circuit.row(row) * n
      for j in 0..<n {
        let byWord: SIMD8<Double> = wordSlopes[row * n + j] * word[place + j]
        let byBit: SIMD8<Double> = bitSlopes[row * n + j] * bit[place + j]
        currents[j] += byWord - byBit + sources[place + j]
      }
    }
  }

  /// The voltages of a word line against grounded bit lines, or against their voltages; `line` is
  /// scratch for two numbers of every column and vector.
  private func solveWordLine(
    _ row: Int, _ bundle: VectorBundle, _ line: UnsafeMutablePointer<Double>, bit: AlignedBuffer?
  ) {
    let n = circuit.columns
    let width = VectorBundle.width
    let chain = wordLines[row]
    let place = circuit.row(row) * n
    let scratch = UnsafeMutableRawPointer(line)
    let drawn = scratch.assumingMemoryBound(to: SIMD8<Double>.self)
    let (sources, word) = (bundle.sources.lanes, bundle.word.lanes)
    for j in 0..<n {
      var current = sources[place + j]
      if let bit { current -= bitSlopes[row * n + j] * bit.lanes[place + j] }
      drawn[j] = current
    }
    assay_chain_product(n, width, chain.node, chain.step, line, width, line + n * width, width)
    let voltage = bundle.inputs.lanes[circuit.row(row)]
    for j in 0..<n { word[place + j] = chain.reach[j] * voltage - drawn[n + j] }
  }

  /// The current that the ground of a column drives into a grounded node of the last row, before
  /// the sense resistances.
  private func groundCurrent(_ node: Int, _ column: Int) -> Double {
    lastAdmittance[node * stride + column] * circuit.grounds[column]
  }
}
