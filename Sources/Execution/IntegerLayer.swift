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
  private let geometry: CodeGeometry
  private let outputs: Int
  private let streams: [Stream]
  /// The bits of a stream; all of a code if it is the only one.
  private let streamBits: Int
  private let sections: Int
  private let panels: Int
  private let first: [Int32]
  private let offsets: [Int32]
  /// Vectors of 64 bytes, so that none crosses a cache line.
  private let weights: [SIMD32<Int16>]
  private let targets: [Int32]

  /// What makes numbers of the sums of one stream, *sections × panels · 16* each.
  private struct Stream: Sendable {
    var inverse: [Float]
    var lowest: [Float]
    var highest: [Float]
    var worth: [Float]

    func withPointers(
      _ body: (
        UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?
      ) -> Void
    ) {
      inverse.withUnsafeBufferPointer { inverse in
        lowest.withUnsafeBufferPointer { lowest in
          highest.withUnsafeBufferPointer { highest in
            worth.withUnsafeBufferPointer { worth in
              body(
                inverse.baseAddress, lowest.baseAddress, highest.baseAddress, worth.baseAddress)
            }
          }
        }
      }
    }
  }

  /// The largest code that a row may have.
  package static let largestCode = 4095
  /// The most codes of a column's converter: with more of them, weights of 16 bits are too coarse.
  package static let mostColumnCodes = 1024

  private static let panelWidth = 16
  private static let largestWeight = 32767.0

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
    precondition(largestCode <= Self.largestCode, "codes up to \(largestCode)")
    self.geometry = geometry
    self.outputs = outputs
    self.streamBits = streamBits
    self.sections = sections.count
    let kinds = sections.first?.kinds.count ?? 1
    let blocks = (outputs + Self.panelWidth - 1) / Self.panelWidth
    panels = kinds == 2 ? 2 * blocks : (blocks + 1) / 2 * 2
    let columns = panels * Self.panelWidth
    let pairs = sections.map { Self.pairs($0.rows, geometry) }
    first = pairs.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int32($1.count)) }
    offsets = pairs.joined().map { Int32(geometry.offset(ofRow: $0.row)) }
    targets = (0..<panels).map { panel in
      // A panel that fills up adds nothing to the last.
      Int32((kinds == 2 ? panel / 2 : min(panel, blocks - 1)) * Self.panelWidth)
    }
    let count = sections.first?.kinds.first?.conversions.count ?? 0
    var streams = (0..<count).map { _ in
      Stream(
        inverse: [Float](repeating: 0, count: sections.count * columns),
        lowest: [Float](repeating: 0, count: sections.count * columns),
        highest: [Float](repeating: 0, count: sections.count * columns),
        worth: [Float](repeating: 0, count: sections.count * columns))
    }
    let all = offsets.count
    var weights = [SIMD32<Int16>](repeating: .zero, count: panels * all)
    for (index, section) in sections.enumerated() {
      for (kind, columns) in section.kinds.enumerated() {
        for output in 0..<outputs {
          let (block, lane) = output.quotientAndRemainder(dividingBy: Self.panelWidth)
          let panel = kinds == 2 ? 2 * block + kind : block
          let values = section.rows.indices.map {
            Double(columns.matrix[($0 - section.rows.lowerBound) * columns.width + output])
          }
          let unit = Self.unit(of: values, largestCode: largestCode)
          for (place, pair) in pairs[index].enumerated() {
            let vector = (panel / 2 * all + Int(first[index]) + place) * 2 + panel % 2
            for (half, row) in [pair.row, pair.next].enumerated() {
              guard let row else { continue }
              let weight = (values[row - section.rows.lowerBound] / unit).rounded(.toNearestOrEven)
              weights[vector][2 * lane + half] = Int16(weight)
            }
          }
          let place = (index * panels + panel) * Self.panelWidth + lane
          for (stream, conversions) in columns.conversions.enumerated() {
            let conversion = conversions[output]
            streams[stream].inverse[place] = Float(unit / Double(conversion.step))
            streams[stream].lowest[place] = conversion.lowest
            streams[stream].highest[place] = conversion.highest
            streams[stream].worth[place] = conversion.worth
          }
        }
      }
    }
    self.weights = weights
    self.streams = streams
  }

  /// Rows that lie beside each other among the codes, two by two; one whose neighbor is none of them alone.
  private static func pairs(
    _ rows: Range<Int>, _ geometry: CodeGeometry
  ) -> [(row: Int, next: Int?)] {
    let placed = rows.map { (offset: geometry.offset(ofRow: $0), row: $0) }
      .sorted { $0.offset < $1.offset }
    var pairs: [(row: Int, next: Int?)] = []
    var place = 0
    while place < placed.count {
      let next = place + 1
      let isPair = next < placed.count && placed[next].offset == placed[place].offset + 1
      pairs.append((placed[place].row, isPair ? placed[next].row : nil))
      place += isPair ? 2 : 1
    }
    return pairs
  }

  /// What the integer 1 of a column's weights stands for: 1 where they are integers already.
  private static func unit(of values: [Double], largestCode: Int) -> Double {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    let sum = values.reduce(0) { $0 + $1.magnitude }
    // Rounding may add half a unit a row.
    let room = 0x1p31 - 1 - Double(largestCode * values.count)
    let least = max(largest / largestWeight, sum * Double(largestCode) / room)
    guard largest > 0 else { return 1 }
    return least <= 1 && values.allSatisfy { $0 == $0.rounded() } ? 1 : least
  }

  package func product(
    _ inputs: LayerInputs, step: Float, codes range: ClosedRange<Float>, factors: [Float]
  ) -> [Float] {
    let converter = assay_converter(
      inverse_step: 1 / step, lowest: range.lowerBound, highest: range.upperBound)
    return CodeTurns(geometry).outputs(inputs, converter, outputs: outputs) { turn, target in
      multiply(turn, factors, into: target)
    }
  }

  /// Multiplies the codes of a turn.
  private func multiply(
    _ turn: CodeTurns.Turn, _ factors: [Float], into target: UnsafeMutablePointer<Float>
  ) {
    let patches = turn.starts.count
    let stride = (outputs + Self.panelWidth - 1) / Self.panelWidth * Self.panelWidth
    var sums = [Float](repeating: 0, count: patches * stride)
    for (index, stream) in streams.enumerated() {
      guard streams.count > 1 else {
        add(stream, turn.codes, turn.starts, stride: stride, to: &sums)
        continue
      }
      var digits = [Int16](repeating: 0, count: turn.codes.count)
      assay_integer_digit(
        turn.codes.count, turn.codes, Int32(index * streamBits), Int32(streamBits), &digits)
      add(stream, digits, turn.starts, stride: stride, to: &sums)
    }
    for patch in 0..<patches {
      for output in 0..<outputs {
        target[patch * outputs + output] = sums[patch * stride + output] * factors[output]
      }
    }
  }

  private func add(
    _ stream: Stream, _ codes: [Int16], _ starts: [Int32], stride: Int, to sums: inout [Float]
  ) {
    weights.withUnsafeBytes { weights in
      guard let weights = weights.baseAddress?.assumingMemoryBound(to: Int16.self) else { return }
      first.withUnsafeBufferPointer { first in
        offsets.withUnsafeBufferPointer { offsets in
          targets.withUnsafeBufferPointer { targets in
            stream.withPointers { inverse, lowest, highest, worth in
              var layer = assay_integer_layer(
                sections: sections, panels: panels, first: first.baseAddress,
                offsets: offsets.baseAddress, weights: weights, inverse: inverse, lowest: lowest,
                highest: highest, worth: worth, targets: targets.baseAddress)
              assay_integer_sums(&layer, starts.count, starts, codes, stride, &sums)
            }
          }
        }
      }
    }
  }
}
