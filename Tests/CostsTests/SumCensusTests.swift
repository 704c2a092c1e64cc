import Configuration
import Costs
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

/// ADCs with a code for every sum that occurs.
struct SumCensusTests {
  @Test(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
  func `sums of streams stay below what rows can add, and many are zero`() throws {
    let name = "fashion-mnist-lenet5"
    let source = NetworkImages(
      network: ReferenceData.network(name).path, dataset: ReferenceData.testSet(of: name),
      preprocess: nil)
    let images = try source.labeled(source.dataset, source.preprocessing(), limit: 16)
    let network = try Network(
      contentsOf: ReferenceData.network(name),
      imageShapes: images.dataSet.shapes(after: images.preprocessing))
    let mapping = try CostSubject.mapping("streams-adc-8")
    let sums = try SumCensus.layers(
      of: network, images: images, mapping: mapping, technology: nil, threads: 1)
    #expect(sums.map(\.name) == network.matrixLayers.map(\.name))
    for (sums, layer) in zip(sums, network.matrixLayers) {
      // Columns of one polarity and digits of one sign: nothing is negative but behind signed inputs.
      let most = min(128, layer.inputs) * 3
      #expect(sums.largest <= most && sums.least >= -most)
      #expect(sums.largest > 0 && sums.count > 0)
      #expect((0...1).contains(sums.zeroPart))
      // Half a bit at most is left over.
      #expect(1 << sums.bits > sums.largest - sums.least)
      #expect(1 << (sums.bits - 1) <= max(1, sums.largest - sums.least))
    }
    #expect(sums.contains { $0.zeroPart > 0.1 })
    let file = try CostSubject.file("partial-sums-32nm")
    let design = try Design.all(
      of: .network(network), mapping: mapping, technology: nil, file: file, devices: [],
      name: "streams")[0]
    let found = try design.covering(
      images, network: network, mapping: mapping, technology: nil, threads: 1)
    let covering = try #require(found)
    let (whole, least) = (try design.cost(file).total, try covering.cost(file).total)
    #expect(least.conversions == whole.conversions)
    #expect((least.energy[.converter] ?? 0) < (whole.energy[.converter] ?? 0))
    // All layers together are what each one takes by its bits and its share of zeros.
    let adc = try #require(file.adc)
    let wanted = try zip(sums, design.cost(file).layers).reduce(0) { sum, layer in
      try sum + Double(layer.1.cost.conversions) * adc.energy.value(bits: layer.0.bits)
        * (1 - layer.0.zeroPart)
    }
    #expect(agrees(least.energy[.converter] ?? 0, wanted, to: 1e-12))
  }
}
