import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Records
import TestSupport
import Testing

/// The two-point model against values that an independent program found: an array of 8 × 6 with
/// G = 2 µS · (1 + (3i + 5j) mod 7), segments of 20 Ω, drivers of 500 Ω, sense circuits of 400 Ω, and
/// inputs of up to .5 V.
@Suite struct TwoPointValueTests {
  private static let inputs = Matrix(
    rows: 1, columns: 8, elements: [1, 0.2, 0, 0.6, 1, 0.4, 0, 0.8].map { 0.5 * $0 })

  private static func technology() throws -> Technology {
    var technology = try ReadProblem.technology("sinh-100k")
    technology.cell.device = SinhDevice(characteristicVoltage: 0.25)
    technology.resistances = ArrayResistances(
      rowSegment: 20, columnSegment: 20, driver: 500, sense: 400)
    technology.read.voltage = 0.5
    return technology
  }

  private static func crossbar(_ technology: Technology) -> Crossbar {
    Crossbar(
      technology: technology,
      conductances: Matrix(rows: 8, columns: 6) { Double(1 + (3 * $0 + 5 * $1) % 7) * 2e-6 })
  }

  private func expect(
    _ found: Double, _ expected: Double, within tolerance: Double,
    _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(
      (found - expected).magnitude <= tolerance * expected.magnitude, "\(found) for \(expected)",
      sourceLocation: location)
  }

  private func expect(
    microamperes found: [Double], _ expected: [Double], within tolerance: Double,
    _ location: SourceLocation = #_sourceLocation
  ) {
    for (found, expected) in zip(found, expected) {
      expect(found, 1e-6 * expected, within: tolerance, location)
    }
  }

  @Test func `one sign`() throws {
    let crossbar = Self.crossbar(try Self.technology())
    let exact = try NodalSolver().program(crossbar).read(Self.inputs).row(0)
    expect(
      microamperes: exact,
      [15.8734068, 25.8775444, 21.2040965, 21.1629631, 28.2093021, 25.1418033], within: 2e-9)
    let model = TwoPointModel(
      parameters: ModelParameters(crossbar.technology), statistics: .uniform(upTo: 0.5))
    let half = try model.rowFunctions(of: crossbar, at: 0.25)
    expect(
      microamperes: half.fullDrive,
      [44.7479713, 51.7306725, 48.7989292, 46.0324033, 52.8309416, 50.0723889], within: 2e-9)
    expect(half.share[2, 3], 5.501126e-7, within: 2e-6)
    expect(half.change[2, 3], -7.617544e-4, within: 5e-6)
    let full = try model.rowFunctions(of: crossbar, at: 0.5)
    expect(full.share[2, 3], 1.609643e-6, within: 1e-6)
    expect(full.change[2, 3], -2.907062e-3, within: 1e-6)
    // Its numbers are fitted to other random vectors, which moves a current by some 5e-4 of full drive.
    expect(
      microamperes: try model.program(crossbar).read(Self.inputs).row(0),
      [15.8618, 25.8825, 21.1909, 21.1607, 28.2268, 25.1509], within: 1e-3)
  }

  @Test func `both signs`() throws {
    let crossbar = Self.crossbar(try Self.technology())
    let full = try TwoPointModel(
      parameters: ModelParameters(crossbar.technology), statistics: .signed(upTo: 0.5)
    ).rowFunctions(of: crossbar, at: 0.5)
    expect(full.change[2, 3], -8.387761e-8, within: 1e-6)
    expect(try #require(full.softening)[2, 3], -5.394643e-8, within: 1e-6)
    expect(full.share[2, 3], 1.609563e-6, within: 1e-6)
  }

  @Test func `unselected rows at half the read voltage`() throws {
    var technology = try Self.technology()
    technology.read.mode.unselectedRows = .half
    let crossbar = Self.crossbar(technology)
    let nodal = try NodalSolver().program(crossbar)
    expect(
      microamperes: try nodal.read(Matrix(rows: 1, columns: 8)).row(0),
      [15.8365908, 18.4417364, 17.3764858, 16.3393074, 18.9109025, 17.8758409], within: 2e-9)
    expect(
      microamperes: try nodal.read(Self.inputs).row(0),
      [22.2925668, 30.0719769, 23.3265879, 24.8977505, 33.4062033, 28.2934072], within: 2e-9)
    let model = TwoPointModel(
      parameters: ModelParameters(technology), statistics: .uniform(upTo: 0.5), rest: 0.25)
    let full = try model.rowFunctions(of: crossbar, at: 0.5)
    expect(full.share[2, 3], 1.024896e-6, within: 1e-6)
    expect(full.change[2, 3], -2.201229e-3, within: 1e-6)
    let programmed = try model.program(crossbar)
    expect(
      microamperes: try programmed.read(Self.inputs).row(0),
      [22.2865643, 30.0718958, 23.3179334, 24.8908448, 33.4138095, 28.2908044], within: 1e-3)
    // At rest there is nothing to be interpolated.
    let exact = try nodal.read(Matrix(rows: 1, columns: 8)).row(0)
    #expect(try programmed.read(Matrix(rows: 1, columns: 8)).row(0) == exact)
  }

  @Test func `cells of three terminals`() throws {
    var technology = try Self.technology()
    let reference = try ReadProblem.technology("1t1r-level1-50k")
    technology.cell.device = reference.cell.device
    technology.cell.topology = try Self.transistor(reference.cell.topology)
    let crossbar = Self.crossbar(technology)
    expect(
      microamperes: try NodalSolver().program(crossbar).read(Self.inputs).row(0),
      [9.48571282, 15.1625973, 13.5806530, 12.6207575, 15.8655388, 15.4395601], within: 5e-8)
    let model = TwoPointModel(
      parameters: ModelParameters(technology), statistics: .uniform(upTo: 0.5))
    let full = try model.rowFunctions(of: crossbar, at: 0.5)
    expect(full.share[2, 3], 9.281693e-7, within: 1e-5)
    expect(full.change[2, 3], -1.763696e-4, within: 1e-4)
    expect(
      microamperes: try model.program(crossbar).read(Self.inputs).row(0),
      [9.48496339, 15.1623530, 13.5800023, 12.6204001, 15.8656316, 15.4399590], within: 1e-3)
  }

  /// The card of the technology with k_p 1e-4, a gate of .5 V and γ .5.
  private static func transistor(_ topology: CellTopology) throws -> CellTopology {
    guard case .transistor(var transistor) = topology, case .level1(var card) = transistor.model
    else { throw NotATransistor() }
    card.transconductance = 1e-4
    card.bodyEffect = 0.5
    transistor.model = .level1(card)
    transistor.gateVoltage = 0.5
    return .transistor(transistor)
  }

  private struct NotATransistor: Error {}

  @Test func `amplifiers that saturate`() throws {
    var technology = try Self.technology()
    technology.periphery.amplifier = TransimpedanceAmplifier(
      feedbackResistance: 20e3, openLoopGain: 1000, saturationVoltage: 0.4)
    let crossbar = Self.crossbar(technology)
    expect(
      microamperes: try NodalSolver().program(crossbar).read(Self.inputs).row(0),
      [15.9321284, 21.7485353, 20.4215798, 20.4093984, 22.3318204, 21.5832189], within: 1e-8)
    let read = try FastCrossbarModel(CoreSettings(.twoPoint), statistics: .uniform(upTo: 0.5))
      .program(crossbar).read(Self.inputs)
    expect(
      microamperes: read.row(0),
      [15.9199048, 21.6737741, 20.4023389, 20.3994265, 22.2419034, 21.5031289], within: 5e-3)
  }
}
