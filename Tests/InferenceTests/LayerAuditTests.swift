import Configuration
import CrossbarModels
import Crossbars
import Inference
import LinearAlgebra
import NodalAnalysis
import Records
import Testing

/// The currents of a model beside exact ones, on what a layer's arrays are read with.
@Suite struct LayerAuditTests {
  /// Cells that bend behind wires that matter.
  private static var technology: Technology {
    Technology(
      name: "test",
      cell: Cell(
        device: SinhDevice(characteristicVoltage: 0.2), onResistance: 20e3, offResistance: 200e3),
      resistances: ArrayResistances(segments: 20, ends: 100), read: ReadConditions(voltage: 0.5))
  }

  /// Two groups on arrays of 5 × 4, bit-serial.
  private static var mapping: Mapping {
    var mapping = Mapping()
    mapping.tile.rows = 5
    mapping.tile.columns = 4
    mapping.weights.bitsPerCell = 4
    mapping.weights.scale = .layer
    mapping.inputs.scale = .layer
    mapping.inputs.bitsPerStream = 4
    mapping.outputs.reads = .column
    mapping.outputs.scale = .layer
    return mapping
  }

  private static let problem = LayerProblem(inputs: 12, outputs: 6, groups: 2, zeroVectors: 0.3)
  private static let instance = LayerArrays.Instance(seed: 3, trial: 0)

  @Test func `an audit of all reads finds the errors of every array read one by one`() throws {
    let problem = Self.problem
    let layer = try problem.layer(Self.mapping, technology: Self.technology)
    let traffic = layer.prepared.traffic(problem.sample)
    let model = LinearModel(parameters: ModelParameters(Self.technology))
    let tolerance = 1e-3
    let found = try LayerAudit(layer, traffic: traffic, instance: Self.instance).run(
      100_000, model: model, tolerance: tolerance, threads: 2)

    // Codes, digits, voltages and currents by plain loops over the layer's inputs.
    let converter = layer.prepared.inputConverter.converter
    let fabrication = layer.prepared.fabrication
    var (error, reference, largest, reads, changed, conversions) = (0.0, 0.0, 0.0, 0, 0, 0)
    var stepErrors = 0.0
    for (index, place) in fabrication.places.enumerated() {
      let crossbar = fabrication.fabricated(index, in: Self.instance).crossbar
      let rows = 5 * place.rowTile..<min(5 * place.rowTile + 5, 12)
      let columns = min(4 * place.columnTile + 4, 6) - 4 * place.columnTile
      var voltages: [[Double]] = []
      for vector in 0..<problem.vectors {
        let codes = rows.map { row -> Int in
          let value = problem.inputs[place.group][12 * vector + row]
          return Int(min(max((value / converter.step).rounded(.toNearestOrEven), 0), 255))
        }
        for stream in 0..<2 {
          let digits = codes.map { $0 >> (4 * stream) & 15 }
          guard digits.contains(where: { $0 != 0 }) else { continue }
          voltages.append(
            (0..<5).map { $0 < digits.count ? 0.5 * Double(digits[$0]) / 15 : 0 })
        }
      }
      guard !voltages.isEmpty else { continue }
      let inputs = Matrix(voltages)
      let wrong = try model.program(crossbar).read(inputs)
      let right = try NodalSolver().program(crossbar).read(inputs)
      let step = layer.outputConverters[place.slice][place.polarity == .positive ? 0 : 1]
      let range = layer.outputRanges[place.slice][place.polarity == .positive ? 0 : 1]
      let converters = try #require(step)
      let ampere = (range[1] - range[0]) / 255
      for read in 0..<inputs.rows {
        var (own, size) = (0.0, 0.0)
        for column in 0..<columns {
          let difference = wrong[read, column] - right[read, column]
          own += difference * difference
          size += right[read, column] * right[read, column]
          stepErrors += difference / ampere * difference / ampere
          func code(_ current: Double) -> Double {
            min(
              max((current / ampere).rounded(), Double(converters.lowest)),
              Double(converters.highest))
          }
          changed += code(wrong[read, column]) == code(right[read, column]) ? 0 : 1
          conversions += 1
        }
        error += own
        reference += size
        largest = max(largest, (own / size).squareRoot())
        reads += 1
      }
    }
    #expect(found.reads == reads && found.arrays == 48)
    // The sums differ in their order, the steps by single precision.
    #expect((found.relativeError - (error / reference).squareRoot()).magnitude < 1e-9)
    #expect((found.worstReadError - largest).magnitude < 1e-9)
    let steps = try #require(found.errorLsb)
    #expect((steps - (stepErrors / Double(conversions)).squareRoot()).magnitude < 1e-4 * steps)
    let share = try #require(found.changedCodes)
    #expect((share - Double(changed) / Double(conversions)).magnitude < 2e-3 && share > 0.05)
    #expect(found.relativeError > 1.5 * tolerance && found.isBeyond)
  }

  @Test func `reads are drawn from all arrays, once each, and drive a row`() throws {
    let problem = Self.problem
    let layer = try problem.layer(Self.mapping, technology: Self.technology)
    let traffic = layer.prepared.traffic(problem.sample)
    let fabrication = layer.prepared.fabrication
    var generator = SeededGenerator(seed: 5, stream: 1)
    var counts = [Int](repeating: 0, count: fabrication.places.count)
    for _ in 0..<40 {
      let drawn = AuditedReads(30, of: traffic, in: fabrication, using: &generator)
      #expect(drawn.arrays.reduce(0) { $0 + $1.reads.count } == 30)
      for part in drawn.arrays {
        counts[part.array] += part.reads.count
        #expect(Set(part.reads).count == part.reads.count)
        for read in part.reads {
          let digits = traffic.digits(
            read, group: fabrication.places[part.array].group,
            rows: fabrication.rows(ofArray: part.array))
          #expect(digits.contains { $0 != 0 })
        }
      }
    }
    // 1200 draws over 48 arrays: each is expected 20 to 30 times.
    #expect(counts.allSatisfy { (5...60).contains($0) }, "\(counts)")
  }

  @Test func `the nodal solver is its own audit without any error`() throws {
    let problem = Self.problem
    let layer = try problem.layer(Self.mapping, technology: Self.technology)
    let found = try LayerAudit(
      layer, traffic: layer.prepared.traffic(problem.sample), instance: Self.instance
    ).run(16, model: NodalSolver(), tolerance: 1e-6, threads: 1)
    #expect(found.reads == 16 && found.readsBeyond == 0)
    #expect(found.relativeError == 0 && found.worstErrorLsb == 0 && found.changedCodes == 0)
    #expect(!found.isBeyond)
  }

  @Test func `members are judged on the most and the least loaded arrays of a layer`() throws {
    var weights = Self.problem.matrix.weights
    // The first array of the first group is empty, the last of the second full.
    for row in 0..<5 { for column in 0..<4 { weights[0][6 * row + column] = 0 } }
    for row in 10..<12 { for column in 0..<6 { weights[1][6 * row + column] = 4 } }
    let inputs = Self.problem.inputs.map { $0.map { $0 + 0.5 } }
    let problem = LayerProblem(weights: weights, inputs: inputs, of: Self.problem)
    let prepared = try PreparedLayer(
      problem.matrix, mapping: Self.mapping, technology: Self.technology, sample: problem.sample)
    let traffic = prepared.traffic(problem.sample)
    let samples = JudgedArrays(prepared, traffic: traffic).samples(
      4, statistics: traffic.statistics)
    let sums = (prepared.fabrication.places.indices).map { index in
      prepared.fabrication.fabricated(index, in: nil).crossbar.conductances.elements.reduce(0, +)
    }
    let judged = samples.map { $0.crossbar.conductances.elements.reduce(0, +) }
    #expect(samples.count == 4)
    #expect(judged[0] >= 0.8 * (sums.max() ?? 0) && judged[3] == sums.min())
    #expect(samples.allSatisfy { $0.columns == 4 || $0.columns == 2 })
    #expect(samples.allSatisfy { $0.inputs.rows == 2 * problem.vectors })
  }
}
