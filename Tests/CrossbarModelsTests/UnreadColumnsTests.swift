import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// Arrays of which the first columns alone are read, by the two-point model.
@Suite struct UnreadColumnsTests {
  /// Columns behind the read ones, all alike or scattered.
  private func crossbar(
    _ technology: Technology, size: Int, outputs: Int, isScattered: Bool
  ) -> Crossbar {
    var chance = SeededGenerator(seed: UInt64(size + outputs), stream: 3)
    let cell = technology.cell
    let span = cell.onConductance - cell.offConductance
    return Crossbar(
      technology: technology,
      conductances: Matrix(rows: size, columns: size) { _, column in
        let part = chance.uniform()
        return cell.offConductance + span * (column < outputs || isScattered ? part : 0)
      })
  }

  private func inputs(_ size: Int, upTo voltage: Double) -> Matrix {
    var chance = SeededGenerator(seed: 4, stream: UInt64(size))
    return Matrix(rows: 24, columns: size) { sample, _ in
      chance.uniform() < Double(sample) / 24 ? 0 : voltage * chance.uniform()
    }
  }

  @Test(
    arguments: [
      ("sinh-100k", 48, 7, false), ("sinh-100k-500mv", 40, 1, false),
      ("sinh-100k", 48, 20, true), ("sinh-100k-500mv", 33, 30, false),
      ("1t1r-level1-50k", 24, 5, false), ("ohmic-100k", 32, 3, false),
    ])
  func `read columns are as near to exact ones as with all columns`(
    name: String, size: Int, outputs: Int, isScattered: Bool
  ) throws {
    let technology = try ReadProblem.technology(name)
    let voltage = technology.read.voltage
    let crossbar = crossbar(technology, size: size, outputs: outputs, isScattered: isScattered)
    let inputs = inputs(size, upTo: voltage)
    let exact = try NodalSolver().program(crossbar).read(inputs).columns(0..<outputs)
    let model = TwoPointModel(
      parameters: ModelParameters(technology), statistics: .uniform(upTo: voltage))
    let whole = try model.program(crossbar).read(inputs).columns(0..<outputs)
    let read = try model.program(crossbar, outputs: outputs).read(inputs)
    #expect(read.columns == outputs)
    let own = RelativeError(of: read, against: exact).relativeRMSE
    let other = RelativeError(of: whole, against: exact).relativeRMSE
    #expect(own <= 1.2 * other + 2e-6, "\(own) for \(other)")
  }

  @Test(arguments: ["sinh-100k", "1t1r-level1-50k"])
  func `a stuck cell keeps its column for itself`(name: String) throws {
    var technology = try ReadProblem.technology(name)
    // Word lines without resistance would let any number of equal columns be one.
    technology.resistances.rowSegment = 0
    technology.resistances.columnSegment = 50
    var crossbar = crossbar(technology, size: 24, outputs: 3, isScattered: false)
    var conductances = crossbar.conductances
    for row in stride(from: 1, to: 24, by: 5) { conductances[row, 4 + row % 17] = 1e-2 }
    crossbar = Crossbar(technology: technology, conductances: conductances)
    let inputs = inputs(24, upTo: technology.read.voltage)
    let model = TwoPointModel(
      parameters: ModelParameters(technology),
      statistics: .uniform(upTo: technology.read.voltage))
    let exact = try NodalSolver().program(crossbar).read(inputs).columns(0..<3)
    let whole = try model.program(crossbar).read(inputs).columns(0..<3)
    let read = try model.program(crossbar, outputs: 3).read(inputs)
    let own = RelativeError(of: read, against: exact).relativeRMSE
    let other = RelativeError(of: whole, against: exact).relativeRMSE
    #expect(own <= 1.2 * other + 2e-6, "\(own) for \(other)")
  }

  @Test func `rows that do not change each other keep all their functions`() throws {
    var technology = try ReadProblem.technology("sinh-100k")
    technology.resistances = ArrayResistances(
      rowSegment: 100, columnSegment: 0, driver: 500, sense: 0)
    let crossbar = crossbar(technology, size: 32, outputs: 32, isScattered: true)
    let inputs = inputs(32, upTo: technology.read.voltage)
    let model = TwoPointModel(
      parameters: ModelParameters(technology),
      statistics: .uniform(upTo: technology.read.voltage))
    let read = try model.program(crossbar).read(inputs)
    let exact = try NodalSolver().program(crossbar).read(inputs)
    #expect(RelativeError(of: read, against: exact).relativeRMSE < 1e-5)
  }

  @Test func `a stage behind the columns keeps all of them`() throws {
    var technology = try ReadProblem.technology("sinh-100k")
    technology.periphery.amplifier = TransimpedanceAmplifier(
      feedbackResistance: 2e4, openLoopGain: 1e4)
    let crossbar = crossbar(technology, size: 24, outputs: 3, isScattered: false)
    let model = FastCrossbarModel(
      CoreSettings(.twoPoint), statistics: .uniform(upTo: technology.read.voltage))
    let inputs = inputs(24, upTo: technology.read.voltage)
    #expect(
      try model.program(crossbar, outputs: 3).read(inputs) == model.program(crossbar).read(inputs))
  }
}
