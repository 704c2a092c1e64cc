import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import Records

/// A random layer with random inputs, and its integer product by plain loops.
struct LayerProblem {
  let matrix: LayerMatrix
  let inputs: [[Float]]
  let vectors: Int

  init(
    inputs k: Int, outputs n: Int, groups: Int = 1, vectors: Int = 20, isBipolar: Bool = false,
    zeroVectors: Double = 0, seed: UInt64 = 7
  ) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(k), UInt64(n), UInt64(groups))
    self.vectors = vectors
    matrix = LayerMatrix(
      name: "layer", index: 0, inputs: k, outputs: n,
      weights: (0..<groups).map { _ in (0..<k * n).map { _ in Float(generator.normal()) } })
    inputs = (0..<groups).map { _ in
      (0..<vectors * k).map { place in
        let value = Float(generator.normal())
        // The first vectors of a layer are zero.
        guard Double(place / k) >= zeroVectors * Double(vectors) else { return 0 }
        return isBipolar ? value : max(value, 0)
      }
    }
  }

  /// Other weights and inputs in the shape of a problem.
  init(weights: [[Float]], inputs: [[Float]], of other: LayerProblem) {
    vectors = other.vectors
    matrix = LayerMatrix(
      name: other.matrix.name, index: 0, inputs: other.matrix.inputs,
      outputs: other.matrix.outputs, weights: weights)
    self.inputs = inputs
  }

  /// A technology without wires, unless a resistance is given.
  static func technology(
    wires: Double = 0, ends: Double = 0, levels: Int = 0,
    variation: ProgrammingVariation = ProgrammingVariation(distribution: .none, relativeSigma: 0)
  ) -> Technology {
    Technology(
      name: "test",
      cell: Cell(
        device: OhmicDevice(), onResistance: 100e3, offResistance: 600e3, levels: levels),
      resistances: ArrayResistances(segments: wires, ends: ends),
      read: ReadConditions(voltage: 0.25), variation: ArrayVariation(programming: variation))
  }

  var sample: LayerSample {
    var sample = LayerSample(groups: matrix.groups, inputs: matrix.inputs)
    for (group, values) in inputs.enumerated() {
      values.withUnsafeBufferPointer {
        sample.add($0, group: group, images: vectors, kept: 1)
      }
    }
    sample.finish()
    return sample
  }

  func layer(
    _ mapping: Mapping, technology: Technology = LayerProblem.technology(),
    model: any CrossbarModel = IdealModel(), threads: Int = 1
  ) throws -> CrossbarLayer {
    try LayerRanging.layer(
      matrix, mapping: mapping, technology: technology, sample: sample, model: model,
      threads: threads)
  }

  /// The outputs of all groups on the nominal arrays of a layer.
  func outputs(_ layer: CrossbarLayer, arrays: LayerArrays? = nil) throws -> [[Float]] {
    try inputs.enumerated().map { group, values in
      try values.withUnsafeBufferPointer {
        try layer.product($0, group: group, arrays: arrays ?? layer.nominal)
      }
    }
  }

  /// The product of rounded weights and rounded inputs, in double precision.
  func integerProduct(_ layer: CrossbarLayer) -> [[Double]] {
    inputs.enumerated().map { group, values in
      let converter = layer.prepared.inputConverter(ofGroup: group).converter
      let codes = values.map { value in
        min(
          max((value / converter.step).rounded(.toNearestOrEven), converter.lowest),
          converter.highest)
      }
      return (0..<vectors * matrix.outputs).map { place in
        let (vector, output) = (place / matrix.outputs, place % matrix.outputs)
        var sum = 0.0
        for row in 0..<matrix.inputs {
          sum +=
            Double(codes[vector * matrix.inputs + row])
            * Double(layer.prepared.weights.values[group][row * matrix.outputs + output])
        }
        return sum * Double(layer.prepared.weights.scales[group][output]) * Double(converter.step)
      }
    }
  }

  /// The RMS of the difference to the digital product, relative to the RMS of that.
  func relativeError(_ outputs: [[Float]]) -> Double {
    var error = RelativeError()
    for (group, values) in inputs.enumerated() {
      for vector in 0..<vectors {
        for output in 0..<matrix.outputs {
          var sum = 0.0
          for row in 0..<matrix.inputs {
            sum +=
              Double(values[vector * matrix.inputs + row])
              * Double(matrix.weights[group][row * matrix.outputs + output])
          }
          error.add(Double(outputs[group][vector * matrix.outputs + output]), reference: sum)
        }
      }
    }
    return error.relativeRMSE
  }
}

extension Mapping {
  /// A mapping without converters at the columns; a digital sum takes the raise of an offset away.
  static func exact(
    _ encoding: Encoding = .differential, bitsPerCell: Int = 8, bitsPerStream: Int = 8
  ) -> Mapping {
    var mapping = Mapping()
    mapping.weights.encoding = encoding
    mapping.weights.bitsPerCell = bitsPerCell
    mapping.inputs.bitsPerStream = bitsPerStream
    mapping.outputs.bits = 0
    mapping.weights.reference = encoding == .offset ? .digital : nil
    mapping.outputs.reads = encoding == .offset ? .column : .difference
    return mapping
  }
}
