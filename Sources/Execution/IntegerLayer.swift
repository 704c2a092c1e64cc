internal import CKernels
package import Networks

/// A group of a layer on arrays whose columns are products: integer codes times integer weights.
///
/// Goals, in order of priority:
/// 1. an image's outputs depend on that image alone, to the last bit, and on no thread, batch or processor:
///    sums of products are exact in 32 bits, and all else is rounded in one order;
/// 2. weights to 2⁻¹⁵ of the largest of their column and section: that moves one code in two thousand of an
///    8-bit converter, by one, which errs by .29 of a code itself; integers stay what they are;
/// 3. the speed of integer products: no patches, no currents written out.
package struct IntegerLayer: CodeProduct {
  private let turns: CodeTurns
  package let outputs: Int
  private let streams: [ColumnCodes]
  /// The bits of a stream; all of a code if it is the only one.
  private let streamBits: Int
  private let sections: PackedSections

  /// The largest code that a row may have.
  package static let largestCode = 4095
  /// The most codes of a column's converter: with more of them, weights of 16 bits are too coarse.
  package static let mostColumnCodes = 1024

  /// Packs a group of a layer.
  ///
  /// - Parameters:
  ///   - sections: The sections in the order in which they are added; all have as many kinds of columns.
  ///   - geometry: Where codes lie.
  ///   - outputs: The number of outputs.
  ///   - largestCode: The largest magnitude of a code.
  ///   - streamBits: The bits of a stream.
  package init(
    _ sections: [IntegerSection], geometry: CodeGeometry, outputs: Int, largestCode: Int,
    streamBits: Int
  ) {
    self.outputs = outputs
    self.streamBits = streamBits
    let packed = PackedSections(
      sections.map { ($0.rows, $0.kinds.map(\.matrix)) }, geometry: geometry, outputs: outputs,
      largestCode: largestCode)
    self.sections = packed
    turns = CodeTurns(geometry, sums: packed.panels.stride)
    let count = sections.first?.kinds.first?.conversions.count ?? 0
    var streams = [ColumnCodes](
      repeating: ColumnCodes(count: packed.units.count), count: count)
    for (index, section) in sections.enumerated() {
      for (kind, own) in section.kinds.enumerated() {
        for output in 0..<outputs {
          let place = packed.place(index, output: output, kind: kind)
          for (stream, conversions) in own.conversions.enumerated() {
            streams[stream].set(place, conversions[output], unit: packed.units[place])
          }
        }
      }
    }
    self.streams = streams
  }

  package func write(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float], to outputs: LayerOutputs,
    first: Int
  ) throws(UnfiniteNumbers) {
    var sums: [Float] = []
    let stride = sections.panels.stride
    try turns.forEach(inputs, [converter.kernel]) { turn throws(UnfiniteNumbers) in
      sums.grow(to: turn.starts.count * stride)
      turn.forEachStream(streams.count, bits: streamBits) { stream, codes in
        add(stream, codes, turn.starts, to: &sums)
      }
      try turn.write(sums, stride: stride, factors: factors, to: outputs, firstChannel: first)
    }
  }

  /// Adds what a stream makes of codes; the first one begins the sums.
  private func add(
    _ stream: Int, _ codes: UnsafePointer<Int16>, _ starts: [Int32],
    to sums: inout [Float]
  ) {
    streams[stream].withKernel { columns in
      sections.withKernel(columns) { layer in
        assay_integer_sums(
          &layer, starts.count, starts, codes, sections.panels.stride, &sums, stream == 0 ? 0 : 1)
      }
    }
  }
}

extension [Float] {
  /// Makes a buffer that is used again and again as long as it has to be.
  mutating func grow(to needed: Int) {
    if count < needed { self = [Float](repeating: 0, count: needed) }
  }

  /// Sets the first numbers of a buffer that is used again and again.
  mutating func assign(_ number: Float, count needed: Int) {
    if count < needed {
      self = [Float](repeating: number, count: needed)
    } else {
      withUnsafeMutableBufferPointer { $0[..<needed].update(repeating: number) }
    }
  }
}
