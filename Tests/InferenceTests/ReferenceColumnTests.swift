import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import Testing

/// Offset encoding with a reference column in every array.
struct ReferenceColumnTests {
  private static func mapping(
    _ reference: Mapping.Reference?, reads: Mapping.Reading? = nil, bits: Int = 0
  ) -> Mapping {
    var mapping = Mapping()
    if let reference {
      mapping.weights.encoding = .offset
      mapping.weights.reference = reference
    }
    mapping.outputs.bits = bits
    mapping.outputs.reads = reads
    return mapping
  }

  private static func error(
    _ problem: LayerProblem, _ mapping: Mapping, wires: Double, ends: Double
  ) throws -> Double {
    let technology = LayerProblem.technology(wires: wires, ends: ends)
    let model = LinearModel(parameters: ModelParameters(technology))
    return try problem.relativeError(
      problem.outputs(problem.layer(mapping, technology: technology, model: model)))
  }

  @Test func `a dummy column loses what its neighbors lose, and a digital sum does not`() throws {
    let problem = LayerProblem(inputs: 64, outputs: 40, vectors: 40)
    func error(_ reference: Mapping.Reference?) throws -> Double {
      var mapping = Self.mapping(reference)
      mapping.gain = Mapping.GainCorrection.none
      return try Self.error(problem, mapping, wires: 2.5, ends: 200)
    }
    let (pair, dummy) = try (error(nil), error(.dummy))
    let (unit, digital) = try (error(.unit), error(.digital))
    // The wires take a fifth of the common current, which is many times the signal.
    #expect(digital > 5 * dummy, "\(digital) against \(dummy)")
    #expect(digital > 2 * unit, "\(digital) against \(unit)")
    #expect(dummy < unit && dummy < 3 * pair, "\(dummy), \(unit), \(pair)")
  }

  @Test(arguments: [Mapping.Reference.dummy, .unit], [1, 3])
  func `groups of one array have reference columns of their own`(
    reference: Mapping.Reference, outputs: Int
  ) throws {
    // Rows of other groups load a shared reference column with cells that its neighbors do not have.
    let problem = LayerProblem(inputs: 9, outputs: outputs, groups: 21, vectors: 30)
    func error(_ groups: Mapping.GroupPlacement) throws -> Double {
      var mapping = Self.mapping(reference)
      mapping.gain = Mapping.GainCorrection.none
      mapping.tile.groups = groups
      return try Self.error(problem, mapping, wires: 2.5, ends: 200)
    }
    let (shared, own) = try (error(.shared), error(.own))
    #expect(shared < 1.3 * own, "\(shared) against \(own)")
  }

  @Test(arguments: [Mapping.Reference.dummy, .unit], Mapping.ZeroPoint.allCases)
  func `the codes of a reference column are subtracted as a plain model does`(
    reference: Mapping.Reference, zero: Mapping.ZeroPoint
  ) throws {
    guard reference == .unit || zero != .column else { return }
    let problem = LayerProblem(inputs: 20, outputs: 9, vectors: 12)
    let technology = LayerProblem.technology(wires: 2.5, ends: 300)
    var mapping = Self.mapping(reference, reads: .column, bits: 8)
    mapping.tile.rows = 16
    mapping.tile.columns = 6
    mapping.weights.zero = zero
    mapping.weights.columnsPerReference = 5
    mapping.outputs.scale = .layer
    mapping.gain = Mapping.GainCorrection.none
    let model = LinearModel(parameters: ModelParameters(technology))
    let layer = try problem.layer(mapping, technology: technology, model: model)
    let found = try problem.outputs(layer)[0]
    let (k, n) = (20, 9)
    let integers = layer.prepared.weights
    let off = technology.cell.offConductance
    let step = (technology.cell.onConductance - off) / 255
    let volts = 0.25 / 255
    let converter = try #require(layer.outputConverters[0][0])
    let dac = layer.prepared.inputConverter.converter
    var wanted = [Double](repeating: 0, count: problem.vectors * n)
    var ties = Set<Int>()
    for (tile, rows) in [0..<16, 16..<20].enumerated() {
      for columns in [0..<5, 5..<9] {
        // The reference stands in the middle of the used columns.
        let middle = columns.count / 2
        func level(_ row: Int, _ output: Int) -> Double {
          Double(
            integers.values[0][row * n + output]
              + integers.zero(group: 0, rowTile: tile, output: output))
        }
        func raise(_ output: Int) -> Double {
          Double(integers.zero(group: 0, rowTile: tile, output: output))
        }
        let matrix = try EquivalentConductance.matrix(
          of: Crossbar(
            technology: technology,
            conductances: Matrix(rows: 16, columns: 6) { row, column in
              guard row < rows.count, column <= columns.count else { return off }
              if column == middle {
                return off + step * (reference == .unit ? 255 : raise(columns.lowerBound))
              }
              let output = columns.lowerBound + (column < middle ? column : column - 1)
              return off + step * level(rows.lowerBound + row, output)
            }))
        for vector in 0..<problem.vectors {
          func code(_ column: Int) -> (code: Double, isTied: Bool) {
            var current = 0.0
            for row in rows {
              let value = problem.inputs[0][vector * k + row]
              let digit = Double(
                min(max((value / dac.step).rounded(.toNearestOrEven), 0), dac.highest))
              current += digit * volts * matrix[row - rows.lowerBound, column]
            }
            let exact = current / (volts * step) / Double(converter.step)
            let rounded = exact.rounded(.toNearestOrEven)
            return (
              min(max(rounded, Double(converter.lowest)), Double(converter.highest)),
              // Single precision may decide a tie the other way.
              abs(abs(exact - rounded) - 0.5) < 1e-3
            )
          }
          let taken = code(middle)
          for output in columns {
            let index = output - columns.lowerBound
            let read = code(index < middle ? index : index + 1)
            let factor =
              reference == .unit
              ? (off + step * raise(output)) / (off + step * 255) : 1
            wanted[vector * n + output] +=
              (read.code - factor * taken.code) * Double(converter.step)
            if read.isTied || taken.isTied { ties.insert(vector * n + output) }
          }
        }
      }
    }
    #expect(ties.count < wanted.count / 4)
    let largest = wanted.map(\.magnitude).max() ?? 0
    for place in wanted.indices where !ties.contains(place) {
      let scale = Double(integers.scales[0][place % n]) * Double(dac.step)
      // Sums of a few codes in single precision.
      #expect((Double(found[place]) / scale - wanted[place]).magnitude <= 1e-5 * largest)
    }
  }

  @Test(arguments: [Mapping.Reading.difference, .column], [0, 10])
  func `converters trimmed on reference columns give back what drivers take of all columns`(
    reads: Mapping.Reading, bits: Int
  ) throws {
    // Without wires and sense resistors every column of a row loses the same share of it.
    let problem = LayerProblem(inputs: 64, outputs: 40, vectors: 40)
    var technology = LayerProblem.technology()
    technology.resistances.driver = 2000
    let model = LinearModel(parameters: ModelParameters(technology))
    func error(_ gain: Mapping.GainCorrection?, _ reference: Mapping.Reference?) throws -> Double {
      var mapping = Self.mapping(reference, reads: reads, bits: bits)
      mapping.gain = gain
      return try problem.relativeError(
        problem.outputs(problem.layer(mapping, technology: technology, model: model)))
    }
    let pair = try error(nil, nil)
    let raw = try error(Mapping.GainCorrection.none, .dummy)
    let trimmed = try error(nil, .dummy)
    // Raised weights load a row with more conductance than those of a pair.
    #expect(raw > 1.3 * pair && pair > 0.1, "\(raw) against \(pair)")
    // Rows hold different weights, which one factor does not tell apart.
    #expect(trimmed < 0.2 * raw, "\(trimmed) against \(raw)")
  }

  @Test func `a trim is what a reference column lacks by an exact solution`() throws {
    let problem = LayerProblem(inputs: 16, outputs: 4, vectors: 12)
    let technology = LayerProblem.technology(wires: 5, ends: 400)
    var mapping = Self.mapping(.dummy, bits: 8)
    mapping.tile.rows = 16
    mapping.tile.columns = 5
    let layer = try problem.layer(
      mapping, technology: technology, model: LinearModel(parameters: ModelParameters(technology)))
    let off = technology.cell.offConductance
    let step = (technology.cell.onConductance - off) / 255
    let crossbar = Crossbar(
      technology: technology,
      conductances: Matrix(rows: 16, columns: 5) { row, column in
        let output = column < 2 ? column : column - 1
        let weight = column == 2 ? 0 : Int(layer.prepared.weights.values[0][row * 4 + output])
        return off + step * Double(weight + 128)
      })
    let dac = layer.prepared.inputConverter.converter
    let codes = problem.inputs[0].map {
      Double(min(max(($0 / dac.step).rounded(.toNearestOrEven), 0), dac.highest))
    }
    let volts = 0.25 / 255
    let currents = try NodalSolver().program(crossbar).read(
      Matrix(rows: 12, columns: 16, elements: codes.map { $0 * volts }))
    var (product, square) = (0.0, 0.0)
    for vector in 0..<12 {
      let wanted = codes[16 * vector..<16 * vector + 16].reduce(0, +) * volts * (off + step * 128)
      product += wanted * currents[vector, 2]
      square += currents[vector, 2] * currents[vector, 2]
    }
    #expect(product / square > 1.05)
    // A tie of an input may go the other way in single precision.
    for trim in layer.trims[0][0] { #expect((Double(trim) - product / square).magnitude < 1e-5) }
    #expect(try problem.layer(mapping).trims[0][0].allSatisfy { $0 == 1 })
  }

  @Test func `outputs share the noise of their reference column`() throws {
    let drawn = LayerProblem(inputs: 40, outputs: 6, vectors: 30)
    var technology = LayerProblem.technology()
    technology.variation.readNoise = ReadNoise(.relative(0.1))
    let count = 4000
    let vector = Array(drawn.inputs[0][..<40])
    let inputs = (0..<count).flatMap { _ in vector }
    for bits in [0, 16] {
      var mapping = Self.mapping(.dummy, bits: bits)
      mapping.weights.columnsPerReference = 6
      mapping.outputs.range = .maximum
      let layer = try drawn.layer(mapping, technology: technology)
      let found = try inputs.withUnsafeBufferPointer {
        try layer.product(
          $0, group: 0,
          arrays: layer.prepared.arrays(
            model: IdealModel(), instance: LayerArrays.Instance(seed: 4, trial: 0), threads: 1))
      }
      let prepared = layer.prepared
      let codes = vector.withUnsafeBufferPointer { prepared.inputConverter.codes(of: $0) }
      // Tenths of the conductances in steps: 255 steps lie between 1/6 and 1 of the largest.
      let off = 255.0 / 5
      func variance(_ level: (Int) -> Double) -> Double {
        (0..<40).reduce(0) { sum, row in
          let part = Double(codes[row]) * 0.1 * (off + level(row))
          return sum + part * part
        }
      }
      let ofReference = variance { _ in 128 }
      func scale(_ output: Int) -> Double {
        Double(prepared.weights.scales[0][output])
          * Double(prepared.inputConverter.converter.step)
      }
      func column(_ output: Int) -> [Double] {
        let values = (0..<count).map { Double(found[$0 * 6 + output]) / scale(output) }
        let mean = values.reduce(0, +) / Double(count)
        return values.map { $0 - mean }
      }
      let columns = (0..<6).map(column)
      for one in 0..<6 {
        for other in 0...one {
          let covariance =
            zip(columns[one], columns[other]).reduce(0) { $0 + $1.0 * $1.1 } / Double(count)
          let own = variance { Double(prepared.weights.values[0][$0 * 6 + one]) + 128 }
          let wanted = ofReference + (one == other ? own : 0)
          // Five standard errors of 4000 products of two normal numbers of about these variances.
          let error = 5 * (own + ofReference) * (2 / Double(count)).squareRoot()
          #expect((covariance - wanted).magnitude < error, "\(covariance) \(wanted)")
        }
      }
    }
  }

  @Test func `inputs of zero give zero through a reference column`() throws {
    let problem = LayerProblem(inputs: 30, outputs: 8, isBipolar: true)
    for (reference, reads) in [
      (Mapping.Reference.dummy, Mapping.Reading.difference), (.dummy, .column), (.unit, .column),
    ] {
      let layer = try problem.layer(Self.mapping(reference, reads: reads, bits: 8))
      let outputs = try [Float](repeating: 0, count: 90).withUnsafeBufferPointer {
        try layer.product($0, group: 0, arrays: layer.nominal)
      }
      #expect(outputs.allSatisfy { $0 == 0 })
    }
  }
}
