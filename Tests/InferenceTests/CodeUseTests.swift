import Crossbars
import Foundation
import Inference
import Records
import Testing

/// How the converters of a layer are used, against counts of the layer's own currents.
struct CodeUseTests {
  private func use(_ edit: (inout EvaluationOptions) -> Void) throws -> [EvaluationResult.Layer] {
    let small = try SmallNetwork(images: 30)
    var options = EvaluationOptions(solver: .ideal, technology: LayerProblem.technology())
    edit(&options)
    return try small.evaluate(options).result.layers
  }

  @Test func `a range that is far too small clips nearly all, one far too large nothing`() throws {
    let small = try use { $0.mapping.outputs.range = .amperes(1e-12) }
    let large = try use { $0.mapping.outputs.range = .amperes(1e-2) }
    // Later layers get next to nothing from the first.
    #expect(try #require(small[0].converterUse).clipped > 0.95)
    for layer in 0..<3 {
      let use = try #require(large[layer].converterUse)
      #expect(use.clipped == 0)
      // Currents of 64 rows are below 2e-4 A: at most five of 255 codes.
      #expect(use.occupied <= 5.0 / 255)
      #expect(use.entropyBits < 2.4)
    }
  }

  @Test func `entropy is at most the resolution, and a calibrated range uses many codes`() throws {
    for bits in [4, 8] {
      for layer in try use({ $0.mapping.outputs.bits = bits }) {
        let use = try #require(layer.converterUse)
        #expect(use.entropyBits <= Double(bits))
        #expect(use.entropyBits > 0.5 * Double(bits))
        #expect(use.occupied > 0.3)
        #expect(use.clipped < 0.1)
      }
    }
  }

  @Test func `without converters nothing is converted`() throws {
    #expect(try use { $0.mapping.outputs.bits = 0 }.allSatisfy { $0.converterUse == nil })
  }

  @Test func `the ratio of signal and error is that of the relative error`() throws {
    for layer in try use({ _ in }) {
      let error = try #require(layer.relativeError)
      let ratio = try #require(layer.signalToErrorDecibel)
      // 20 dB are a factor of ten.
      #expect((pow(10, ratio / 20) * error - 1).magnitude < 1e-9)
      #expect(try #require(layer.effectiveBits) < 8)
    }
  }
}
