import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import Testing

/// Converters with a range for every column of every array.
struct ColumnRangeTests {
  /// A layer whose outputs differ in scale by far more than their weights: most have few weights.
  private static func uneven(vectors: Int) -> LayerProblem {
    let problem = LayerProblem(inputs: 90, outputs: 24, vectors: vectors)
    var weights = problem.matrix.weights[0]
    for row in 0..<90 {
      for output in 0..<24 where row % (output + 1) != 0 { weights[row * 24 + output] = 0 }
    }
    return LayerProblem(weights: [weights], inputs: problem.inputs, of: problem)
  }

  private static func mapping(_ scale: Mapping.ConverterGranularity, bits: Int = 6) -> Mapping {
    var mapping = Mapping()
    mapping.outputs.scale = scale
    mapping.outputs.bits = bits
    mapping.inputs.bits = 12
    mapping.inputs.bitsPerStream = 12
    mapping.weights.bits = 12
    mapping.weights.bitsPerCell = 12
    return mapping
  }

  @Test func `columns of small currents keep their bits`() throws {
    let problem = Self.uneven(vectors: 300)
    /// The relative error of each output.
    func errors(_ scale: Mapping.ConverterGranularity) throws -> [Double] {
      let found = try problem.outputs(problem.layer(Self.mapping(scale)))[0]
      return (0..<24).map { output in
        var error = RelativeError()
        for vector in 0..<300 {
          let wanted = (0..<90).reduce(0.0) {
            $0 + Double(problem.inputs[0][vector * 90 + $1])
              * Double(problem.matrix.weights[0][$1 * 24 + output])
          }
          error.add(Double(found[vector * 24 + output]), reference: wanted)
        }
        return error.relativeRMSE
      }
    }
    let (alike, own) = try (errors(.layer), errors(.column))
    // Six bits over ± 4 to 5 standard deviations: a step of about a seventh of one, and 1/√12 of it.
    #expect(own.allSatisfy { $0 < 0.06 }, "\(own)")
    #expect((alike.max() ?? 0) > 1.5 * (own.max() ?? 0), "\(alike) \(own)")
  }

  @Test func `ranges from a few vectors hold on many others`() throws {
    let few = Self.uneven(vectors: 24)
    let layer = try few.layer(Self.mapping(.column, bits: 8))
    let many = Self.uneven(vectors: 2000)
    let other = LayerProblem(
      weights: few.matrix.weights, inputs: [Array(many.inputs[0][(24 * 90)...])],
      of: LayerProblem(inputs: 90, outputs: 24, vectors: 1976))
    let error = try other.relativeError(other.outputs(layer))
    let best = try other.relativeError(
      other.outputs(other.layer(Self.mapping(.column, bits: 8))))
    #expect(error < 2 * best, "\(error) \(best)")
  }

  @Test func `every code is that of a plain model with the column's own range`() throws {
    let problem = LayerProblem(inputs: 40, outputs: 21, vectors: 30)
    let technology = LayerProblem.technology(wires: 2.5, ends: 300)
    var mapping = Mapping()
    mapping.tile.rows = 16
    mapping.tile.columns = 24
    let model = LinearModel(parameters: ModelParameters(technology))
    let layer = try problem.layer(mapping, technology: technology, model: model)
    guard case .ideal(let converters) = layer.conversion else { return }
    let found = try problem.outputs(layer)[0]
    let step = (technology.cell.onConductance - technology.cell.offConductance) / 127
    let volts = 0.25 / 255
    let dac = layer.prepared.inputConverter.converter
    let integers = layer.prepared.weights
    var wanted = [Double](repeating: 0, count: 30 * 21)
    var steps = Set<Float>()
    var ties = Set<Int>()
    for tile in 0..<3 {
      let rows = 16 * tile..<min(16 * tile + 16, 40)
      let sides = try [1, -1].map { sign in
        try EquivalentConductance.matrix(
          of: Crossbar(
            technology: technology,
            conductances: Matrix(rows: 16, columns: 24) { row, column in
              guard row < rows.count, column < 21 else { return technology.cell.offConductance }
              let weight = Int(integers.values[0][(rows.lowerBound + row) * 21 + column]) * sign
              return technology.cell.offConductance + step * Double(max(weight, 0))
            }))
      }
      for output in 0..<21 {
        let converter = try #require(
          converters[.init(slice: 0, kind: 0, rowTile: tile, column: output)])
        steps.insert(converter.step)
        for vector in 0..<30 {
          let current = rows.reduce(0.0) { sum, row in
            let value = problem.inputs[0][vector * 40 + row]
            let code = Double(
              min(max((value / dac.step).rounded(.toNearestOrEven), 0), dac.highest))
            let place = row - rows.lowerBound
            return sum + code * volts * (sides[0][place, output] - sides[1][place, output])
          }
          let exact = current / (volts * step) / Double(converter.step)
          let code = exact.rounded(.toNearestOrEven)
          if abs(abs(exact - code) - 0.5) < 1e-3 { ties.insert(vector * 21 + output) }
          wanted[vector * 21 + output] +=
            min(max(code, Double(converter.lowest)), Double(converter.highest))
            * Double(converter.step)
        }
      }
    }
    // Three arrays deep, each column with a range of its own.
    #expect(steps.count == 63)
    #expect(ties.count < wanted.count / 10)
    let largest = wanted.map(\.magnitude).max() ?? 0
    for place in wanted.indices where !ties.contains(place) {
      let scale = Double(integers.scales[0][place % 21]) * Double(dac.step)
      #expect((Double(found[place]) / scale - wanted[place]).magnitude <= 1e-5 * largest)
    }
  }

  @Test(arguments: [false, true])
  func `groups, slices, streams and reference columns find their ranges in a file`(
    isOffset: Bool
  ) throws {
    let problem = LayerProblem(inputs: 9, outputs: 3, groups: 5, vectors: 40)
    var mapping = Mapping()
    mapping.tile.rows = 20
    mapping.tile.columns = 10
    mapping.weights.bitsPerCell = 4
    mapping.inputs.bitsPerStream = 4
    if isOffset { mapping.weights.encoding = .offset }
    mapping.outputs.reads = .column
    let layer = try problem.layer(mapping)
    let ranges = ConverterRanges(
      network: nil, chosenBy: nil, layers: [ConverterRanges.Layer(layer)])
    let read = try ConverterRanges(ranges.encoded(), source: "r.json")
    #expect(read == ranges)
    let given = try GivenRanges(read, source: "r.json", layer: "layer")
    let again = try LayerRanging.layer(
      PreparedLayer(
        problem.matrix, mapping: mapping, technology: LayerProblem.technology(),
        sample: problem.sample, ranges: given),
      sample: problem.sample, model: IdealModel(), ranges: given, threads: 1)
    #expect(try problem.outputs(again) == problem.outputs(layer))
    #expect(ConverterRanges.Layer(again) == ConverterRanges.Layer(layer))
    // Two slices, for pairs two polarities, and groups beside each other, each with a reference of its own.
    #expect(ranges.layers[0].outputs.count == 5 * 2 * (isOffset ? 1 : 2))
    let counts = Set(ranges.layers[0].outputs.map(\.columns.count))
    #expect(counts == (isOffset ? [4] : [3]))
  }
}
