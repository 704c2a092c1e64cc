package import LinearAlgebra

/// Eight input vectors of one array with their solutions, interleaved as the kernels solve them.
///
/// Element *i* of vector *v* lies at 8 *i* + *v*, so that every vector has a lane of its own in the
/// processor's registers from the first instruction to the last: a solution depends neither on the
/// other vectors nor on its place, and one vector alone is a bundle of one. A bundle is workspace
/// and belongs to one task.
package final class VectorBundle {
  /// The number of vectors.
  package static let width = 8

  let rows: Int
  let columns: Int

  /// The driver voltages, in volts; *rows* of them.
  package let inputs: AlignedBuffer
  /// The voltages that the columns are sensed against, in volts; *columns* of them.
  private(set) lazy var grounds = AlignedBuffer(count: columns * Self.width)
  /// The current source beside every cell, from word line to bit line, in amperes.
  package private(set) lazy var sources = AlignedBuffer(count: rows * columns * Self.width)
  /// The word-line voltages of all cells, in volts.
  package let word: AlignedBuffer
  /// The bit-line voltages of all cells, in volts.
  package let bit: AlignedBuffer
  /// The column currents, in amperes.
  package let currents: AlignedBuffer
  /// The currents that the laws of all cells say at the voltages, in amperes.
  package private(set) lazy var cellCurrents = AlignedBuffer(
    count: rows * columns * Self.width)
  private var workspace = AlignedBuffer(count: 0)

  /// Creates a bundle of zeros for an array.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
    let cells = rows * columns * Self.width
    inputs = AlignedBuffer(count: rows * Self.width)
    word = AlignedBuffer(count: cells)
    bit = AlignedBuffer(count: cells)
    currents = AlignedBuffer(count: columns * Self.width)
  }

  /// What a solve writes to beside the solutions: at least so many doubles, of any value.
  func workspace(count: Int) -> AlignedBuffer {
    if workspace.elements.count < count { workspace = AlignedBuffer(count: count) }
    return workspace
  }

  /// Writes one vector's elements into a buffer.
  package static func write(
    _ values: some Sequence<Double>, to buffer: AlignedBuffer, lane: Int
  ) {
    var place = buffer.start + lane
    for value in values {
      place.pointee = value
      place += width
    }
  }

  /// One vector's elements in a buffer.
  package static func read(_ buffer: AlignedBuffer, lane: Int) -> [Double] {
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
