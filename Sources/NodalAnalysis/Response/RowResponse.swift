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
  private let impedance: AlignedBuffer
  private let collected: AlignedBuffer
  private let stride: Int

  /// Describes a row.
  ///
  /// - Parameters:
  ///   - row: The row of the array.
  ///   - line: Its word line.
  ///   - wordSlopes: d of its cells, in siemens.
  ///   - bitSlopes: h of its cells, in siemens.
  ///   - impedance: B, in ohms; *nodes × nodes*.
  ///   - collected: G; *columns × nodes*.
  ///   - stride: The distance between the rows of both.
  init(
    row: Int, line: WordLine, wordSlopes: ArraySlice<Double>, bitSlopes: ArraySlice<Double>,
    impedance: AlignedBuffer, collected: AlignedBuffer, stride: Int
  ) {
    self.row = row
    self.line = line
    self.wordSlopes = wordSlopes
    self.bitSlopes = bitSlopes
    self.impedance = impedance
    self.collected = collected
    self.stride = stride
    let n = wordSlopes.count
    // By the driver d · reach enters the grounded nodes, and w = reach · V + W h b.
    let drive = zip(wordSlopes, line.reach).map { $0 * $1 }
    func product(_ matrix: AlignedBuffer) -> [Double] {
      let elements = matrix.start
      return (0..<n).map { j in
        (0..<n).reduce(0) { $0 + elements[j * stride + $1] * drive[$1] }
      }
    }
    let lifts = product(impedance)
    bitByDrive = lifts
    currentByDrive = product(collected)
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
    let n = wordSlopes.count
    enter(sources, width: width, scratch: word, into: scratch)
    assay_panel_product(
      n, width, n, impedance.start, stride, scratch.start, width, bit.start, width)
    let (given, left, bits) = (sources.lanes, scratch.lanes, bit.lanes)
    let groups = width / 8
    for (j, slope) in bitSlopes.enumerated() {
      for place in j * groups..<(j + 1) * groups {
        left[place] = slope * bits[place] - given[place]
      }
    }
    assay_chain_product(
      n, width, line.node, line.step, scratch.start, width, word.start, width)
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
    enter(sources, width: width, scratch: currents, into: scratch)
    assay_panel_product(
      n, width, n, collected.start, stride, scratch.start, width, currents.start, width)
  }

  /// M c: what enters the bit-line nodes when these are grounded.
  private func enter(
    _ sources: AlignedBuffer, width: Int, scratch: AlignedBuffer, into entering: AlignedBuffer
  ) {
    assay_chain_product(
      wordSlopes.count, width, line.node, line.step, sources.start, width, scratch.start, width)
    let (given, raised, target) = (sources.lanes, scratch.lanes, entering.lanes)
    let groups = width / 8
    for (j, slope) in wordSlopes.enumerated() {
      for place in j * groups..<(j + 1) * groups {
        target[place] = given[place] - slope * raised[place]
      }
    }
  }
}
