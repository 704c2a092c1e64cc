import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import Records
import Testing

/// Outputs without weights, and inputs that are 0 on all sample images.
struct SilentLayerTests {
  /// A layer, and the same with one output's weights at 0.
  private static func problems() -> (whole: LayerProblem, silent: LayerProblem) {
    let whole = LayerProblem(inputs: 20, outputs: 7, vectors: 40)
    var weights = whole.matrix.weights[0]
    for place in stride(from: 3, to: weights.count, by: 7) { weights[place] = 0 }
    return (whole, LayerProblem(weights: [weights], inputs: whole.inputs, of: whole))
  }

  @Test(arguments: Mapping.Granularity.allCases, Mapping.ConverterGranularity.allCases)
  func `an output without weights is 0 and spoils no other`(
    weights: Mapping.Granularity, converters: Mapping.ConverterGranularity
  ) throws {
    let (whole, silent) = Self.problems()
    for encoding in [Mapping.Encoding.differential, .offset] {
      for zero in encoding == .offset ? [Mapping.ZeroPoint.middle, .layer] : [.middle] {
        var mapping = Mapping()
        mapping.weights.scale = weights
        mapping.weights.encoding = encoding
        mapping.weights.zero = zero
        mapping.outputs.scale = converters
        let technology = LayerProblem.technology(wires: 2.5, ends: 200)
        let model = LinearModel(parameters: ModelParameters(technology))
        func errors(_ problem: LayerProblem) throws -> Double {
          let layer = try problem.layer(mapping, technology: technology, model: model)
          let found = try problem.outputs(layer)
          if weights == .column {
            #expect(
              problem.matrix.weights == whole.matrix.weights
                || stride(from: 3, to: found[0].count, by: 7).allSatisfy { found[0][$0] == 0 })
          }
          return problem.relativeError(found)
        }
        let (with, without) = try (errors(silent), errors(whole))
        #expect(with < 1.5 * without, "\(encoding), \(zero): \(with) against \(without)")
      }
    }
  }

  @Test func `a group that is 0 on all sample images has the range of the others`() throws {
    let problem = LayerProblem(inputs: 9, outputs: 2, groups: 3, vectors: 30)
    var inputs = problem.inputs
    inputs[1] = inputs[1].map { _ in 0 }
    let silent = LayerProblem(weights: problem.matrix.weights, inputs: inputs, of: problem)
    let prepared = try PreparedLayer(
      silent.matrix, mapping: Mapping(), technology: LayerProblem.technology(),
      sample: silent.sample)
    let largest = inputs.joined().max() ?? 0
    #expect(prepared.inputConverters.count == 3)
    #expect(Float(prepared.inputConverter(ofGroup: 1).limit) == largest)
    // What comes in all the same is read as well as the other groups are.
    let layer = try LayerRanging.layer(
      prepared, sample: silent.sample, model: IdealModel(), ranges: nil, threads: 1)
    let found = try problem.outputs(layer)
    var error = RelativeError()
    for (place, output) in found[1].enumerated() {
      let (vector, column) = (place / 2, place % 2)
      let wanted = (0..<9).reduce(0.0) {
        $0 + Double(problem.inputs[1][9 * vector + $1])
          * Double(problem.matrix.weights[1][2 * $1 + column])
      }
      error.add(Double(output), reference: wanted)
    }
    #expect(error.relativeRMSE < 0.03, "\(error.relativeRMSE)")
  }
}
