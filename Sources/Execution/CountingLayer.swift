internal import CKernels
package import Networks

/// A section of a layer whose columns are counted: the rows that are driven together, with the pairs of columns that
/// they feed.
package struct CountingSection: Sendable {
  /// The rows of the layer's matrix.
  let rows: Range<Int>
  /// The difference of both columns of every pair.
  let matrix: ColumnMatrix
  /// The converters of every stream, output after output.
  let conversions: [[CountConversion]]
  /// For every stream the number of the read among those that a vector takes.
  let reads: [Int]
  /// For every stream its part of what the rows add to an output.
  let parts: [Float]

  /// Describes a section.
  ///
  /// - Parameters:
  ///   - rows: The rows of the layer's matrix.
  ///   - matrix: The matrix, *rows × width*.
  ///   - width: The numbers of a row, of which the layer's outputs are the first.
  ///   - conversions: The converters, *streams × outputs*.
  ///   - reads: For every stream the number of the read among those that a vector takes.
  ///   - parts: For every stream its part of what the rows add to an output.
  package init(
    rows: Range<Int>, matrix: [Float], width: Int, conversions: [[CountConversion]],
    reads: [Int], parts: [Float]
  ) {
    self.rows = rows
    self.matrix = ColumnMatrix(matrix, width: width)
    (self.conversions, self.reads, self.parts) = (conversions, reads, parts)
  }
}

/// A group of a layer on arrays whose columns are products and are converted by comparing: integer codes times integer
/// weights, counted.
package struct CountingLayer: CodeProduct {
  package let outputs: Int
  private let turns: CodeTurns
  /// For each stream.
  private let counters: [Counter]
  private let sections: PackedSections
  private let streamBits: Int
  /// z of the integer 1, for each stream a number for each column of each section.
  private let slopes: [ColumnCodes]
  /// For each stream and section.
  private let columns: [[CountColumns]]
  private let reads: [[Int]]
  private let parts: [[Float]]
  /// For each section by how much an output rises with θ′ where it does not follow the sum.
  private let rises: [[Float]]
  /// The rows that are summed together, and for each section the number of its rows among them.
  private let rows: [Range<Int>]
  private let rowsOfSection: [Int]
  /// Nil for the means of counts.
  private var draws: Draws?

  /// Packs a group of a layer.
  ///
  /// - Parameters:
  ///   - sections: The sections in the order in which they are added.
  ///   - counters: What compares, for every stream.
  ///   - geometry: Where codes lie.
  ///   - outputs: The number of outputs.
  ///   - largestCode: The largest magnitude of a code.
  ///   - streamBits: The bits of a stream.
  package init(
    _ sections: [CountingSection], counters: [Counter], geometry: CodeGeometry, outputs: Int,
    largestCode: Int, streamBits: Int
  ) {
    (self.outputs, self.counters, self.streamBits) = (outputs, counters, streamBits)
    let packed = PackedSections(
      sections.map { ($0.rows, [$0.matrix]) }, geometry: geometry, outputs: outputs,
      largestCode: largestCode)
    self.sections = packed
    turns = CodeTurns(geometry, sums: 2 * packed.panels.stride)
    let streams = sections.first?.conversions.count ?? 0
    var slopes = [ColumnCodes](repeating: ColumnCodes(count: packed.units.count), count: streams)
    var columns = [[CountColumns]](
      repeating: [CountColumns](
        repeating: CountColumns(count: packed.panels.stride), count: sections.count),
      count: streams)
    for (index, section) in sections.enumerated() {
      for (stream, conversions) in section.conversions.enumerated() {
        for output in 0..<outputs {
          let place = packed.place(index, output: output, kind: 0)
          slopes[stream].set(place, slope: conversions[output].slope, unit: packed.units[place])
          columns[stream][index].set(output, conversions[output])
        }
      }
    }
    (self.slopes, self.columns) = (slopes, columns)
    rises = sections.map { section in
      (0..<outputs).map { output in
        section.conversions.reduce(0) { $0 + $1[output].rise }
      }
    }
    parts = (0..<streams).map { stream in sections.map { $0.parts[stream] } }
    var rows: [Range<Int>] = []
    rowsOfSection = sections.map { section in
      if let known = rows.firstIndex(of: section.rows) { return known }
      rows.append(section.rows)
      return rows.count - 1
    }
    self.rows = rows
    reads = (0..<streams).map { stream in sections.map { $0.reads[stream] } }
  }

  package func drawing(_ draws: Draws) -> any CodeProduct {
    var layer = self
    layer.draws = draws
    return layer
  }

  package func write(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float], to outputs: LayerOutputs,
    first: Int
  ) throws(UnfiniteNumbers) {
    var (sums, values): ([Float], [Float]) = ([], [])
    let stride = sections.panels.stride
    try turns.forEach(inputs, [converter.kernel]) { turn throws(UnfiniteNumbers) in
      let count = turn.starts.count * stride
      sums.assign(0, count: count)
      values.grow(to: count)
      forEachRead(turn, &values) { stream, section, values in
        sums.withUnsafeMutableBufferPointer { sums in
          guard let start = sums.baseAddress else { return }
          forEachRun(turn, stream, section, first: inputs.rows.lowerBound) {
            counter, draws, patches, count in
            counters[stream].convert(
              &counter, draws, count, stride, values + patches * stride, start + patches * stride)
          }
        }
      }
      try turn.write(sums, stride: stride, factors: factors, to: outputs, firstChannel: first)
    }
  }

  /// By how much outputs follow the sums of the rows that are read together.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - converter: What makes codes of them.
  ///   - factors: The factor on every output.
  /// - Returns: For each part of the rows *vectors × stride*, with the outputs first.
  /// - Throws: `UnfiniteNumbers` if an input is not finite.
  package func partSlopes(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float]
  ) throws(UnfiniteNumbers) -> [PartSlopes] {
    let stride = sections.panels.stride
    var found = rows.map { rows in
      PartSlopes(
        rows: rows, stride: stride,
        slopes: [Float](repeating: 0, count: inputs.rows.count * stride),
        rises: [Float](repeating: 0, count: outputs))
    }
    for (part, rises) in zip(rowsOfSection, rises) {
      for output in 0..<outputs { found[part].rises[output] += rises[output] * factors[output] }
    }
    var values: [Float] = []
    try turns.forEach(inputs, [converter.kernel]) { turn throws(UnfiniteNumbers) in
      values.grow(to: turn.starts.count * stride)
      forEachRead(turn, &values) { stream, section, values in
        let (weight, reach) = (parts[stream][section], counters[stream].reach)
        found[rowsOfSection[section]].slopes.withUnsafeMutableBufferPointer { slopes in
          guard let start = slopes.baseAddress else { return }
          var run = 0
          forEachRun(turn, stream, section, first: inputs.rows.lowerBound) {
            counter, draws, patches, count in
            // Without draws there is one run of all patches, which follow each other among the vectors, too.
            let target = start + turn.runs[run].first * stride
            run += 1
            if var draws {
              assay_add_count_slopes(
                &counter, &draws, reach, weight, count, stride, values + patches * stride, target)
            } else {
              assay_add_count_slopes(
                &counter, nil, reach, weight, count, stride, values + patches * stride, target)
            }
          }
        }
      }
    }
    return found
  }

  /// The variance of what outputs are.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - converter: What makes codes of them.
  ///   - factors: The factor on every output.
  /// - Returns: For each stream *vectors × outputs*.
  /// - Throws: `UnfiniteNumbers` if an input is not finite.
  package func variances(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float]
  ) throws(UnfiniteNumbers) -> [[Float]] {
    let stride = sections.panels.stride
    let empty = [Float](repeating: 0, count: inputs.rows.count * stride)
    var found = [[Float]](repeating: empty, count: counters.count)
    var values: [Float] = []
    try turns.forEach(inputs, [converter.kernel]) { turn throws(UnfiniteNumbers) in
      values.grow(to: turn.starts.count * stride)
      forEachRead(turn, &values) { stream, section, values in
        found[stream].withUnsafeMutableBufferPointer { found in
          guard let start = found.baseAddress else { return }
          counters[stream].withKernel(columns[stream][section]) { counter in
            assay_add_count_variances(
              &counter, turn.starts.count, stride, values, start + turn.runs[0].first * stride)
          }
        }
      }
    }
    return found.map { found in
      [Float](unsafeUninitializedCapacity: inputs.rows.count * outputs) { target, filled in
        for vector in 0..<inputs.rows.count {
          for output in 0..<outputs {
            target[filled] = found[vector * stride + output] * factors[output] * factors[output]
            filled += 1
          }
        }
      }
    }
  }

  /// Calls a body with what the columns of every section carry in every stream.
  private func forEachRead(
    _ turn: CodeTurns.Turn, _ values: inout [Float],
    _ body: (_ stream: Int, _ section: Int, UnsafePointer<Float>) -> Void
  ) {
    let stride = sections.panels.stride
    values.withUnsafeMutableBufferPointer { values in
      guard let start = values.baseAddress else { return }
      turn.forEachStream(slopes.count, bits: streamBits) { stream, codes in
        for section in 0..<sections.count {
          slopes[stream].withKernel { kernel in
            sections.withKernel(kernel) {
              assay_integer_values(
                &$0, section, turn.starts.count, turn.starts, codes, stride, start)
            }
          }
          body(stream, section, start)
        }
      }
    }
  }

  /// Calls a body with the converters of a section and the draws of every image, or once without draws.
  private func forEachRun(
    _ turn: CodeTurns.Turn, _ stream: Int, _ section: Int, first: Int,
    _ body: (inout assay_counter, assay_draws?, _ patches: Int, _ count: Int) -> Void
  ) {
    counters[stream].withKernel(columns[stream][section]) { counter in
      guard let draws else { return body(&counter, nil, 0, turn.starts.count) }
      var patch = 0
      for run in turn.runs {
        let (image, position) = (first + run.first).quotientAndRemainder(
          dividingBy: draws.positions)
        body(
          &counter,
          draws.kernel(
            read: reads[stream][section], columns: outputs, image: image, position: position),
          patch, run.count)
        patch += run.count
      }
    }
  }
}
