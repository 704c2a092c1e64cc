internal import CKernels
internal import LinearAlgebra

/// Eight input vectors of one array with their solutions, interleaved as the kernels solve them.
///
/// Element *i* of vector *v* lies at 8 *i* + *v*. A bundle is workspace and belongs to one task.
final class VectorBundle {
  /// The number of vectors.
  static let width = 8

  /// The driver voltages, in volts; *rows* of them.
  let inputs: AlignedBuffer
  /// The voltages that the columns are sensed against, in volts; *columns* of them.
  let grounds: AlignedBuffer
  /// The current source beside every cell, from word line to bit line, in amperes.
  let sources: AlignedBuffer
  /// The word-line voltages of all cells, in volts.
  let word: AlignedBuffer
  /// The bit-line voltages of all cells, in volts.
  let bit: AlignedBuffer
  /// The column currents, in amperes.
  let currents: AlignedBuffer
  let workspace: AlignedBuffer

  init(rows: Int, columns: Int) {
    let cells = rows * columns * Self.width
    inputs = AlignedBuffer(count: rows * Self.width)
    grounds = AlignedBuffer(count: columns * Self.width)
    sources = AlignedBuffer(count: cells)
    word = AlignedBuffer(count: cells)
    bit = AlignedBuffer(count: cells)
    currents = AlignedBuffer(count: columns * Self.width)
    workspace = AlignedBuffer(count: assay_solve_size(rows, columns))
  }

  /// Writes one vector's elements into a buffer.
  static func write(_ values: some Sequence<Double>, to buffer: AlignedBuffer, lane: Int) {
    for (index, value) in values.enumerated() {
      buffer.elements[index * width + lane] = value
    }
  }

  /// One vector's elements in a buffer.
  static func read(_ buffer: AlignedBuffer, lane: Int) -> [Double] {
    [Double](unsafeUninitializedCapacity: buffer.elements.count / width) { elements, count in
      count = elements.count
      for index in 0..<count {
        elements.initializeElement(at: index, to: buffer.elements[index * width + lane])
      }
    }
  }

  /// The node voltages of one vector.
  func voltages(lane: Int) -> NodeVoltages {
    NodeVoltages(
      wordLine: Self.read(word, lane: lane), bitLine: Self.read(bit, lane: lane))
  }
}
