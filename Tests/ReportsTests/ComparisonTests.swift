import Calibration
import CrossbarModels
import Crossbars
import LinearAlgebra
import Records
import Reports
import TestSupport
import Testing

@Suite struct ComparisonTests {
  private static let technology = Technology(
    name: "one-cell", cell: Cell(device: OhmicDevice(), onResistance: 1e5, offResistance: 6e5),
    resistances: ArrayResistances(rowSegment: 2.5, columnSegment: 2.5, driver: 500, sense: 100),
    read: ReadConditions(voltage: 0.25))

  /// A model with the technology's own parameters, whose fit saw the case `seen`.
  private static var model: CalibratedModel {
    let errors = CalibratedModel.ErrorSummary(cases: 1, relativeRmse: 0, worstOfFullScale: 0)
    let values = ModelParameters(technology).values(for: .linear)
    return CalibratedModel(
      settings: CoreSettings(.linear), technology: TechnologyRecord(technology),
      parameters: zip(ModelParameters.names(for: .linear), values).map { name, value in
        CalibratedModel.Parameter(
          name: name, value: value, standardError: 0.01, lower: value - 0.02, upper: value + 0.02,
          isIdentifiable: name != "cell_secant")
      },
      parametersSha256: "", correlation: [],
      errors: .init(training: errors, heldOut: errors, sizes: []),
      cases: [
        .init(
          slug: "seen", isHeldOut: false, relativeRmse: 0, worstOfFullScale: 0,
          predictionRmsAmpere: 1)
      ],
      golden: .init(
        suite: "s", technology: "t", sha256: "00", simulator: "ngspice-39", options: "reltol=1e-9"),
      validity: .init(
        rows: [1, 1], columns: [1, 1], inputVolt: [0, 1], conductanceSiemens: [0, 1],
        load: .init(isAny: true, fitted: LoadComposition(), statistics: nil)),
      tolerance: .init(relativeRmse: 1, drift: 1, loadDrift: 1, loadFactor: 1, reason: "none"))
  }

  /// One ohmic cell between driver and sense circuit, whose current is V / (Rs + R + Rk).
  private static func oneCell(_ slug: String, resistance: Double) -> CalibrationCase {
    let inputs = [0.1, 0.25]
    return CalibrationCase(
      slug: slug,
      crossbar: Crossbar(
        technology: technology, conductances: Matrix([[1 / resistance]])),
      inputs: Matrix(rows: 2, columns: 1, elements: inputs),
      columnCurrents: Matrix(
        rows: 2, columns: 1, elements: inputs.map { $0 / (500 + resistance + 100) }))
  }

  @Test func `cases that the fit saw and those it never saw are different series`() throws {
    let section = try ReportSection.comparison(
      Self.model,
      with: [Self.oneCell("seen", resistance: 1e5), Self.oneCell("unseen", resistance: 2e5)])
    guard case .figures(let figures) = try #require(section.blocks.first),
      let parity = figures.first as? ParityPlot
    else {
      Issue.record("no parity plot")
      return
    }
    #expect(parity.series.map(\.name) == ["training arrays", "arrays the fit never saw"])
    for series in parity.series {
      #expect(series.reference.count == 2)
      // The model is the circuit itself, so only rounding separates it from the closed form.
      #expect(series.relativeError < 1e-14)
    }
  }

  @Test func `a parameter that the data do not determine shows no interval`() throws {
    let section = ReportSection.calibration(Self.model, source: "m.json")
    guard case .table(let table) = section.blocks[1] else {
      Issue.record("no parameter table")
      return
    }
    #expect(
      table.rows[2] == ["driver resistance", "500.0 Ω", "500.000 Ω", "[499.980 Ω, 500.020 Ω]"])
    #expect(table.rows[4][3] == "not determined")
  }
}
