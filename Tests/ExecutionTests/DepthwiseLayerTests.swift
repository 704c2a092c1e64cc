import CKernels
import Crossbars
import Execution
import Networks
import Testing

struct DepthwiseLayerTests {
  private func sections(
    _ window: Window, groups: Int, kinds: Int, streams: Int, generator: inout SeededGenerator
  ) -> [[IntegerSection]] {
    let taps = window.kernelCount
    return (0..<groups).map { group in
      // The second section has an odd number of taps.
      [0..<4, 4..<taps].map { rows in
        IntegerSection(
          rows: rows,
          kinds: (0..<kinds).map { kind in
            IntegerSection.Columns(
              matrix: (0..<rows.count * 3).map { _ in
                group == 2 ? 0 : Float.random(in: 0...90, using: &generator)
              }, width: 3,
              conversions: (0..<streams).map { stream in
                [
                  IntegerSection.Conversion(
                    step: Float(3 + group % 5), lowest: -40, highest: 520,
                    worth: Float(kind == 0 ? 3 : -3) * Float(1 << (4 * stream)))
                ]
              })
          })
      }
    }
  }

  @Test(arguments: [3, 16, 21], [1, 2])
  func `all groups at once give what each gives alone`(groups: Int, kinds: Int) throws {
    for window in ChannelImages.windows {
      try compare(window, groups: groups, kinds: kinds)
    }
  }

  private func compare(_ window: Window, groups: Int, kinds: Int) throws {
    for streams in [1, 2] {
      var generator = SeededGenerator(seed: UInt64(groups), stream: UInt64(kinds))
      let sections = sections(
        window, groups: groups, kinds: kinds, streams: streams, generator: &generator)
      let streamBits = streams == 1 ? 8 : 4
      let layer = try #require(
        DepthwiseLayer(
          sections, window: window, largestCode: 1 << streamBits - 1, streamBits: streamBits))
      let images = ChannelImages(window, groups: groups, in: -0.2...1, using: &generator)
      let converters = (0..<groups).map {
        CodeConverter(step: 0.003 + Float($0) * 1e-4, codes: -255...255)
      }
      let factors = (0..<groups).map { 0.1 + Float($0) }
      let bias = (0..<groups).map { Float($0) * 100 - 50 }
      let together = try images.written(bias: bias, limits: 0...20_000) {
        try layer.write(images.inputs(0), converters: converters, factors: factors, to: $0)
      }
      let alone = try images.written(bias: bias, limits: 0...20_000) { outputs in
        for group in 0..<groups {
          let layer = IntegerLayer(
            sections[group],
            geometry: CodeGeometry(window: window, inputs: window.kernelCount), outputs: 1,
            largestCode: 1 << streamBits - 1, streamBits: streamBits)
          try layer.write(
            images.inputs(group), converter: converters[group], factors: [factors[group]],
            to: outputs,
            first: group)
          // Bias and limits follow the product.
          let plain = try layer.product(
            images.inputs(group), converter: converters[group], factors: [factors[group]])
          for image in 0..<images.images {
            for position in 0..<window.positions {
              let place = (image * groups + group) * window.positions + position
              let sum = plain[image * window.positions + position] + bias[group]
              #expect(outputs.start[place] == min(max(sum, 0), 20_000))
            }
          }
        }
      }
      #expect(together == alone)
      #expect(Set(together).count > 2)
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `inputs that are not finite are refused, wherever they lie`(value: Float) throws {
    var generator = SeededGenerator(seed: 1, stream: 0)
    let (window, groups) = (ChannelImages.windows[0], 9)
    let layer = try #require(
      DepthwiseLayer(
        sections(window, groups: groups, kinds: 2, streams: 1, generator: &generator),
        window: window, largestCode: 255, streamBits: 8))
    let size = window.inputCount
    for place in [0, 8, size - 1, 8 * size + 5, 9 * size - 1] {
      var values = [Float](repeating: 0.5, count: groups * size)
      values[place] = value
      var all = [Float](repeating: 0, count: groups * window.positions)
      all.withUnsafeMutableBufferPointer {
        guard let start = $0.baseAddress else { return }
        #expect(throws: UnfiniteNumbers.inputs) {
          try layer.write(
            LayerInputs(
              values, imageSize: groups * size, window: window, positions: window.positions,
              width: window.kernelCount, rows: 0..<window.positions),
            converters: Array(repeating: CodeConverter(step: 0.01, codes: 0...255), count: groups),
            factors: [Float](repeating: 1, count: groups),
            to: LayerOutputs(start, positions: window.positions, channels: groups, isPlanar: true))
        }
      }
    }
  }

  @Test func `every instruction set gives the same bits`() {
    var generator = SeededGenerator(seed: 5, stream: 1)
    let (sections, kinds, channels, patches) = (2, 2, 48, 23)
    let pairs = 5
    let first: [Int32] = [0, 3, 5]
    let offsets = (0..<2 * pairs).map { Int32($0 * channels) }
    let weights = (0..<pairs * channels * kinds * 2).map { _ in
      Int16.random(in: -32767...32767, using: &generator)
    }
    let codes = (0..<channels * 200).map { _ in Int16.random(in: -255...255, using: &generator) }
    let starts = (0..<patches).map { Int32($0 * 3 * channels) }
    func numbers(_ range: ClosedRange<Float>) -> [Float] {
      (0..<sections * kinds * channels).map { _ in Float.random(in: range, using: &generator) }
    }
    let (inverse, worth) = (numbers(1e-6...1e-4), numbers(-3...3))
    let lowest = [Float](repeating: -90, count: sections * kinds * channels)
    let highest = [Float](repeating: 120, count: sections * kinds * channels)
    let results = [true, false].map { isPlain in
      var sums = [Float](repeating: 0.25, count: patches * channels)
      first.withUnsafeBufferPointer { first in
        offsets.withUnsafeBufferPointer { offsets in
          weights.withUnsafeBufferPointer { weights in
            inverse.withUnsafeBufferPointer { inverse in
              lowest.withUnsafeBufferPointer { lowest in
                highest.withUnsafeBufferPointer { highest in
                  worth.withUnsafeBufferPointer { worth in
                    var layer = assay_depthwise_layer(
                      sections: sections, channels: channels, kinds: kinds,
                      first: first.baseAddress, offsets: offsets.baseAddress,
                      weights: weights.baseAddress,
                      columns: assay_column_codes(
                        inverse: inverse.baseAddress, lowest: lowest.baseAddress,
                        highest: highest.baseAddress, worth: worth.baseAddress))
                    if isPlain {
                      assay_depthwise_sums_plain(&layer, patches, starts, codes, &sums)
                    } else {
                      assay_depthwise_sums(&layer, patches, starts, codes, &sums)
                    }
                  }
                }
              }
            }
          }
        }
      }
      return sums
    }
    #expect(results[0] == results[1])
    #expect(Set(results[0]).count > 500)
  }
}
