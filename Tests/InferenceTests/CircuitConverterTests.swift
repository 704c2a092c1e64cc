import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Networks
import NodalAnalysis
import Records
import TestSupport
import Testing

struct CircuitConverterTests {
  /// The converters that are compared.
  enum Kind: CaseIterable {
    case adc, mismatch, stochastic
  }

  /// What reads an array, in a network and alone.
  enum Reader: CaseIterable {
    case ideal, fast, nodal
  }

  private static let adc = ADC(
    architecture: .successiveApproximation, bits: 6, zeroVoltage: 0.05, fullScaleVoltage: -0.9,
    offset: 0.7, gainError: 0.03)

  static func technology(_ kind: Kind) -> Technology {
    var technology = LayerProblem.technology(wires: 2.5, ends: 300)
    technology.periphery = Periphery(
      dac: LadderDAC(bits: 8, unitResistance: 10e3, switchResistance: 50),
      amplifier: TransimpedanceAmplifier(
        feedbackResistance: 20e3, openLoopGain: 1e3, saturationVoltage: 1),
      converter: .adc(adc))
    switch kind {
    case .adc: break
    case .mismatch:
      technology.periphery.converter = .adc(
        ADC(
          architecture: adc.architecture, bits: adc.bits, zeroVoltage: adc.zeroVoltage,
          fullScaleVoltage: adc.fullScaleVoltage, offset: adc.offset, gainError: adc.gainError,
          mismatch: 0.3))
      technology.variation.mismatch = Mismatch(senseOffset: 2e-3, ladderResistor: 0.02)
    case .stochastic:
      technology.periphery.converter = .stochastic(
        StochasticConverter(
          sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: -0.6))
    }
    return technology
  }

  /// Reads one array as `assay simulate` does.
  private static func reading(
    _ reader: Reader, _ crossbar: Crossbar, _ inputs: Matrix
  ) throws -> ArrayReading {
    switch reader {
    case .ideal: try IdealModel().program(crossbar).reading(of: inputs)
    case .fast:
      try FastModelRequest(kind: .linear).choose(for: crossbar.technology) { [] }
        .reading(of: crossbar, inputs: inputs)
    case .nodal: try NodalSolver().program(crossbar).reading(of: inputs)
    }
  }

  /// Compares every code or mean of a layer with that of its arrays read alone, and the layer's outputs
  /// with what the codes stand for.
  private static func compare(
    _ problem: LayerProblem, _ kind: Kind, _ reader: Reader, mapping: Mapping
  ) throws {
    let technology = technology(kind)
    let model: any CrossbarModel =
      switch reader {
      case .ideal: IdealModel()
      case .fast:
        try FastModelRequest(kind: .linear).choose(for: technology) { [] }
          .model(statistics: .uniform(upTo: technology.read.voltage))
      case .nodal: NodalSolver()
      }
    let layer = try problem.layer(mapping, technology: technology, model: model)
    let instance = LayerArrays.Instance(seed: 5, trial: 3)
    let arrays = try layer.prepared.arrays(model: model, instance: instance, threads: 2)
    guard case .circuit(let decoding) = layer.conversion else {
      Issue.record("the layer has ideal converters")
      return
    }
    let matrix = problem.matrix
    let input = layer.prepared.inputConverter
    let values = problem.inputs[0]
    let codes = values.withUnsafeBufferPointer { input.codes(of: $0) }
    let slices = CellSlices(mapping)
    var alone = technology
    alone.periphery.amplifier?.feedbackResistance = decoding.feedbackResistance
    let unit =
      technology.read.voltage / Double(input.fullScale)
      * (technology.cell.onConductance - technology.cell.offConductance)
      / Double(1 << mapping.sliceBits - 1)
    var sums = [Double](repeating: 0, count: problem.vectors * matrix.outputs)
    var different = Set<Double>()
    for stream in 0..<input.streamCount {
      let digits = input.stream(stream, of: codes)
      let found = try layer.circuitOutputs(
        digits, vectors: problem.vectors, group: 0, arrays: arrays)
      for outputs in found {
        let tile = (
          row: outputs.rows.lowerBound / mapping.tile.rows,
          column: outputs.columns.lowerBound / mapping.tile.columns
        )
        let targets = Matrix(rows: mapping.tile.rows, columns: mapping.tile.columns) {
          row, column in
          guard row < outputs.rows.count, column < outputs.columns.count else {
            return technology.cell.offConductance
          }
          let weight = layer.prepared.weights.values[0][
            (outputs.rows.lowerBound + row) * matrix.outputs + outputs.columns.lowerBound + column]
          let level = slices.level(
            of: weight, slice: outputs.slice,
            polarity: outputs.polarity == 0 ? .positive : .negative)
          return technology.cell.conductance(ofLevel: level, of: 1 << mapping.sliceBits)
        }
        let chance = InstanceChance(
          seed: 5,
          array: [3, matrix.index, 0, outputs.slice, outputs.polarity, tile.row, tile.column]
            .map(UInt64.init))
        let crossbar =
          kind == .mismatch
          ? alone.fabricate(targets: targets, chance: chance).crossbar
          : Crossbar(technology: alone, conductances: targets)
        let inputs = Matrix(rows: problem.vectors, columns: mapping.tile.rows) { vector, row in
          guard row < outputs.rows.count else { return 0 }
          let digit = digits[vector * matrix.inputs + outputs.rows.lowerBound + row]
          return Double(digit) * (technology.read.voltage / Double(input.fullScale))
        }
        let reading = try reading(reader, crossbar, inputs).outputs
        let wanted = try #require(reading?.codes ?? reading?.stochasticMeans)
        #expect((reading?.codes == nil) == (kind == .stochastic))
        for vector in 0..<problem.vectors {
          for (place, column) in outputs.columns.enumerated() {
            let value = outputs.value(vector, column: column)
            // The same doubles, or a code would be another one once in a while.
            #expect(value == wanted[vector, place])
            different.insert(value)
            let worth = Double(
              input.worth(ofStream: stream) * slices.worth(ofSlice: outputs.slice))
            let sign = outputs.polarity == 0 ? 1.0 : -1.0
            let periphery = alone.periphery
            let converter = try #require(periphery.converter)
            let span = converter.fullScaleVoltage - converter.zeroVoltage
            let step = periphery.adc == nil ? span : span / 63
            let volts = converter.zeroVoltage + value * step
            let current = -volts / decoding.feedbackResistance
            sums[vector * matrix.outputs + column] += sign * worth * current / unit
          }
        }
      }
    }
    // Outputs of one code would be compared in vain.
    #expect(different.count > 20)
    let outputs = try problem.outputs(layer, arrays: arrays)[0]
    let largest = sums.map(\.magnitude).max() ?? 0
    for place in sums.indices {
      let scale = Double(layer.prepared.weights.scales[0][place % matrix.outputs])
      let sum = Double(outputs[place]) / scale / Double(input.converter.step)
      // Sums of a few dozen terms in single precision.
      #expect((sum - sums[place]).magnitude <= 1e-5 * largest)
    }
  }

  @Test(arguments: Kind.allCases, Reader.allCases)
  func `a layer's codes are those of its arrays read alone`(kind: Kind, reader: Reader) throws {
    for (bitsPerCell, bitsPerStream, isBipolar) in [(8, 8, false), (3, 2, true)] {
      var mapping = Mapping()
      mapping.tile.rows = 16
      mapping.tile.columns = 12
      mapping.weights.bitsPerCell = bitsPerCell
      mapping.inputs.bitsPerStream = bitsPerStream
      let problem = LayerProblem(
        inputs: 30, outputs: 15, vectors: reader == .nodal ? 6 : 40, isBipolar: isBipolar,
        zeroVectors: 0.2)
      try Self.compare(problem, kind, reader, mapping: mapping)
    }
  }

  @Test(
    .enabled(
      if: ReferenceData.isPresent, "\(ReferenceData.absence)"),
    arguments: Kind.allCases)
  func `the codes of LeNet-5 layers are those of their arrays read alone`(kind: Kind) throws {
    let network = try Network(
      contentsOf: ReferenceData.folder.appendingPathComponent("networks/mnist-lenet5.onnx"))
    for (index, vectors) in [(1, 24), (4, 24)] {
      let matrix = LayerMatrix(network.matrixLayers[index])
      let drawn = LayerProblem(
        inputs: matrix.inputs, outputs: matrix.outputs, vectors: vectors, zeroVectors: 0.1)
      let problem = LayerProblem(weights: matrix.weights, inputs: drawn.inputs, of: drawn)
      for reader in [Reader.ideal, .fast] {
        try Self.compare(problem, kind, reader, mapping: Mapping())
      }
      if index == 4 {
        let few = LayerProblem(inputs: matrix.inputs, outputs: matrix.outputs, vectors: 2)
        try Self.compare(
          LayerProblem(weights: matrix.weights, inputs: few.inputs, of: few), kind, .nodal,
          mapping: Mapping())
      }
    }
  }

  @Test func `the calibrated feedback is better than others, and a listed one if there is a list`()
    throws
  {
    let problem = LayerProblem(inputs: 64, outputs: 32, vectors: 200)
    var technology = LayerProblem.technology()
    technology.periphery = Periphery(
      amplifier: TransimpedanceAmplifier(feedbackResistance: 123, openLoopGain: 1e9),
      converter: .adc(
        ADC(
          architecture: .flash, bits: 6, zeroVoltage: 0, fullScaleVoltage: -0.5, offset: 0.2,
          gainError: 0.01)))
    func error(_ feedback: Double) throws -> Double {
      var technology = technology
      technology.periphery.amplifier?.feedbackResistance = feedback
      var mapping = Mapping()
      mapping.outputs.range = .technology
      return problem.relativeError(
        try problem.outputs(problem.layer(mapping, technology: technology)))
    }
    func chosen(_ technology: Technology) throws -> Double {
      let layer = try problem.layer(Mapping(), technology: technology)
      guard case .circuit(let decoding) = layer.conversion else { return 0 }
      return decoding.feedbackResistance
    }
    let best = try chosen(technology)
    let least = try error(best)
    for factor in [0.25, 0.5, 0.7, 1.5, 2, 4] {
      // The criterion counts currents, this error pairs of them; they are not exactly the same.
      #expect(try least < 1.02 * error(factor * best), "feedback \(factor) times the chosen one")
    }
    technology.periphery.amplifier?.feedbackResistances = [best / 30, best * 0.9, best * 20]
    #expect(try chosen(technology) == best * 0.9)
  }

  @Test func `the maximum range lets no current be clipped`() throws {
    var technology = LayerProblem.technology()
    technology.periphery = Periphery(
      amplifier: TransimpedanceAmplifier(feedbackResistance: 123, openLoopGain: 1e12),
      converter: .adc(
        ADC(
          architecture: .flash, bits: 8, zeroVoltage: 0, fullScaleVoltage: -0.8)))
    var mapping = Mapping()
    mapping.outputs.range = .maximum
    let problem = LayerProblem(inputs: 10, outputs: 10)
    let layer = try problem.layer(mapping, technology: technology)
    // 64 rows of on cells at 0.25 V give 160 µA.
    #expect(
      Tolerance(relative: 1e-9).admits(layer.outputRanges[0][0][1], reference: 64 * 0.25 / 100e3))
    guard case .circuit(let decoding) = layer.conversion else {
      Issue.record("the layer has ideal converters")
      return
    }
    #expect(
      Tolerance(relative: 1e-9).admits(decoding.feedbackResistance, reference: 0.8 / 160e-6))
    technology.periphery.amplifier?.feedbackResistances = [1000, 4000, 6000]
    #expect(
      try problem.layer(mapping, technology: technology).prepared.technology.periphery
        .amplifier?.feedbackResistance == 4000)
  }

  @Test(arguments: [1, 8])
  func `a circuit's converter without errors costs what an ideal one of its bits costs`(
    bitsPerStream: Int
  ) throws {
    let problem = LayerProblem(inputs: 64, outputs: 32, vectors: 200)
    var mapping = Mapping()
    mapping.inputs.bitsPerStream = bitsPerStream
    mapping.outputs.reads = .column
    let ideal = try problem.relativeError(problem.outputs(problem.layer(mapping)))
    var technology = LayerProblem.technology()
    technology.periphery = Periphery(
      amplifier: TransimpedanceAmplifier(feedbackResistance: 1e3, openLoopGain: 1e12),
      converter: .adc(ADC(architecture: .flash, bits: 8, zeroVoltage: 0, fullScaleVoltage: -1)))
    let circuit = try problem.relativeError(
      problem.outputs(problem.layer(mapping, technology: technology)))
    // One feedback serves both polarities, of which either could have a range of its own.
    #expect(circuit < 1.2 * ideal, "\(circuit) against \(ideal)")
  }

  @Test func `a vector's codes do not depend on the other vectors`() throws {
    let problem = LayerProblem(inputs: 20, outputs: 9, vectors: 30, zeroVectors: 0.3)
    let technology = Self.technology(.mismatch)
    let layer = try problem.layer(Mapping(), technology: technology)
    let arrays = try layer.prepared.arrays(
      model: IdealModel(), instance: LayerArrays.Instance(seed: 1, trial: 0), threads: 1)
    let together = try problem.outputs(layer, arrays: arrays)[0]
    for vector in [0, 5, 9, 29] {
      let alone = try Array(problem.inputs[0][vector * 20..<(vector + 1) * 20])
        .withUnsafeBufferPointer { try layer.product($0, group: 0, arrays: arrays) }
      #expect(alone == Array(together[vector * 9..<(vector + 1) * 9]))
    }
  }

  @Test
  func `the converter of the circuit is that of a network, unless the mapping says otherwise`()
    throws
  {
    let small = try SmallNetwork(images: 20)
    var options = EvaluationOptions(solver: .ideal, technology: Self.technology(.adc))
    let circuit = try small.evaluate(options)
    #expect(circuit.result.converter == "sar ADC of the technology, 6 bits")
    #expect(circuit.result.layers.allSatisfy { $0.feedbackResistanceOhm != nil })
    options.mapping.outputs.source = .ideal
    let ideal = try small.evaluate(options)
    #expect(ideal.result.converter == "ideal, 8 bits")
    #expect(ideal.result.layers.allSatisfy { $0.feedbackResistanceOhm == nil })
    #expect(circuit.logits != ideal.logits)
    var coarse = options
    coarse.mapping.outputs.source = nil
    coarse.technology?.periphery.converter = .adc(
      ADC(
        architecture: .flash, bits: 2, zeroVoltage: 0, fullScaleVoltage: -0.9, offset: 30,
        gainError: 0.4))
    #expect(try small.evaluate(coarse).logits != circuit.logits)
    options.mapping.outputs.source = nil
    options.technology = Self.technology(.stochastic)
    let stochastic = try small.evaluate(options)
    #expect(stochastic.result.converter == "means of the technology's stochastic converter")
    #expect(stochastic.logits != ideal.logits)
  }

  @Test func `mismatch of converters alone makes instances differ`() throws {
    let small = try SmallNetwork(images: 10)
    var technology = Self.technology(.mismatch)
    technology.variation.mismatch = Mismatch()
    var options = EvaluationOptions(solver: .ideal, technology: technology)
    options.trials = 2
    let outcome = try small.evaluate(options)
    #expect(outcome.logits.elements[..<70] != outcome.logits.elements[70...])
    options.mapping.outputs.source = .ideal
    let ideal = try small.evaluate(options)
    #expect(ideal.logits.elements[..<70] == ideal.logits.elements[70...])
  }

  @Test(arguments: [
    ("[adc]\nbits = 8", Kind.adc, "key adc.bits: 8 bits, but the ADC of technology test has 6"),
    ("[adc]\nbits = 0", .adc, "key adc.bits: 0 bits, but the ADC of technology test has 6"),
    ("[adc]\nbits = 8", .stochastic, "key adc.bits: 8 bits"),
    ("[adc]\nrange = 1e-6", .adc, "key adc.range"),
    ("[adc]\nreads = \"difference\"", .adc, "key adc.reads"),
  ])
  func `what the circuit decides is refused in a mapping`(
    text: String, kind: Kind, message: String
  ) throws {
    let mapping = try Mapping(ConfigurationDocument(text: text, source: "m.toml"))
    do {
      _ = try mapping.resolved(for: Self.technology(kind))
      Issue.record("accepted: \(text)")
    } catch let error as InputError {
      #expect("\(error)".contains("m.toml: \(message)"), "\(error)")
    }
    let ideal = try Mapping(
      ConfigurationDocument(text: text + "\nsource = \"ideal\"", source: "m.toml"))
    #expect(try ideal.resolved(for: Self.technology(kind)).outputs.source == .ideal)
  }

  @Test func `a stream of more bits than the DAC has is refused with both numbers`() throws {
    var mapping = Mapping()
    mapping.inputs.bits = 10
    mapping.inputs.bitsPerStream = 9
    do {
      _ = try mapping.resolved(for: Self.technology(.adc))
      Issue.record("accepted: 9 bits behind a DAC of 8")
    } catch let error as InputError {
      let message = "key inputs.bits_per_stream: 9 bits, but the DAC of technology test has 8"
      #expect("\(error)".contains(message), "\(error)")
    }
    mapping.inputs.bitsPerStream = 8
    _ = try mapping.resolved(for: Self.technology(.adc))
  }

  @Test func `a converter that cannot be decoded is refused with its key`() throws {
    var technology = Self.technology(.adc)
    technology.periphery.converter = .adc(
      ADC(architecture: .flash, bits: 4, zeroVoltage: 0, fullScaleVoltage: 0.9))
    #expect(throws: InputError.self) { try Mapping().resolved(for: technology) }
    technology.periphery.converter = .stochastic(
      StochasticConverter(sensitivity: 0, fullScaleVoltage: -1))
    #expect(throws: InputError.self) { try Mapping().resolved(for: technology) }
    var mapping = Mapping()
    mapping.outputs.source = .technology
    #expect(throws: InputError.self) { try mapping.resolved(for: LayerProblem.technology()) }
    mapping.outputs.source = nil
    mapping.outputs.range = .technology
    #expect(throws: InputError.self) { try mapping.resolved(for: LayerProblem.technology()) }
  }
}
