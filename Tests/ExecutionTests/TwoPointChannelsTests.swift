import Crossbars
import Execution
import Foundation
import Networks
import Testing

/// Layers of bent cells with a channel a group, all groups at once against each group alone.
struct TwoPointChannelsTests {
  /// What a layer may be.
  struct Kind: CustomTestStringConvertible {
    var groups = 21
    var kinds = 2
    var streams = 1
    var isSigned = false
    var isBent = false
    var isCoupled = true
    var isDifference = false
    var isFine = false
    var isOneBit = false

    var testDescription: String {
      "\(groups) groups, \(kinds) kinds, \(streams) streams"
        + (isSigned ? ", both signs" : "") + (isBent ? ", bent" : "")
        + (isCoupled ? "" : ", alone") + (isDifference ? ", differences" : "")
        + (isFine ? ", fine" : "") + (isOneBit ? ", one bit" : "")
    }

    var streamBits: Int { isOneBit ? 1 : streams == 1 ? 7 : 3 }
    var largestDigit: Int { 1 << streamBits - 1 }
    var largestCode: Int { 1 << (streams * streamBits) - 1 }

    /// Functions that are 1 at the largest code, like shares and changes.
    func values(_ function: (Double) -> Double) -> [Double] {
      ((isSigned ? -largestDigit : 0)...largestDigit).map {
        let x = Double($0) / Double(largestDigit)
        return x < 0 ? -function(-x) : function(x)
      }
    }

    var functions: CodeFunctions {
      CodeFunctions(
        codes: (isSigned ? -largestDigit : 0)...largestDigit,
        words: [values { sinh($0) / sinh(1) }], bytes: isOneBit ? [] : [values { $0 * (1 - $0) }],
        changes: isFine && isCoupled ? [values { $0 }] : [],
        changeBytes: isCoupled ? [values { $0 * $0 }] : [],
        last: isCoupled && (isSigned || isBent) ? [values { $0 * $0 * $0 }] : [],
        isSigned: isSigned)
    }

    func sections(_ window: Window, _ generator: inout SeededGenerator) -> [[TwoPointSection]] {
      (0..<groups).map { group in
        // The second section has an odd number of taps.
        [0..<4, 4..<window.kernelCount].map { rows in
          section(rows, group: group, &generator)
        }
      }
    }

    private func section(
      _ rows: Range<Int>, group: Int, _ generator: inout SeededGenerator
    ) -> TwoPointSection {
      func matrix(_ size: Double) -> [Double] {
        rows.map { _ in group == 2 ? 0 : size * Double.random(in: 0.2...1, using: &generator) }
      }
      let terms = [1.02, 2e-4, 1e-4, 2e-7, 0.3, 900, 500, 3, 0.2, isBent ? 0.1 : 0, 4, -2, 0.1]
      let numbers = isSigned ? [1, 0.3, 2e-7, 700, -500] : terms
      let moments =
        [[Double](repeating: 1 / 40, count: rows.count)]
        + (0..<2).map { _ in rows.map { _ in Double.random(in: -0.02...0.02, using: &generator) } }
      let own = functions
      return TwoPointSection(
        rows: rows, moments: moments,
        kinds: (0..<kinds).map { kind in
          TwoPointSection.Columns(
            words: [matrix(12)], bytes: own.bytes.map { _ in matrix(0.02) },
            changes: own.changes.map { _ in matrix(-0.008) },
            changeBytes: own.changeBytes.map { _ in matrix(0.002) },
            last: own.last.map { _ in matrix(isSigned ? 0.5 : 1e-4) },
            terms: isCoupled ? numbers.map { [$0 * (1 + 0.01 * Double(group))] } : [],
            conversions: (0..<streams).map { stream in
              [
                IntegerSection.Conversion(
                  step: 0.4 + 0.05 * Float(group % 5), lowest: -128, highest: 127,
                  worth: (kind == 0 ? 1 : -1) * Float(1 << (stream * streamBits)))
              ]
            })
        })
    }
  }

  @Test(arguments: [
    Kind(), Kind(groups: 3, kinds: 1), Kind(groups: 16, isDifference: true, isFine: true),
    Kind(streams: 2), Kind(isSigned: true), Kind(groups: 33, isBent: true),
    Kind(isCoupled: false), Kind(streams: 3, isOneBit: true), Kind(isSigned: true, isFine: true),
  ])
  func `all groups at once give what each gives alone`(kind: Kind) throws {
    for window in ChannelImages.windows {
      var generator = SeededGenerator(seed: UInt64(kind.groups), stream: UInt64(kind.kinds))
      let sections = kind.sections(window, &generator)
      let layer = try #require(
        TwoPointChannels(
          sections, functions: kind.functions, window: window, streamBits: kind.streamBits,
          isDifference: kind.isDifference, isFine: kind.isFine))
      let groups = kind.groups
      let images = ChannelImages(
        window, groups: groups, in: kind.isSigned ? -1...1 : -0.2...1, using: &generator)
      let largest = Float(kind.largestCode)
      let converters = (0..<groups).map {
        CodeConverter(
          step: (0.8 + 0.01 * Float($0)) / largest, codes: (kind.isSigned ? -largest : 0)...largest)
      }
      let factors = (0..<groups).map { 0.1 + Float($0) }
      let bias = (0..<groups).map { Float($0) * 10 - 50 }
      let together = try images.written(bias: bias, limits: -2_000...2_000) {
        try layer.write(images.inputs(0), converters: converters, factors: factors, to: $0)
      }
      let alone = try images.written(bias: bias, limits: -2_000...2_000) { outputs in
        for group in 0..<groups {
          try TwoPointLayer(
            sections[group], functions: kind.functions,
            geometry: CodeGeometry(window: window, inputs: window.kernelCount), outputs: 1,
            streamBits: kind.streamBits, isDifference: kind.isDifference, isFine: kind.isFine
          ).write(
            images.inputs(group), converter: converters[group], factors: [factors[group]],
            to: outputs,
            first: group)
        }
      }
      #expect(together == alone)
      #expect(Set(together).count > 20)
    }
  }

  @Test func `groups of other rows are no layer`() {
    var generator = SeededGenerator(seed: 1, stream: 0)
    let (kind, window) = (Kind(groups: 2), ChannelImages.windows[0])
    var sections = kind.sections(window, &generator)
    sections[1].removeLast()
    #expect(
      TwoPointChannels(
        sections, functions: kind.functions, window: window, streamBits: 7, isDifference: false,
        isFine: false) == nil)
  }
}
