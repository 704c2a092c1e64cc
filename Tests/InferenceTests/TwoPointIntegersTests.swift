import CrossbarModels
import Crossbars
import Execution
import Inference
import Networks
import Records
import Testing

/// Layers of bent cells in integers against the same members in double precision.
struct TwoPointIntegersTests {
  /// A way to read a layer.
  struct Case: Sendable, CustomTestStringConvertible {
    var encoding = Mapping.Encoding.differential
    var reads: Mapping.Reading?
    var streamBits = 8
    var isBipolar = false
    var rowsPerRead: Int?

    var testDescription: String {
      "\(encoding.rawValue), \(reads?.rawValue ?? "-"), \(streamBits) bits a stream, "
        + "\(isBipolar ? "both signs" : "one sign"), \(rowsPerRead ?? 0) rows a read"
    }

    static let all = [
      Case(), Case(reads: .column), Case(isBipolar: true), Case(reads: .column, isBipolar: true),
      Case(streamBits: 1), Case(streamBits: 3, isBipolar: true),
      Case(encoding: .offset), Case(encoding: .offset, reads: .column), Case(rowsPerRead: 10),
    ]

    var mapping: Mapping {
      var mapping = Mapping()
      mapping.weights.encoding = encoding
      mapping.outputs.reads = reads
      mapping.inputs.bitsPerStream = streamBits
      mapping.inputs.rowsPerRead = rowsPerRead
      mapping.tile.rows = 32
      mapping.tile.columns = 24
      if encoding == .offset { mapping.weights.reference = .dummy }
      return mapping
    }
  }

  private static func technology(
    _ mode: ReadMode = ReadMode(), characteristicVoltage: Double = 0.25
  ) -> Technology {
    Technology(
      name: "bent",
      cell: Cell(
        device: SinhDevice(characteristicVoltage: characteristicVoltage), onResistance: 100e3,
        offResistance: 600e3),
      resistances: ArrayResistances(segments: 2.5, ends: 300),
      read: ReadConditions(voltage: 0.25, mode: mode))
  }

  private static func layer(
    _ problem: LayerProblem, _ mapping: Mapping, isBipolar: Bool, technology: Technology
  ) throws -> CrossbarLayer {
    let statistics =
      isBipolar ? InputStatistics.signed(upTo: 0.25) : InputStatistics.uniform(upTo: 0.25)
    return try problem.layer(
      mapping, technology: technology,
      model: FastCrossbarModel(CoreSettings(.twoPoint), statistics: statistics))
  }

  /// The outputs in integers, how many of them are others than the arrays', and the largest of these.
  private static func compared(
    _ problem: LayerProblem, _ layer: CrossbarLayer, _ integers: any CodeProduct
  ) throws -> (found: [Float], moved: Int, size: Float) {
    let found = try layer.product(
      LayerInputs(
        Tensor(shape: [problem.vectors, problem.matrix.inputs], elements: problem.inputs[0])),
      group: 0, integers: integers)
    let wanted = try problem.outputs(layer)[0]
    let size = wanted.map(\.magnitude).max() ?? 0
    let moved = zip(found, wanted).count { ($0 - $1).magnitude > 1e-5 * size }
    return (found, moved, size)
  }

  @Test(arguments: Case.all)
  func `integers move few codes of the converters, and by little`(example: Case) throws {
    let problem = LayerProblem(
      inputs: 75, outputs: 30, vectors: 40, isBipolar: example.isBipolar, zeroVectors: 0.1)
    let layer = try Self.layer(
      problem, example.mapping, isBipolar: example.isBipolar, technology: Self.technology())
    let integers = try #require(layer.integers(of: layer.nominal).groups[0])
    #expect(integers is TwoPointLayer)
    let (found, moved, _) = try Self.compared(problem, layer, integers)
    // Three halves of a hundredth of the codes, of which an output adds one for each stream and each array.
    let conversions = problem.matrix.inputs / (example.rowsPerRead ?? 32) + 1
    let streams = (8 + example.streamBits - 1) / example.streamBits
    let most = Double(found.count * conversions * streams) * 0.015
    #expect(Double(moved) <= most, "\(moved) of \(found.count)")
    #expect(found.contains { $0 != 0 })
    // A vector of zeros gives zeros.
    #expect(found[0..<30].allSatisfy { $0 == 0 })
  }

  @Test func `changes follow from shares and moments where that is fine`() throws {
    let problem = LayerProblem(inputs: 75, outputs: 30, vectors: 40)
    func integers(_ voltage: Double) throws -> TwoPointLayer {
      let layer = try Self.layer(
        problem, Case(reads: .column).mapping, isBipolar: false,
        technology: Self.technology(characteristicVoltage: voltage))
      return try #require(layer.integers(of: layer.nominal).groups[0] as? TwoPointLayer)
    }
    #expect(try integers(0.25).areChangesFitted)
    // Cells that bend much leave too much of them.
    #expect(try !integers(0.08).areChangesFitted)
  }

  @Test func `ranges for few rows are judged on few rows`() throws {
    let dense = LayerProblem(inputs: 256, outputs: 16, vectors: 60)
    // One row in each vector, or two: what all rows give is far beyond the converters' ranges.
    let inputs = (0..<60 * 256).map { place -> Float in
      let (vector, row) = place.quotientAndRemainder(dividingBy: 256)
      return row == vector * 37 % 256 || vector % 2 == 0 && row == vector * 91 % 256 ? 1 : 0
    }
    let problem = LayerProblem(weights: dense.matrix.weights, inputs: [inputs], of: dense)
    var mapping = Case(reads: .column).mapping
    mapping.tile.rows = 256
    let layer = try Self.layer(
      problem, mapping, isBipolar: false, technology: Self.technology(characteristicVoltage: 0.125))
    // To refuse them is right as well.
    guard let integers = layer.integers(of: layer.nominal).groups[0] else { return }
    let (found, moved, _) = try Self.compared(problem, layer, integers)
    // Two conversions each, and a bound on what integers move.
    #expect(moved <= found.count / 20, "\(moved) of \(found.count)")
  }

  @Test func `what integers are too coarse for stays as it is`() throws {
    let problem = LayerProblem(inputs: 40, outputs: 8, vectors: 20)
    var fine = Case().mapping
    fine.outputs.bits = 12
    let layer = try Self.layer(problem, fine, isBipolar: false, technology: Self.technology())
    #expect(layer.integers(of: layer.nominal).groups[0] == nil)
    // Rows at rest pass currents.
    let half = try Self.layer(
      problem, Case().mapping, isBipolar: false,
      technology: Self.technology(ReadMode(unselectedRows: .half)))
    #expect(half.integers(of: half.nominal).groups[0] == nil)
  }

  @Test func `linear layers take the codes of reference columns away`() throws {
    let problem = LayerProblem(inputs: 75, outputs: 30, vectors: 40)
    let example = Case(encoding: .offset, reads: .column)
    let layer = try problem.layer(
      example.mapping, technology: LayerProblem.technology(),
      model: FastCrossbarModel(
        CoreSettings(.linear), statistics: InputStatistics.uniform(upTo: 0.25)))
    let integers = try #require(layer.integers(of: layer.nominal).groups[0])
    #expect(integers is IntegerLayer)
    let (found, moved, size) = try Self.compared(problem, layer, integers)
    // One code in two thousand, of three arrays and as many reference columns.
    #expect(moved <= found.count / 100, "\(moved) of \(found.count)")
    #expect(size > 0)
  }
}
