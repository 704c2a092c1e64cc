internal import CKernels
package import LinearAlgebra

/// The linear network that an array becomes when every cell is a pair of slopes with a current
/// source beside it, eliminated row after row.
///
/// Goals, in order of priority:
/// 1. any circuit of a chain of rows: cells of three terminals, unequal wires, drivers and sense
///    circuits at either end or both, resistances of 0 Ω, cells of 0 S;
/// 2. more than solutions: what one row's driver and sources do to that row and to the columns, for
///    all rows, in two sweeps, where a solve for each would cost m n of them;
/// 3. speed: all work of the order n³ is in products of matrices and in inverses made of products.
///
/// ``BlockFactorization`` is faster, keeps half as much, and has relative errors near rounding in every
/// element; it needs the symmetry of equal slopes and equal wires. Here Y loses digits where it is
/// nearly singular, so that what comes out is exact to rounding of the largest voltage or current.
///
/// A cell passes d w − h b + c from its word-line node at w to its bit-line node at b: d and h are
/// equal for a cell of two terminals, and c is the source. Let `reach` be the word-line voltages per
/// volt at the driver with grounded bit lines, and W the impedances between the nodes of a
/// ``WordLine``, its cells' d to ground included. The cells draw c − h b beside that, so that
///
///     w = reach · V − W (c − h b)
///
/// and, with M = 1 − d W, the currents of the cells of a row are
///
///     t = d w − h b + c = d · reach · V + M (c − h b)
///
/// The row therefore adds the admittance K = M h between its bit-line nodes. Let A be the admittance
/// of everything above a row, Y = A + K, and D the resistances below the row. A current x that the
/// rows so far would drive into grounded nodes becomes i = x − Y (b' + D i) with the nodes below at b',
/// that is (1 + Y D) i = x − Y b'. So it goes on by T = (1 + Y D)⁻¹, and the next row sees A' = T Y
/// above it. From below the same elimination gives the admittance C, and the row's own nodes have
/// the impedance B = (A + K + C)⁻¹. Nothing divides by a resistance that may be 0, and the matrices
/// that are inverted have dominant diagonals: the columns of Y sum to what the drivers take.
///
/// Tasks may share it: it never changes after it was made.
package struct ArrayResponse: Sendable {
  /// The wires and ends.
  package let circuit: ArrayCircuit
  /// The distance between the rows of all matrices: the columns, filled up to a multiple of 8.
  package let stride: Int
  /// The slopes of the cells over the word-line voltage, in siemens, in the order of the chain.
  let wordSlopes: [Double]
  /// The slopes of the cells over the bit-line voltage, in siemens, in the order of the chain.
  let bitSlopes: [Double]
  let wordLines: [WordLine]
  /// T of every row.
  private(set) var transfers: AlignedValues
  /// The admittance above every row, and at the end that of the whole array above its grounds.
  private(set) var above: AlignedValues
  /// Y of the last row.
  private(set) var lastAdmittance: [Double]

  /// The distance between the matrices of neighboring rows.
  var block: Int { circuit.columns * stride }

  /// Whether the bit-line nodes of the first row are their grounds themselves.
  var isFirstHeld: Bool { circuit.isSensedTwice && circuit.sense == 0 }

  /// Eliminates a network.
  ///
  /// - Parameters:
  ///   - circuit: The wires and ends.
  ///   - wordSlopes: The slope of every cell over the word-line voltage, in siemens, none negative;
  ///     *rows · columns* of the array.
  ///   - bitSlopes: The slope of every cell over the bit-line voltage, in siemens, none negative.
  package init(circuit: ArrayCircuit, wordSlopes: [Double], bitSlopes: [Double]) {
    self.circuit = circuit
    let (rows, n) = (circuit.rows, circuit.columns)
    precondition(
      wordSlopes.count == rows * n && bitSlopes.count == rows * n,
      "\(wordSlopes.count) and \(bitSlopes.count) slopes for \(rows) × \(n) cells")
    func chained(_ slopes: [Double]) -> [Double] {
      guard circuit.isReversed else { return slopes }
      return (0..<rows).reversed().flatMap { slopes[$0 * n..<($0 + 1) * n] }
    }
    let (words, bits) = (chained(wordSlopes), chained(bitSlopes))
    self.wordSlopes = words
    self.bitSlopes = bits
    wordLines = (0..<rows).map { row in
      WordLine(
        cells: words[row * n..<(row + 1) * n], driver: circuit.driver,
        segments: circuit.spans.map { $0 * circuit.rowSegments[row] },
        isDrivenTwice: circuit.isDrivenTwice)
    }
    stride = (n + 7) / 8 * 8
    (transfers, above, lastAdmittance) = (AlignedValues(count: 0), AlignedValues(count: 0), [])
    var transfers = AlignedValues(count: rows * n * stride)
    var above = AlignedValues(count: (rows + 1) * n * stride)
    lastAdmittance = transfers.withUnsafeMutablePointer { transfers in
      above.withUnsafeMutablePointer { eliminate(transfers: transfers, above: $0) }
    }
    (self.transfers, self.above) = (transfers, above)
  }

  /// How the column currents fall with the voltages behind the sense resistances, in siemens.
  ///
  /// *columns × grounds*; nil where bit lines are sensed at both ends.
  package var outputAdmittance: Matrix? {
    guard !circuit.isSensedTwice else { return nil }
    let n = circuit.columns
    return above.withUnsafePointer { above in
      let whole = above + circuit.rows * block
      return Matrix(rows: n, columns: n) { whole[$0 * stride + $1] }
    }
  }

  /// Writes T of every row and the admittances above the rows, and returns Y of the last.
  private func eliminate(
    transfers: UnsafeMutablePointer<Double>, above: UnsafeMutablePointer<Double>
  ) -> [Double] {
    let n = circuit.columns
    var lastAdmittance: [Double] = []
    if circuit.isSensedTwice && circuit.sense > 0 {
      for j in 0..<n { above[j * stride + j] = 1 / circuit.sense }
    }
    let whole = AlignedBuffer(count: block)
    let work = AlignedBuffer(count: assay_inverse_size(n))
    for row in 0..<circuit.rows {
      let next = above + (row + 1) * block
      let transfer = transfers + row * block
      // Ends of 0 Ω hold the first row's nodes: from there a segment leads to a ground.
      if row == 0 && isFirstHeld {
        for j in 0..<n { next[j * stride + j] = 1 / circuit.resistance(below: 0, column: j) }
        continue
      }
      whole.start.update(from: above + row * block, count: block)
      addWordLine(row, to: whole.start)
      if row == circuit.rows - 1 { lastAdmittance = Array(whole.elements) }
      setUnit(transfer)
      let below = (0..<n).map { circuit.resistance(below: row, column: $0) }
      // Without resistances below, T = 1 and the next row's nodes are these.
      guard below.contains(where: { $0 != 0 }) else {
        next.update(from: whole.start, count: block)
        continue
      }
      for j in 0..<n {
        for l in 0..<n { transfer[j * stride + l] += whole.start[j * stride + l] * below[l] }
      }
      // 1 + Y D has a dominant diagonal by columns, since Y has. T Y as a product: (Y⁻¹ + D)⁻¹ would
      // need a Y that is regular, which it is not where cells of a column are missing.
      assay_invert_dominant(n, transfer, stride, work.start)
      assay_panel_product(n, stride, n, transfer, stride, whole.start, stride, next, stride)
    }
    return lastAdmittance
  }

  private func setUnit(_ matrix: UnsafeMutablePointer<Double>) {
    matrix.update(repeating: 0, count: block)
    for j in 0..<circuit.columns { matrix[j * stride + j] = 1 }
  }

  /// Adds the admittance K = M h of a word line.
  ///
  /// On the diagonal M is 1 − d(j) W(j,j), which the line keeps without the difference; to the right of
  /// it −d(j) W(j,l) with W(j,l) = W(j,j) s(j) … s(l − 1), and W is symmetric.
  func addWordLine(_ row: Int, to matrix: UnsafeMutablePointer<Double>) {
    let n = circuit.columns
    let line = wordLines[row]
    let first = row * n
    for j in 0..<n {
      matrix[j * stride + j] += line.kept[j] * bitSlopes[first + j]
      var impedance = line.node[j]
      for l in j + 1..<max(n, j + 1) {
        impedance *= line.step[l - 1]
        matrix[j * stride + l] -= wordSlopes[first + j] * impedance * bitSlopes[first + l]
        matrix[l * stride + j] -= wordSlopes[first + l] * impedance * bitSlopes[first + j]
      }
    }
  }
}
