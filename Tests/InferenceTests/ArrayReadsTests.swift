import Crossbars
import Inference
import LinearAlgebra
import Networks
import Records
import Testing

/// What arrays of a network are read with, against the network's own inputs and outputs.
struct ArrayReadsTests {
  private static func options(sigma: Double) -> EvaluationOptions {
    var options = EvaluationOptions(
      solver: .ideal,
      technology: LayerProblem.technology(
        variation: ProgrammingVariation(
          distribution: sigma > 0 ? .logNormal : .none, relativeSigma: sigma)))
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.mapping.weights.scale = .layer
    options.mapping.inputs.scale = .layer
    options.mapping.inputs.bitsPerStream = 2
    options.mapping.inputs.rowsPerRead = 5
    options.mapping.outputs.bits = 0
    options.trials = 2
    return options
  }

  private static func evaluation(
    _ small: SmallNetwork, _ options: EvaluationOptions
  ) throws -> Evaluation {
    try Evaluation(
      network: small.network, source: EvaluationResult.Source(file: "small.onnx"),
      images: small.images(), sample: small.images(), options: options)
  }

  @Test func `the first layer is read with the codes of the image's patches`() throws {
    let small = try SmallNetwork(images: 20)
    var options = Self.options(sigma: 0)
    options.mapping.inputs.bitsPerStream = 8
    options.mapping.inputs.rowsPerRead = nil
    let evaluation = try Self.evaluation(small, options)
    let limit = Double(
      try #require(try small.evaluate(options).result.layers[0].inputRange))
    let found = try evaluation.arrayReads(
      ofArray: 1, inLayer: "first", image: 3, trial: 0, most: nil)
    let volt = try #require(options.technology).read.voltage
    let pixels = try small.images().dataSet.images(3..<4, preprocessing: Preprocessing()).elements
    #expect(found.total == 16 && found.voltages.rows == 16 && found.voltages.columns == 16)
    for (index, read) in found.reads.enumerated() {
      let (top, left) = (read.vector / 4, read.vector % 4)
      for row in 0..<16 {
        var wanted = 0.0
        if row < 9 {
          let pixel = Double(pixels[(top + row / 3) * 6 + left + row % 3])
          wanted = volt / 255 * min((pixel / limit * 255).rounded(), 255)
        }
        // A quotient in single precision may fall on the other side of one half.
        #expect((found.voltages[index, row] - wanted).magnitude <= 1.001 * volt / 255)
        if row < 9 { continue }
        #expect(found.voltages[index, row] == 0)
      }
    }
    let few = try evaluation.arrayReads(
      ofArray: 1, inLayer: "first", image: 3, trial: 0, most: 4)
    #expect(few.reads == [0, 4, 8, 12].map { found.reads[$0] } && few.total == 16)
  }

  /// The sum of all reads of the last layer's arrays, each with its worth, is what the network's outputs
  /// are made of: in differences of two images the bias falls out, and one factor is left.
  @Test func `reads of the last layer add up to the network's outputs`() throws {
    let small = try SmallNetwork(images: 20)
    let options = Self.options(sigma: 0.2)
    let technology = try #require(options.technology)
    let evaluation = try Self.evaluation(small, options)
    let logits = try evaluation.run().logits.elements
    let fabrication = try LayerFabrication(
      layer: "third", of: small.network, mapping: options.mapping, technology: technology)
    // 24 rows in arrays of 16, in pairs.
    #expect(fabrication.places.count == 4)
    let trial = 1
    func sums(ofImage image: Int) throws -> [Double] {
      var sums = [Double](repeating: 0, count: 7)
      for (array, place) in fabrication.places.enumerated() {
        let reads = try evaluation.arrayReads(
          ofArray: array, inLayer: "third", image: image, trial: trial, most: nil)
        let crossbar = fabrication.fabricated(
          array, in: LayerArrays.Instance(seed: options.seed, trial: trial)
        ).crossbar
        let currents = reads.voltages * crossbar.conductances
        for (index, read) in reads.reads.enumerated() {
          #expect(read.rows.count <= 5)
          let worth = Double(1 << (2 * read.stream)) * (place.polarity == .positive ? 1 : -1)
          for output in 0..<7 { sums[output] += worth * currents[index, output] }
        }
      }
      return sums
    }
    let first = try sums(ofImage: 2)
    let second = try sums(ofImage: 11)
    let factors = (0..<7).map { output in
      let difference =
        logits[(20 * trial + 2) * 7 + output] - logits[(20 * trial + 11) * 7 + output]
      return Double(difference) / (first[output] - second[output])
    }
    for factor in factors {
      // Outputs are in single precision; differences of two are a tenth of them and more.
      #expect((factor / factors[0] - 1).magnitude < 1e-4, "\(factors)")
    }
  }

  @Test func `groups of one array are read one after the other, each on its own rows`() throws {
    let problem = LayerProblem(inputs: 3, outputs: 2, groups: 4, vectors: 6)
    var mapping = Mapping.exact(.differential, bitsPerCell: 4, bitsPerStream: 4)
    mapping.tile.rows = 16
    mapping.tile.columns = 8
    let layer = try problem.layer(mapping)
    let fabrication = layer.prepared.fabrication
    // All four groups share the two slices of a pair.
    #expect(fabrication.places.count == 4)
    var sums = [[Double]](repeating: [Double](repeating: 0, count: 12), count: 4)
    for (array, place) in fabrication.places.enumerated() {
      let reads = ArrayReads(ofArray: array, layer, vectors: problem.inputs, most: nil)
      let currents =
        reads.voltages * fabrication.fabricated(array, in: nil).crossbar.conductances
      for (index, read) in reads.reads.enumerated() {
        for row in 0..<16 where row / 3 != read.group {
          #expect(reads.voltages[index, row] == 0)
        }
        let worth =
          Double(1 << (4 * read.stream + 4 * place.slice))
          * (place.polarity == .positive ? 1 : -1)
        for output in 0..<2 {
          sums[read.group][2 * read.vector + output] +=
            worth * currents[index, 2 * read.group + output]
        }
      }
    }
    let wanted = problem.integerProduct(layer)
    for group in 0..<4 {
      let scales = layer.prepared.weights.scales[group].map(Double.init)
      let step = Double(layer.prepared.inputConverter(ofGroup: group).converter.step)
      for place in 0..<12 {
        let integer = wanted[group][place] / scales[place % 2] / step
        // One code on one step of conductance: 0.25 V / 15 on a fifteenth of the range of a cell.
        let found = sums[group][place] / (0.25 / 15 * (1e-5 - 1 / 600e3) / 15)
        #expect((found - integer).magnitude < 1e-6 * max(1, integer.magnitude))
      }
    }
  }

  @Test func `what is no layer on arrays is refused`() throws {
    let small = try SmallNetwork(images: 4)
    var options = Self.options(sigma: 0)
    options.mapping.digitalLayers = ["second"]
    let evaluation = try Self.evaluation(small, options)
    for layer in ["second", "fourth"] {
      #expect(throws: (any Error).self) {
        try evaluation.arrayReads(ofArray: 0, inLayer: layer, image: 0, trial: 0, most: nil)
      }
    }
  }
}
