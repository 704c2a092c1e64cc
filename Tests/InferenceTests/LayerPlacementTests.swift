import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import Testing

/// Groups that share an array, rows that take turns, and layers with keys of their own.
struct LayerPlacementTests {
  @Test func `small groups share arrays on their diagonal`() throws {
    let problem = LayerProblem(inputs: 9, outputs: 1, groups: 10)
    let technology = LayerProblem.technology()
    let prepared = try PreparedLayer(
      problem.matrix, mapping: Mapping(), technology: technology, sample: problem.sample)
    let fabrication = prepared.fabrication
    // Seven groups of nine rows in one array of 64, three in the next, in pairs.
    #expect(fabrication.places.map(\.group) == [0, 0, 7, 7])
    #expect(fabrication.places.map(\.groupCount) == [7, 7, 3, 3])
    #expect(Mapping().arrays(inputs: 9, outputs: 1, groups: 10) == 4)
    let off = technology.cell.offConductance
    let step = (technology.cell.onConductance - off) / 127
    for (index, place) in fabrication.places.enumerated() {
      let cells = fabrication.fabricated(index, in: nil).crossbar.conductances
      for row in 0..<64 {
        for column in 0..<64 {
          let group = place.group + column
          var level = 0
          if column < place.groupCount, row / 9 == column {
            let weight = prepared.weights.values[group][row % 9]
            level = Int(place.polarity == .positive ? max(weight, 0) : max(-weight, 0))
          }
          #expect((cells[row, column] - off - step * Double(level)).magnitude <= 1e-15)
        }
      }
    }
  }

  @Test(arguments: Mapping.Reading.allCases, [nil, 4])
  func `a read drives the rows of one group, or some of them, at the group's place`(
    reads: Mapping.Reading, rowsPerRead: Int?
  ) throws {
    let problem = LayerProblem(inputs: 6, outputs: 2, groups: 5, vectors: 10)
    let technology = LayerProblem.technology(wires: 5, ends: 300)
    var mapping = Mapping.exact()
    mapping.tile.rows = 16
    mapping.tile.columns = 8
    mapping.outputs.reads = reads
    mapping.inputs.rowsPerRead = rowsPerRead
    let model = LinearModel(parameters: ModelParameters(technology))
    let layer = try problem.layer(mapping, technology: technology, model: model)
    let found = try problem.outputs(layer)
    let step = (technology.cell.onConductance - technology.cell.offConductance) / 127
    let fabrication = layer.prepared.fabrication
    // Two groups an array. Ohmic arrays add what single rows give, so turns change nothing.
    #expect(fabrication.places.count == 6)
    for group in 0..<5 {
      let pair = try (0..<2).map {
        try EquivalentConductance.matrix(
          of: fabrication.fabricated(group / 2 * 2 + $0, in: nil).crossbar)
      }
      let input = layer.prepared.inputConverter(ofGroup: group)
      let codes = problem.inputs[group].withUnsafeBufferPointer { input.codes(of: $0) }
      let largest = found[group].map(\.magnitude).max() ?? 0
      for place in found[group].indices {
        let (vector, output) = (place / 2, place % 2)
        var sum = 0.0
        for row in 0..<6 {
          let (line, column) = (group % 2 * 6 + row, group % 2 * 2 + output)
          sum += Double(codes[vector * 6 + row]) * (pair[0][line, column] - pair[1][line, column])
        }
        let scale =
          Double(layer.prepared.weights.scales[group][output]) * Double(input.converter.step)
        // Elements are kept to 24 binary places of a step.
        #expect(
          (sum / step * scale - Double(found[group][place])).magnitude <= 1e-6 * Double(largest))
      }
    }
  }

  @Test func `solving every vector gives what the matrix of a shared array gives`() throws {
    let problem = LayerProblem(inputs: 6, outputs: 2, groups: 4, vectors: 4)
    let technology = LayerProblem.technology(wires: 5, ends: 300)
    for encoding in Mapping.Encoding.allCases {
      var mapping = Mapping.exact(encoding)
      mapping.outputs.reads = nil
      mapping.weights.reference = nil
      mapping.tile.rows = 16
      mapping.tile.columns = 8
      mapping.inputs.rowsPerRead = 4
      let layer = try problem.layer(
        mapping, technology: technology,
        model: LinearModel(parameters: ModelParameters(technology)))
      let solved = try problem.outputs(
        layer, arrays: layer.prepared.arrays(model: NodalSolver(), threads: 1))
      for (solved, found) in zip(solved.joined(), try problem.outputs(layer).joined()) {
        // The solver's tolerance, and 24 binary places of a step.
        #expect((solved - found).magnitude <= 1e-5 * max(1, found.magnitude))
      }
    }
  }

  @Test func `fewer rows a read have smaller ranges`() throws {
    let problem = LayerProblem(inputs: 64, outputs: 16, vectors: 100)
    func layer(_ rows: Int?) throws -> CrossbarLayer {
      var mapping = Mapping()
      mapping.inputs.rowsPerRead = rows
      mapping.outputs.bits = 6
      return try problem.layer(mapping)
    }
    let (all, few) = try (layer(nil), layer(4))
    #expect(few.outputRanges[0][0][1] < 0.6 * all.outputRanges[0][0][1])
    let errors = try [all, few].map { problem.relativeError(try problem.outputs($0)) }
    // Steps fall with the root of the rows, and as many more of them are added; ranges of few rows
    // have the longer tails.
    #expect(errors[1] < 2 * errors[0], "\(errors)")
  }

  @Test func `every group of a depth-wise layer has a range of its own`() throws {
    var problem = LayerProblem(inputs: 9, outputs: 1, groups: 6, vectors: 60)
    // Every channel is eight times smaller than the one before.
    problem = LayerProblem(
      weights: problem.matrix.weights,
      inputs: problem.inputs.enumerated().map { group, values in
        values.map { $0 * Float(sign: .plus, exponent: -3 * group, significand: 1) }
      }, of: problem)
    func errors(_ scale: Mapping.InputGranularity) throws -> [Double] {
      var mapping = Mapping.exact()
      mapping.inputs.scale = scale
      let found = try problem.outputs(problem.layer(mapping))
      return (0..<6).map { group in
        let one = LayerProblem(
          weights: [problem.matrix.weights[group]], inputs: [problem.inputs[group]], of: problem)
        return one.relativeError([found[group]])
      }
    }
    let (own, shared) = try (errors(.group), errors(.layer))
    #expect(own.allSatisfy { $0 < 0.03 }, "\(own)")
    #expect(shared[5] > 0.5, "\(shared)")
  }

  @Test func `every token has the range of its largest input`() throws {
    for isBipolar in [false, true] {
      let drawn = LayerProblem(inputs: 40, outputs: 6, vectors: 30, isBipolar: isBipolar)
      // Token by token the inputs fall by a half.
      let problem = LayerProblem(
        weights: drawn.matrix.weights,
        inputs: drawn.inputs.map { inputs in
          inputs.enumerated().map {
            $1 * Float(sign: .plus, exponent: -$0 / 40, significand: 1)
          }
        }, of: drawn)
      for bitsPerStream in [8, 2] {
        var mapping = Mapping.exact(bitsPerStream: bitsPerStream)
        mapping.inputs.scale = .token
        let found = try problem.outputs(problem.layer(mapping))[0]
        let wanted = try drawn.outputs(drawn.layer(mapping))[0]
        for (place, (found, wanted)) in zip(found, wanted).enumerated() {
          // Powers of two change no code.
          #expect(found == wanted * Float(sign: .plus, exponent: -place / 6, significand: 1))
        }
        // Half a step of 127 or 255 in 40 inputs.
        #expect(drawn.relativeError([wanted]) < 0.02)
        mapping.inputs.scale = .layer
        let last = problem.vectors * 6 - 6
        let shared = try problem.outputs(problem.layer(mapping))[0]
        #expect(shared[last...].allSatisfy { $0 == 0 } && wanted[last...].contains { $0 != 0 })
      }
    }
  }

  @Test func `a range is chosen by the outputs, not by the inputs`() throws {
    // Half of the inputs are large and rare, and meet weights of zero.
    let drawn = LayerProblem(inputs: 40, outputs: 6, vectors: 200)
    let problem = LayerProblem(
      weights: drawn.matrix.weights.map { weights in
        weights.enumerated().map { $0 / 6 < 20 ? $1 : 0 }
      },
      inputs: drawn.inputs.map { inputs in
        inputs.enumerated().map { $0 % 40 < 20 ? $1 : 30 * $1 }
      }, of: drawn)
    let errors = try Mapping.InputCriterion.allCases.map { criterion in
      var mapping = Mapping.exact()
      mapping.inputs.range = criterion
      mapping.inputs.bits = 5
      return problem.relativeError(try problem.outputs(problem.layer(mapping)))
    }
    #expect(errors[1] < 0.3 * errors[0], "\(errors)")
  }
}
