import Configuration
import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

struct CrossbarLayerTests {
  @Test(
    arguments: [(1, 65), (63, 1), (64, 64), (65, 63), (130, 130)],
    [Mapping.Encoding.differential, .offset])
  func `without wires and converters a layer is the integer product`(
    shape: (Int, Int), encoding: Mapping.Encoding
  ) throws {
    for isBipolar in [false, true] {
      let problem = LayerProblem(inputs: shape.0, outputs: shape.1, isBipolar: isBipolar)
      for (bitsPerCell, bitsPerStream) in [(8, 8), (2, 8), (8, 1), (3, 3)] {
        for reads in encoding == .offset ? [.column] : Mapping.Reading.allCases {
          var mapping = Mapping.exact(
            encoding, bitsPerCell: bitsPerCell, bitsPerStream: bitsPerStream)
          mapping.outputs.reads = reads
          let layer = try problem.layer(mapping)
          let found = try problem.outputs(layer)[0]
          let wanted = problem.integerProduct(layer)[0]
          // Single-precision sums of up to 130 products that carry the off current.
          let tolerance = 1e-5 * (wanted.map(\.magnitude).max() ?? 0)
          for place in wanted.indices {
            #expect((Double(found[place]) - wanted[place]).magnitude <= tolerance)
          }
        }
      }
    }
  }

  @Test(arguments: [1, 8])
  func `calibrated ranges lose no more than the largest range where weights are sliced`(
    bitsPerStream: Int
  ) throws {
    let problem = LayerProblem(inputs: 100, outputs: 40, vectors: 60)
    var mapping = Mapping()
    mapping.tile.rows = 16
    mapping.tile.columns = 16
    mapping.weights.bitsPerCell = 2
    mapping.inputs.bitsPerStream = bitsPerStream
    let calibrated = try problem.relativeError(problem.outputs(problem.layer(mapping)))
    mapping.outputs.range = .maximum
    let largest = try problem.relativeError(problem.outputs(problem.layer(mapping)))
    // One result of rounding against another; separate ranges for a pair lose tens of times more.
    #expect(calibrated < 1.2 * largest, "\(calibrated) against \(largest)")
  }

  @Test(arguments: [1, 2, 4])
  func `streams of few bits lose hardly more in the converters than all bits at once`(
    bitsPerStream: Int
  ) throws {
    // Most vectors of an image's border and of a layer after a rectifier are zero.
    for share in [0, 0.5, 0.95] {
      let problem = LayerProblem(inputs: 64, outputs: 32, vectors: 400, zeroVectors: share)
      let errors = try [8, bitsPerStream].map { bits in
        var mapping = Mapping()
        mapping.inputs.bitsPerStream = bits
        return problem.relativeError(try problem.outputs(problem.layer(mapping)))
      }
      // The digits of two and four bits are nearer to their full scale than codes of eight bits are
      // to theirs, so that the same converter resolves them less finely: 1.8 times here.
      #expect(errors[1] < 2 * errors[0], "\(errors[1]) against \(errors[0])")
      // An eight-bit range from zero to three quarters of the largest current loses 2 %.
      #expect(errors[0] < 0.03)
    }
  }

  @Test(arguments: Mapping.Reading.allCases, [1, 4, 8])
  func `inputs that are all zero give zero, though calibration never saw them`(
    reads: Mapping.Reading, bits: Int
  ) throws {
    for isBipolar in [false, true] {
      // All weights and inputs are positive, so that no current comes near zero.
      let dense = LayerProblem(inputs: 64, outputs: 8, vectors: 30, isBipolar: isBipolar)
      let problem = LayerProblem(
        weights: dense.matrix.weights.map { $0.map { $0.magnitude + 1 } },
        inputs: dense.inputs.map { $0.map { $0 + (isBipolar ? 0 : 5) } }, of: dense)
      var mapping = Mapping()
      mapping.outputs.reads = reads
      mapping.inputs.bitsPerStream = bits
      mapping.weights.bitsPerCell = bits
      let layer = try problem.layer(mapping)
      let outputs = try [Float](repeating: 0, count: 128).withUnsafeBufferPointer {
        try layer.product($0, group: 0, arrays: layer.nominal)
      }
      #expect(outputs.allSatisfy { $0 == 0 })
    }
  }

  @Test(arguments: [-140, -126, -100, 60, 120])
  func `inputs of any magnitude are multiplied as those near one`(exponent: Int) throws {
    let problem = LayerProblem(inputs: 30, outputs: 10)
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    let scaled = LayerProblem(
      weights: problem.matrix.weights,
      inputs: problem.inputs.map { $0.map { Float(Double($0) * factor) } }, of: problem)
    for bitsPerStream in [8, 1] {
      var mapping = Mapping()
      mapping.inputs.bitsPerStream = bitsPerStream
      let wanted = try problem.outputs(problem.layer(mapping))[0]
      let found = try scaled.outputs(scaled.layer(mapping))[0]
      let largest = Double(wanted.map(\.magnitude).max() ?? 0)
      // Subnormal inputs have few bits, so that some get a neighboring code: one of 255 in a few of
      // 30 rows, and ranges that they move. Others are scaled exactly but for the rounding of the range.
      let tolerance = (exponent < -126 ? 0.03 : 1e-5) * largest
      for (found, wanted) in zip(found, wanted) {
        #expect((Double(found) / factor - Double(wanted)).magnitude <= tolerance)
      }
    }
  }

  @Test func `subnormal weights become integers within the range`() throws {
    let problem = LayerProblem(inputs: 30, outputs: 10)
    let values = (0..<300).map { Float(sign: .plus, exponent: -149 + $0 % 30, significand: 1) }
    for scale in Mapping.Granularity.allCases {
      var mapping = Mapping()
      mapping.weights.scale = scale
      let tiny = LayerProblem(weights: [values], inputs: problem.inputs, of: problem)
      let weights = IntegerWeights(tiny.matrix, mapping: mapping)
      #expect(weights.values[0].allSatisfy { (0...127).contains($0) })
      for (place, value) in values.enumerated() {
        // Half a step, and what a scale of ten bits is off by.
        let step = weights.scales[0][place % 10]
        #expect(
          (Float(weights.values[0][place]) * step - value).magnitude <= 0.51 * step + value / 500)
      }
    }
  }

  @Test func `an input that is no number is refused with the layer's name`() throws {
    let problem = LayerProblem(inputs: 30, outputs: 10)
    var mapping = Mapping()
    mapping.inputs.bitsPerStream = 2
    let layer = try problem.layer(mapping)
    for value in [Float.nan, .infinity, -.infinity] {
      var inputs = problem.inputs[0]
      inputs[77] = value
      do {
        _ = try inputs.withUnsafeBufferPointer {
          try layer.product($0, group: 0, arrays: layer.nominal)
        }
        Issue.record("\(value) was read")
      } catch let error as InputError {
        #expect("\(error)".contains("layer layer"))
      }
    }
  }

  @Test func `every group of a layer has arrays of its own`() throws {
    let problem = LayerProblem(inputs: 9, outputs: 3, groups: 5)
    let layer = try problem.layer(.exact())
    let found = try problem.outputs(layer)
    let wanted = problem.integerProduct(layer)
    for group in 0..<5 {
      for place in wanted[group].indices {
        // Single-precision sums of 9 products.
        #expect((Double(found[group][place]) - wanted[group][place]).magnitude <= 1e-4)
      }
    }
  }

  @Test(arguments: Mapping.Reading.allCases)
  func `the codes of wires and converters are those of a plain double-precision model`(
    reads: Mapping.Reading
  ) throws {
    let problem = LayerProblem(inputs: 40, outputs: 21)
    let technology = LayerProblem.technology(wires: 2.5, ends: 300)
    var mapping = Mapping()
    mapping.tile.rows = 16
    mapping.tile.columns = 24
    mapping.outputs.reads = reads
    mapping.outputs.scale = .layer
    mapping.weights.bitsPerCell = 4
    mapping.weights.scale = .layer
    mapping.inputs.bitsPerStream = 4
    let model = LinearModel(parameters: ModelParameters(technology))
    let layer = try problem.layer(mapping, technology: technology, model: model)
    let found = try problem.outputs(layer)[0]

    let (k, n) = (40, 21)
    let step = technology.cell.onConductance - technology.cell.offConductance
    let volts = 0.25 / 15
    func matrix(_ tile: Int, _ slice: Int, _ sign: Int) throws -> Matrix {
      try EquivalentConductance.matrix(
        of: Crossbar(
          technology: technology,
          conductances: Matrix(rows: 16, columns: 24) { row, column in
            guard tile * 16 + row < k, column < n else { return technology.cell.offConductance }
            let weight =
              Int(layer.prepared.weights.values[0][(tile * 16 + row) * n + column]) * sign
            let state = weight > 0 ? (weight >> (4 * slice)) & 15 : 0
            return technology.cell.offConductance + step * Double(state) / 15
          }))
    }
    let dac = layer.prepared.inputConverter.converter
    var wanted = [Double](repeating: 0, count: problem.vectors * n)
    var ties = Set<Int>()
    for slice in 0..<2 {
      for tile in 0..<3 {
        let positive = try matrix(tile, slice, 1)
        let negative = try matrix(tile, slice, -1)
        for stream in 0..<2 {
          for vector in 0..<problem.vectors {
            for output in 0..<n {
              var currents = (0.0, 0.0)
              for row in 0..<16 where tile * 16 + row < k {
                let value = problem.inputs[0][vector * k + tile * 16 + row]
                let code = Int(
                  min(max((value / dac.step).rounded(.toNearestOrEven), 0), dac.highest))
                let drive = Double((code >> (4 * stream)) & 15) * volts
                currents.0 += drive * positive[row, output]
                currents.1 += drive * negative[row, output]
              }
              // Currents in the unit of one step and one code.
              let unit = volts * step / 15
              let read: [(Double, Converter?, Double)] =
                reads == .difference
                ? [((currents.0 - currents.1) / unit, layer.outputConverters[slice][0], 1)]
                : [
                  (currents.0 / unit, layer.outputConverters[slice][0], 1),
                  (currents.1 / unit, layer.outputConverters[slice][1], -1),
                ]
              for (current, converter, sign) in read {
                let adc = try #require(converter)
                let exact = current / Double(adc.step)
                // Single precision may decide a tie the other way.
                if ((exact - exact.rounded(.down)) - 0.5).magnitude < 1e-3 {
                  ties.insert(vector * n + output)
                }
                let code = min(
                  max(exact.rounded(.toNearestOrEven), Double(adc.lowest)), Double(adc.highest))
                wanted[vector * n + output] +=
                  sign * code * Double(adc.step) * Double(1 << (4 * slice + 4 * stream))
              }
            }
          }
        }
      }
    }
    #expect(ties.count < wanted.count / 10)
    let scale = Double(layer.prepared.weights.scales[0][0]) * Double(dac.step)
    let largest = wanted.map(\.magnitude).max() ?? 0
    for place in wanted.indices where !ties.contains(place) {
      // The codes are equal; sums of steps are in single precision.
      #expect((Double(found[place]) / scale - wanted[place]).magnitude <= 1e-5 * largest)
    }
  }

  @Test func `bit-serial inputs change nothing without wires and converters`() throws {
    let problem = LayerProblem(inputs: 100, outputs: 10, isBipolar: true)
    let once = try problem.outputs(problem.layer(.exact()))[0]
    let serial = try problem.outputs(problem.layer(.exact(bitsPerStream: 1)))[0]
    let largest = once.map(\.magnitude).max() ?? 0
    for place in once.indices {
      // Single-precision sums in another order.
      #expect((once[place] - serial[place]).magnitude <= 1e-5 * largest)
    }
  }

  @Test func `a vector's outputs do not depend on the other vectors, to the last bit`() throws {
    let problem = LayerProblem(inputs: 70, outputs: 50, vectors: 600)
    let technology = LayerProblem.technology(wires: 2.5, ends: 100)
    let model = LinearModel(parameters: ModelParameters(technology))
    var mapping = Mapping()
    for bits in [0, 8] {
      mapping.outputs.bits = bits
      let layer = try problem.layer(mapping, technology: technology, model: model)
      let together = try problem.outputs(layer)[0]
      for vector in [0, 1, 2, 3, 511, 512, 599] {
        let alone = try Array(problem.inputs[0][vector * 70..<(vector + 1) * 70])
          .withUnsafeBufferPointer { try layer.product($0, group: 0, arrays: layer.nominal) }
        #expect(alone == Array(together[vector * 50..<(vector + 1) * 50]))
      }
    }
  }

  @Test func `an instance depends on seed and trial, and not on the threads`() throws {
    let problem = LayerProblem(inputs: 130, outputs: 70)
    let technology = LayerProblem.technology(
      variation: ProgrammingVariation(distribution: .logNormal, relativeSigma: 0.1))
    let layer = try problem.layer(Mapping(), technology: technology)
    func outputs(seed: UInt64, trial: Int, threads: Int) throws -> [Float] {
      let arrays = try layer.prepared.arrays(
        model: IdealModel(), instance: LayerArrays.Instance(seed: seed, trial: trial),
        threads: threads)
      return try problem.outputs(layer, arrays: arrays)[0]
    }
    let first = try outputs(seed: 1, trial: 0, threads: 1)
    #expect(try first == outputs(seed: 1, trial: 0, threads: 4))
    #expect(try first != outputs(seed: 2, trial: 0, threads: 1))
    #expect(try first != outputs(seed: 1, trial: 1, threads: 1))
  }

  @Test func `more wire resistance never makes a layer more accurate`() throws {
    let problem = LayerProblem(inputs: 64, outputs: 64)
    var mapping = Mapping()
    mapping.outputs.bits = 0
    let errors = try [0, 1, 2.5, 5, 10].map { wires in
      let technology = LayerProblem.technology(wires: wires)
      let model = LinearModel(parameters: ModelParameters(technology))
      return problem.relativeError(
        try problem.outputs(problem.layer(mapping, technology: technology, model: model)))
    }
    #expect(errors == errors.sorted())
    #expect(errors[4] > 5 * errors[0])
  }

  @Test func `more bits in weights, inputs and converters make a layer more accurate`() throws {
    let problem = LayerProblem(inputs: 64, outputs: 64, vectors: 100)
    let errors = try [4, 6, 8, 12].map { bits in
      var mapping = Mapping()
      mapping.weights.bits = bits
      mapping.inputs.bits = bits
      mapping.outputs.bits = bits
      mapping.weights.bitsPerCell = 16
      mapping.inputs.bitsPerStream = 16
      mapping.outputs.reads = .difference
      return problem.relativeError(try problem.outputs(problem.layer(mapping)))
    }
    #expect(errors == errors.sorted(by: >))
    // Two bits more are four times less noise; 8 bits everywhere leave about one per cent.
    #expect(errors[2] < 0.03)
    #expect(errors[3] < 0.002)
  }

  @Test func `a gain correction removes what wires take from all columns`() throws {
    let problem = LayerProblem(inputs: 64, outputs: 64, vectors: 200)
    let technology = LayerProblem.technology(wires: 2.5, ends: 300)
    let model = LinearModel(parameters: ModelParameters(technology))
    let errors = try [Mapping.GainCorrection.none, .layer, .column].map { gain in
      var mapping = Mapping()
      mapping.outputs.bits = 0
      mapping.gain = gain
      return problem.relativeError(
        try problem.outputs(problem.layer(mapping, technology: technology, model: model)))
    }
    #expect(errors == errors.sorted(by: >))
    #expect(errors[1] < errors[0] / 2)
  }

  @Test func `ohmic arrays give the same by their nodal equations as by the linear model`() throws {
    let problem = LayerProblem(inputs: 20, outputs: 9, vectors: 6)
    let technology = LayerProblem.technology(wires: 2.5, ends: 300)
    var mapping = Mapping()
    mapping.tile.rows = 12
    mapping.tile.columns = 10
    mapping.outputs.bits = 0
    for reads in Mapping.Reading.allCases {
      mapping.outputs.reads = reads
      let linear = try problem.outputs(
        problem.layer(
          mapping, technology: technology,
          model: LinearModel(parameters: ModelParameters(technology))))[0]
      let exact = try problem.outputs(
        problem.layer(mapping, technology: technology, model: NodalSolver()))[0]
      let largest = linear.map(\.magnitude).max() ?? 0
      for place in linear.indices {
        // Single precision; the two models agree to rounding in double.
        #expect((linear[place] - exact[place]).magnitude <= 1e-5 * largest)
      }
    }
  }

  @Test func `a fixed range clips what exceeds it`() throws {
    let problem = LayerProblem(inputs: 64, outputs: 64)
    var mapping = Mapping()
    mapping.outputs.range = .amperes(1e-7)
    mapping.outputs.reads = .difference
    mapping.weights.scale = .layer
    let layer = try problem.layer(mapping)
    let converter = try #require(layer.outputConverters[0][0])
    let limit =
      converter.range.upperBound * layer.prepared.weights.scales[0][0]
      * layer.prepared.inputConverter.converter.step
    let found = try problem.outputs(layer)[0]
    // One array deep, so no output exceeds one full scale; the bound is in single precision.
    #expect((found.max() ?? 0) <= limit * 1.00001)
    #expect(found.contains { $0 > limit * 0.9999 })
    for limits in layer.outputRanges[0] {
      // The largest code is half a step below the full scale.
      #expect(Tolerance(relative: 1 / 127).admits(limits[1], reference: 1e-7))
    }
  }

  @Test func `the maximum range is never exceeded without wires`() throws {
    for encoding in Mapping.Encoding.allCases {
      let problem = LayerProblem(inputs: 64, outputs: 64)
      var mapping = Mapping()
      mapping.weights.encoding = encoding
      mapping.outputs.range = .maximum
      mapping.outputs.reads = encoding == .offset ? .column : .difference
      mapping.outputs.bits = 16
      let layer = try problem.layer(mapping)
      // 16 bits of 64 full-scale rows: half a step is 1e-5 of full scale, a tenth of a per cent of
      // these currents.
      let wanted = problem.integerProduct(layer)[0]
      let largest = wanted.map(\.magnitude).max() ?? 0
      for (found, wanted) in zip(try problem.outputs(layer)[0], wanted) {
        #expect((Double(found) - wanted).magnitude <= 2e-3 * largest)
      }
    }
  }
}
