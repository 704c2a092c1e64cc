internal import CKernels
package import Networks

/// A layer with a channel a group, whose columns are products of the taps of their own channel: all groups at once.
///
/// It gives what an `IntegerLayer` a group gives, to the bit.
package struct DepthwiseLayer: ChannelLayer {
  private let turns: CodeTurns
  private let groups: Int
  private let streams: [ColumnCodes]
  private let streamBits: Int
  private let kinds: Int
  /// The number of channels, filled up to whole vectors.
  private let channels: Int
  private let pairs: TapPairs
  private let weights: [SIMD32<Int16>]

  private static let lanes = 16

  /// Packs a layer.
  ///
  /// - Parameters:
  ///   - sections: For each group its sections in the order in which they are added; all groups have the same
  ///     rows in as many kinds of columns.
  ///   - window: The window of the convolution, of which each group has one channel and one output.
  ///   - largestCode: The largest code of every group.
  ///   - streamBits: The bits of a stream.
  package init?(
    _ sections: [[IntegerSection]], window: Window, largestCode: Int, streamBits: Int
  ) {
    guard let own = sections.first, let kinds = own.first?.kinds.count,
      sections.allSatisfy({
        $0.map(\.rows) == own.map(\.rows) && $0.allSatisfy { $0.kinds.count == kinds }
      })
    else { return nil }
    self.kinds = kinds
    self.streamBits = streamBits
    groups = sections.count
    let geometry = CodeGeometry(window: window, inputs: groups * window.kernelCount)
    let channels = (groups + Self.lanes - 1) / Self.lanes * Self.lanes
    self.channels = channels
    turns = CodeTurns(geometry, sums: channels, slack: Self.lanes)
    let blocks = channels / Self.lanes
    let pairs = TapPairs(own.map(\.rows), geometry)
    self.pairs = pairs
    let count = own[0].kinds[0].conversions.count
    var streams = [ColumnCodes](
      repeating: ColumnCodes(count: own.count * kinds * channels), count: count)
    var weights = [SIMD32<Int16>](repeating: .zero, count: pairs.count * blocks * kinds)
    for (group, sections) in sections.enumerated() {
      let (block, lane) = group.quotientAndRemainder(dividingBy: Self.lanes)
      for (index, section) in sections.enumerated() {
        for (kind, columns) in section.kinds.enumerated() {
          let column = columns.matrix.integers(ofOutput: 0, largestCode: largestCode)
          for (row, weight) in column.weights.enumerated() {
            let pair = Int(pairs.first[index]) + row / 2
            weights[(pair * blocks + block) * kinds + kind][2 * lane + row % 2] = weight
          }
          let place = (index * kinds + kind) * channels + group
          for (stream, conversions) in columns.conversions.enumerated() {
            streams[stream].set(place, conversions[0], unit: column.unit)
          }
        }
      }
    }
    (self.weights, self.streams) = (weights, streams)
  }

  package func write(
    _ inputs: LayerInputs, converters: [CodeConverter], factors: [Float], to outputs: LayerOutputs
  ) throws(UnfiniteNumbers) {
    var sums: [Float] = []
    try turns.forEach(inputs, converters.map(\.kernel)) { turn throws(UnfiniteNumbers) in
      sums.assign(0, count: turn.starts.count * channels)
      turn.forEachStream(streams.count, bits: streamBits) { stream, codes in
        add(streams[stream], codes, turn.starts, to: &sums)
      }
      try turn.write(sums, stride: channels, factors: factors, to: outputs, firstChannel: 0)
    }
  }

  private func add(
    _ stream: ColumnCodes, _ codes: UnsafePointer<Int16>, _ starts: [Int32],
    to sums: inout [Float]
  ) {
    weights.withUnsafeBytes { weights in
      guard let weights = weights.baseAddress?.assumingMemoryBound(to: Int16.self) else { return }
      pairs.first.withUnsafeBufferPointer { first in
        pairs.offsets.withUnsafeBufferPointer { offsets in
          stream.withKernel { columns in
            var layer = assay_depthwise_layer(
              sections: first.count - 1, channels: channels, kinds: kinds,
              first: first.baseAddress, offsets: offsets.baseAddress, weights: weights,
              columns: columns)
            assay_depthwise_sums(&layer, starts.count, starts, codes, &sums)
          }
        }
      }
    }
  }
}
