import Crossbars
import Inference
import LinearAlgebra
import Records
import Synchronization
import Testing

/// A model that keeps every array that it is given to program.
private final class KeepingModel: CrossbarModel {
  private let kept = Mutex<[Crossbar]>([])

  var arrays: [Crossbar] { kept.withLock { $0 } }

  func program(_ crossbar: Crossbar) -> ProgrammedMatrix {
    kept.withLock { $0.append(crossbar) }
    return IdealModel().program(crossbar)
  }
}

/// The arrays that are fabricated one by one, beside those that an evaluation programs.
struct LayerFabricationTests {
  private static func technology(sigma: Double) -> Technology {
    var technology = LayerProblem.technology(
      wires: 2, ends: 100,
      variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: sigma))
    technology.variation.devices = RelativeSpread(distribution: .gaussian, relativeSigma: 0.05)
    technology.variation.mismatch = Mismatch(rowWidth: 0.1, columnWidth: 0.2)
    return technology
  }

  private static func mapping(_ encoding: Mapping.Encoding) -> Mapping {
    var mapping = Mapping.exact(encoding, bitsPerCell: 4)
    mapping.tile.rows = 5
    mapping.tile.columns = 3
    return mapping
  }

  /// The conductance of the state `level` of 16, and the weight's integer, by hand.
  @Test(arguments: [Mapping.Encoding.differential, .offset])
  func `hold exactly the arrays of an instance`(encoding: Mapping.Encoding) throws {
    let problem = LayerProblem(inputs: 7, outputs: 4, groups: 2)
    let technology = Self.technology(sigma: 0.1)
    let prepared = try PreparedLayer(
      problem.matrix, mapping: Self.mapping(encoding), technology: technology,
      sample: problem.sample)
    let fabrication = prepared.fabrication
    for trial in [0, 3] {
      let instance = LayerArrays.Instance(seed: 11, trial: trial)
      let model = KeepingModel()
      // One thread programs in the order of the places.
      _ = try prepared.arrays(model: model, instance: instance, threads: 1)
      let programmed = model.arrays
      // Two groups of two slices of 2 × 2 arrays, in pairs where the encoding has them.
      try #require(programmed.count == (encoding == .differential ? 32 : 16))
      try #require(fabrication.places.count == programmed.count)
      for (index, array) in programmed.enumerated() {
        let found = fabrication.fabricated(index, in: instance)
        #expect(found.crossbar.conductances == array.conductances)
        #expect(found.crossbar.deviations == array.deviations)
        #expect(array.deviations.rowWireFactors?.count == 5)
        #expect(array.deviations.columnWireFactors?.count == 3)
      }
      // No array is another one.
      #expect(Set(programmed.map { $0.conductances.elements }).count == programmed.count)
      let numbers = fabrication.places.indices.map {
        fabrication.chance(ofArray: $0, in: instance).array
      }
      #expect(Set(numbers).count == numbers.count)
    }
    let first = fabrication.fabricated(0, in: LayerArrays.Instance(seed: 11, trial: 0))
    let other = fabrication.fabricated(0, in: LayerArrays.Instance(seed: 11, trial: 1))
    #expect(first.record.targets == other.record.targets)
    #expect(first.crossbar.conductances != other.crossbar.conductances)
  }

  @Test func `targets are the states of the weights' slices`() throws {
    let problem = LayerProblem(inputs: 7, outputs: 4)
    let technology = Self.technology(sigma: 0)
    let prepared = try PreparedLayer(
      problem.matrix, mapping: Self.mapping(.differential), technology: technology,
      sample: problem.sample)
    let fabrication = prepared.fabrication
    let step = (1 / 100e3 - 1 / 600e3) / 15
    for (index, place) in fabrication.places.enumerated() {
      let targets = fabrication.fabricated(
        index, in: LayerArrays.Instance(seed: 1, trial: 0)
      ).record.targets
      for row in 0..<5 {
        for column in 0..<3 {
          let (input, output) = (5 * place.rowTile + row, 3 * place.columnTile + column)
          var level = 0
          if input < 7, output < 4 {
            let weight = prepared.weights.values[0][input * 4 + output]
            let magnitude = Int(place.polarity == .positive ? max(weight, 0) : max(-weight, 0))
            level = magnitude >> (4 * place.slice) & 15
          }
          let wanted = 1 / 600e3 + step * Double(level)
          #expect((targets[row, column] - wanted).magnitude <= 1e-15 * wanted)
        }
      }
    }
  }

  @Test func `an array of a technology without variation is exactly its targets`() throws {
    let problem = LayerProblem(inputs: 3, outputs: 2)
    let prepared = try PreparedLayer(
      problem.matrix, mapping: Self.mapping(.offset), technology: LayerProblem.technology(),
      sample: problem.sample)
    let found = prepared.fabrication.fabricated(
      0, in: LayerArrays.Instance(seed: 1, trial: 0))
    #expect(found.crossbar.conductances == found.record.targets)
    #expect(found.crossbar.deviations == .none && found.record.chance == nil)
  }
}
