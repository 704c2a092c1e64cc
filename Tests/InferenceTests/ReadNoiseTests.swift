import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// The noise of reads against its closed form, for one layer.
struct ReadNoiseTests {
  private static let inputs = 40
  private static let outputs = 6
  private static let reads = 4000

  private func technology(
    noise: ReadNoise = ReadNoise(.relative(0.1)), wires: Double = 0, programming: Double = 0
  ) -> Technology {
    var technology = LayerProblem.technology(
      wires: wires, ends: 40 * wires,
      variation: ProgrammingVariation(
        distribution: programming > 0 ? .gaussian : .none, relativeSigma: programming))
    technology.variation.readNoise = noise
    return technology
  }

  /// One input vector again and again, after some that choose the ranges.
  private func problem(isBipolar: Bool = false) throws -> (LayerProblem, [Float]) {
    let problem = LayerProblem(
      inputs: Self.inputs, outputs: Self.outputs, vectors: 30, isBipolar: isBipolar)
    let vector = Array(problem.inputs[0][..<Self.inputs])
    return (problem, (0..<Self.reads).flatMap { _ in vector })
  }

  private func outputs(
    _ layer: CrossbarLayer, _ inputs: [Float], arrays: LayerArrays, first: Int = 0
  ) throws -> [Double] {
    try inputs.withUnsafeBufferPointer {
      try layer.product($0, group: 0, arrays: arrays, first: UInt64(first)).map(Double.init)
    }
  }

  private func arrays(
    _ layer: CrossbarLayer, model: any CrossbarModel = IdealModel(), trial: Int = 0,
    threads: Int = 1
  ) throws -> LayerArrays {
    try layer.prepared.arrays(
      model: model, instance: LayerArrays.Instance(seed: 3, trial: trial), threads: threads)
  }

  /// Mean and variance over the reads of one output.
  private func moments(_ found: [Double], output: Int) -> (mean: Double, variance: Double) {
    let values = stride(from: output, to: found.count, by: Self.outputs).map { found[$0] }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, square / Double(values.count - 1))
  }

  /// The variance of an output that the cells' noise of 10 % makes, in the unit of outputs squared.
  private func closedForm(
    _ problem: LayerProblem, _ layer: CrossbarLayer, output: Int, relative: Double
  ) -> Double {
    let prepared = layer.prepared
    let (off, on) = (1 / 600e3, 1 / 100e3)
    let largest = Double((1 << prepared.mapping.sliceBits) - 1)
    let step = (on - off) / largest
    let slices = CellSlices(prepared.mapping)
    var sum = 0.0
    let codes = problem.inputs[0][..<Self.inputs].withUnsafeBufferPointer {
      prepared.inputConverter.codes(of: $0)
    }
    for stream in 0..<prepared.inputConverter.streamCount {
      let digits = prepared.inputConverter.stream(stream, of: codes)
      for slice in 0..<prepared.mapping.sliceCount {
        for polarity in slices.polarities {
          let worth = Double(
            prepared.inputConverter.worth(ofStream: stream) * slices.worth(ofSlice: slice))
          for row in 0..<Self.inputs {
            let level = slices.level(
              of: prepared.weights.values[0][row * Self.outputs + output], slice: slice,
              polarity: polarity)
            let conductance = off / step + Double(level)
            let part = worth * Double(digits[row]) * relative * conductance
            sum += part * part
          }
        }
      }
    }
    let factor =
      Double(prepared.weights.scales[0][output]) * Double(prepared.inputConverter.converter.step)
    return sum * factor * factor
  }

  @Test(
    arguments: [
      Mapping.exact(), .exact(.offset), .exact(bitsPerCell: 4), .exact(bitsPerStream: 2),
      .exact(bitsPerCell: 3, bitsPerStream: 1),
    ], [false, true])
  func `mean and spread over reads are those of independent cells`(
    mapping: Mapping, isBipolar: Bool
  ) throws {
    let (problem, inputs) = try problem(isBipolar: isBipolar)
    let layer = try problem.layer(mapping, technology: technology())
    let found = try outputs(layer, inputs, arrays: arrays(layer))
    let quiet = try outputs(
      layer, Array(inputs[..<Self.inputs]), arrays: layer.nominal)
    for output in 0..<Self.outputs {
      let (mean, variance) = moments(found, output: output)
      let wanted = closedForm(problem, layer, output: output, relative: 0.1)
      // Five standard errors of 4000 reads.
      let error = (wanted / Double(Self.reads)).squareRoot()
      #expect((mean - quiet[output]).magnitude < 5 * error)
      #expect((variance / wanted - 1).magnitude < 5 * (2 / Double(Self.reads)).squareRoot())
    }
  }

  @Test func `reads, columns and instances are independent`() throws {
    let (problem, inputs) = try problem()
    let layer = try problem.layer(.exact(), technology: technology())
    let found = try outputs(layer, inputs, arrays: arrays(layer))
    let other = try outputs(layer, inputs, arrays: arrays(layer, trial: 1))
    func deviates(_ found: [Double]) -> [Double] {
      var values = found
      for output in 0..<Self.outputs {
        let (mean, variance) = moments(found, output: output)
        for place in stride(from: output, to: found.count, by: Self.outputs) {
          values[place] = (found[place] - mean) / variance.squareRoot()
        }
      }
      return values
    }
    let (one, two) = (deviates(found), deviates(other))
    func correlation(_ pairs: some Sequence<(Double, Double)>) -> Double {
      pairs.reduce(0) { $0 + $1.0 * $1.1 } / Double(one.count)
    }
    // Five standard errors of 24 000 products.
    let limit = 5 / Double(one.count).squareRoot()
    #expect(correlation(zip(one, one.dropFirst())).magnitude < limit)
    #expect(correlation(zip(one, one.dropFirst(Self.outputs))).magnitude < limit)
    #expect(correlation(zip(one, two)).magnitude < limit)
  }

  @Test func `chips differ by their programming, and reads of a chip by their noise`() throws {
    let (problem, inputs) = try problem()
    let layer = try problem.layer(.exact(), technology: technology(programming: 0.05))
    let chips = 60
    let reads = 200
    var means: [[Double]] = []
    for trial in 0..<chips {
      let found = try outputs(
        layer, Array(inputs[..<(reads * Self.inputs)]), arrays: arrays(layer, trial: trial))
      means.append((0..<Self.outputs).map { moments(found, output: $0).mean })
    }
    for output in 0..<Self.outputs {
      let values = means.map { $0[output] }
      let mean = values.reduce(0, +) / Double(chips)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(chips - 1)
      let noise = closedForm(problem, layer, output: output, relative: 0.1)
      // Were the noise drawn once a chip, its variance would stand here whole, four times the other's.
      let wanted =
        closedForm(problem, layer, output: output, relative: 0.05) + noise * 1.0025 / Double(reads)
      #expect((variance / wanted - 1).magnitude < 5 * (2 / Double(chips)).squareRoot())
    }
  }

  @Test func `noise depends neither on threads nor on where a batch begins`() throws {
    let (problem, inputs) = try problem()
    var mapping = Mapping()
    mapping.inputs.bitsPerStream = 4
    let layer = try problem.layer(mapping, technology: technology())
    let whole = try outputs(layer, inputs, arrays: arrays(layer))
    let threaded = try arrays(layer, threads: 3)
    for (first, count) in [(0, 1), (7, 3), (511, 2), (600, 1000)] {
      let part = try outputs(
        layer, Array(inputs[first * Self.inputs..<(first + count) * Self.inputs]),
        arrays: threaded, first: first)
      #expect(part == Array(whole[first * Self.outputs..<(first + count) * Self.outputs]))
    }
  }

  @Test func `wires take from the noise about what they take from the currents`() throws {
    // Every read as an array of its own, against one array with noise of its columns.
    let (problem, inputs) = try problem()
    var mapping = Mapping.exact()
    mapping.tile.rows = 48
    mapping.tile.columns = 8
    let noisy = technology(wires: 8)
    let model = LinearModel(parameters: ModelParameters(noisy))
    let layer = try problem.layer(mapping, technology: noisy, model: model)
    let found = try outputs(layer, inputs, arrays: arrays(layer, model: model))
    // Programming errors of the same size are read once an instance.
    var programmed = noisy
    programmed.variation = ArrayVariation(
      programming: ProgrammingVariation(distribution: .gaussian, relativeSigma: 0.1))
    let other = try problem.layer(mapping, technology: programmed, model: model)
    let draws = 600
    let single = Array(inputs[..<Self.inputs])
    let drawn = try (0..<draws).flatMap {
      try outputs(other, single, arrays: arrays(other, model: model, trial: $0))
    }
    let quiet = try outputs(layer, single, arrays: layer.nominal)
    for output in 0..<Self.outputs {
      let (mean, variance) = moments(found, output: output)
      let wanted = moments(drawn, output: output).variance
      let ideal = closedForm(problem, layer, output: output, relative: 0.1)
      #expect(variance < ideal)
      // Five standard errors of 600 draws are 29 % of a variance; first order in the wires is the rest.
      #expect((variance / wanted - 1).magnitude < 0.35, "\(variance) \(wanted) \(ideal)")
      #expect(
        (mean - quiet[output]).magnitude < 5 * (variance / Double(Self.reads)).squareRoot())
    }
  }

  @Test func `cells that bend have the noise of their law`() throws {
    let (problem, inputs) = try problem()
    var bent = technology()
    bent.cell.device = SinhDevice(characteristicVoltage: 0.1)
    let model = NodalSolver()
    var mapping = Mapping.exact()
    mapping.tile.rows = 40
    mapping.tile.columns = 6
    let layer = try problem.layer(mapping, technology: bent, model: model)
    let few = 400
    let found = try outputs(
      layer, Array(inputs[..<(few * Self.inputs)]), arrays: arrays(layer, model: model))
    let prepared = layer.prepared
    let codes = problem.inputs[0][..<Self.inputs].withUnsafeBufferPointer {
      prepared.inputConverter.codes(of: $0)
    }
    let slices = CellSlices(mapping)
    for output in 0..<Self.outputs {
      var wanted = 0.0
      for row in 0..<Self.inputs {
        let volts = Double(codes[row]) * 0.25 / 255
        // I = G κ sinh(v/κ) with κ of 0.1 V: its slope over G is known.
        let drive = 0.1 * sinh(volts / 0.1) / (0.25 / 255)
        for polarity in slices.polarities {
          let level = slices.level(
            of: prepared.weights.values[0][row * Self.outputs + output], slice: 0,
            polarity: polarity)
          let part = drive * 0.1 * (127.0 / 5 + Double(level))
          wanted += part * part
        }
      }
      let factor =
        Double(prepared.weights.scales[0][output])
        * Double(prepared.inputConverter.converter.step)
      let variance = moments(found, output: output).variance
      // Five standard errors of 400 reads.
      #expect((variance / (wanted * factor * factor) - 1).magnitude < 0.36)
    }
  }
}
