import Inference
import Records
import Testing

/// Without noise, wires and converters the sums of the arrays are the integers' own, to the bit.
struct IntegerSumTests {
  /// A way to store signed weights.
  struct Storage: Sendable, CustomTestStringConvertible {
    var encoding = Mapping.Encoding.differential
    var zero = Mapping.ZeroPoint.middle
    var reference: Mapping.Reference?

    var testDescription: String {
      "\(encoding.rawValue), \(zero.rawValue), \(reference?.rawValue ?? "no reference")"
    }

    /// All that a mapping file can ask for.
    static let all: [Storage] =
      [Storage()]
      + Mapping.ZeroPoint.allCases.flatMap { zero in
        Mapping.Reference.allCases.filter { reference in
          zero == .column ? reference != .dummy : zero != .tile || reference != .digital
        }.map { Storage(encoding: .offset, zero: zero, reference: $0) }
      }
  }

  /// The products of codes and weights in integers, *vectors × outputs*.
  private static func wanted(
    _ problem: LayerProblem, _ layer: CrossbarLayer, group: Int, codes: [Float]
  ) -> [Int] {
    let (inputs, outputs) = (problem.matrix.inputs, problem.matrix.outputs)
    let weights = layer.prepared.weights.values[group]
    return (0..<problem.vectors * outputs).map { place in
      (0..<inputs).reduce(0) { sum, row in
        sum + Int(codes[place / outputs * inputs + row])
          * Int(weights[row * outputs + place % outputs])
      }
    }
  }

  private static func compare(_ problem: LayerProblem, _ mapping: Mapping) throws {
    let layer = try problem.layer(mapping)
    var different = Set<Int>()
    for group in 0..<problem.matrix.groups {
      let codes = problem.inputs[group].withUnsafeBufferPointer {
        layer.prepared.inputConverter(ofGroup: group).codes(of: $0)
      }
      let found = try layer.codeProduct(
        codes, vectors: problem.vectors, group: group, arrays: layer.nominal)
      let wanted = wanted(problem, layer, group: group, codes: codes)
      #expect(found == wanted.map(Double.init))
      different.formUnion(wanted)
    }
    #expect(different.count > problem.vectors)
  }

  @Test(arguments: Storage.all)
  func `of any slices and streams`(storage: Storage) throws {
    for isBipolar in [false, true] {
      for scale in Mapping.Granularity.allCases {
        for (bitsPerCell, bitsPerStream) in [(8, 8), (2, 1), (3, 5), (1, 8)] {
          var mapping = Mapping.exact(
            storage.encoding, bitsPerCell: bitsPerCell, bitsPerStream: bitsPerStream)
          mapping.outputs.reads = nil
          mapping.weights.zero = storage.zero
          mapping.weights.reference = storage.reference
          mapping.weights.scale = scale
          mapping.tile.rows = 24
          mapping.tile.columns = 10
          if storage.encoding == .offset { mapping.weights.columnsPerReference = bitsPerCell }
          try Self.compare(
            LayerProblem(inputs: 53, outputs: 23, vectors: 6, isBipolar: isBipolar), mapping)
        }
      }
    }
  }

  @Test(arguments: Storage.all)
  func `of groups that share arrays, and of rows that take turns`(storage: Storage) throws {
    for (groups, rowsPerRead) in [(Mapping.GroupPlacement.shared, nil), (.shared, 4), (.own, 7)] {
      var mapping = Mapping.exact(storage.encoding, bitsPerCell: 4)
      mapping.outputs.reads = nil
      mapping.weights.zero = storage.zero
      mapping.weights.reference = storage.reference
      mapping.tile.rows = 32
      mapping.tile.columns = 16
      mapping.tile.groups = groups
      mapping.inputs.rowsPerRead = rowsPerRead
      try Self.compare(LayerProblem(inputs: 9, outputs: 2, groups: 11, vectors: 5), mapping)
      try Self.compare(LayerProblem(inputs: 40, outputs: 3, groups: 2, vectors: 5), mapping)
    }
  }

  @Test(arguments: Storage.all)
  func `of sixteen bits that no sum in single precision holds`(storage: Storage) throws {
    var mapping = Mapping.exact(storage.encoding, bitsPerCell: 16, bitsPerStream: 16)
    mapping.outputs.reads = nil
    mapping.weights.zero = storage.zero
    mapping.weights.reference = storage.reference
    mapping.weights.bits = 16
    mapping.inputs.bits = 16
    try Self.compare(
      LayerProblem(inputs: 300, outputs: 5, vectors: 8, isBipolar: true), mapping)
  }

  @Test(arguments: Storage.all)
  func `stand for the weights to half a step`(storage: Storage) {
    let problem = LayerProblem(inputs: 53, outputs: 23, groups: 3)
    // Weights of one sign use half of the integers around the middle, and all around their own zero.
    let positive = LayerProblem(
      weights: problem.matrix.weights.map { $0.map { abs($0) } }, inputs: problem.inputs,
      of: problem)
    for problem in [problem, positive] {
      for scale in Mapping.Granularity.allCases {
        var mapping = Mapping.exact(storage.encoding)
        mapping.weights.zero = storage.zero
        mapping.weights.reference = storage.reference
        mapping.weights.scale = scale
        mapping.tile.rows = 20
        let integers = IntegerWeights(problem.matrix, mapping: mapping)
        let slices = CellSlices(mapping)
        var levels = Set<Int>()
        for group in 0..<3 {
          for (place, weight) in problem.matrix.weights[group].enumerated() {
            let (row, output) = (place / 23, place % 23)
            let step = integers.scales[group][output]
            let integer = integers.values[group][place]
            // Rounding is half a step; the rest is single-precision rounding.
            #expect((Float(integer) * step - weight).magnitude <= step * 0.5001)
            let level = slices.level(
              of: integer, slice: 0, polarity: .positive,
              zero: integers.zero(group: group, rowTile: row / 20, output: output))
            #expect((0..<1 << mapping.sliceBits).contains(level))
            levels.insert(level)
          }
        }
        if storage.zero == .column && scale == .column {
          #expect(levels.contains(255) && levels.contains { $0 <= 1 })
        }
      }
    }
  }
}
