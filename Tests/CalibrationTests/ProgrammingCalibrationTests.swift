import Calibration
import Configuration
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import TestSupport
import Testing

@Suite struct ProgrammingCalibrationTests {
  /// A published table: the form with its coefficients, the units and the largest conductance.
  struct Published: Sendable, CustomTestStringConvertible {
    var name: String
    var form: SpreadForm
    var coefficients: [Double]
    var units = SpreadUnits.microsiemens()
    var largest: Double
    var testDescription: String { name }

    /// The formula of the table.
    private var formula: StateFunction.Formula {
      guard let formula = form.formula(coefficients) else {
        preconditionFailure("\(name) is no function of the state")
      }
      return formula
    }

    var technology: Technology {
      var technology = ReferenceProblem.technology(on: 1 / largest, off: 50 / largest)
      technology.variation.programming = ProgrammingVariation(
        sigma: ConductanceFunction(
          StateFunction(formula), argumentUnit: units.argument,
          valueUnit: units.value))
      return technology
    }
  }

  // TECHNOLOGIES.md and docs/variation.md: the fits of the published tools.
  static let tables = [
    Published(
      name: "PCM, Joshi, CrossSim", form: .polynomial(degree: 2),
      coefficients: [0.28638599, 0.07585724, -0.00178767], largest: 25e-6),
    Published(
      name: "PCM, IBM toolkit", form: .polynomial(degree: 2),
      coefficients: [0.26348, 1.965, -1.1731], units: .microsiemens(reference: 25),
      largest: 25e-6),
    Published(
      name: "PCM, HERMES", form: .polynomial(degree: 3),
      coefficients: [0.16603222, 4.71806468, -8.48101252, 4.68961419],
      units: .microsiemens(reference: 20.7), largest: 20.7e-6),
    Published(
      name: "RRAM, Wan, CrossSim", form: .polynomial(degree: 3),
      coefficients: [1.053, 2.374e-1, -1.167e-2, 1.536e-4], largest: 39.26e-6),
    Published(
      name: "RRAM, Wan, IBM toolkit", form: .polynomial(degree: 4),
      coefficients: [0.348, 16.030, -43.853, 45.393, -16.815],
      units: .microsiemens(reference: 40), largest: 40e-6),
    Published(
      name: "RRAM, Milo", form: .polynomial(degree: 1), coefficients: [4.782321, -0.009107],
      largest: 225e-6),
    Published(
      name: "RRAM, CMO/HfOx", form: .polynomial(degree: 1),
      coefficients: [0.0112185391, 0.01129027418], largest: 90e-6),
    Published(
      name: "SONOS", form: .saturating, coefficients: [19.88665, 176.3115],
      units: .nanoamperes(at: 0.1), largest: 16e-6),
  ]

  /// Cells as golden data and networks draw them.
  private static func samples(
    of technology: Technology, instances: Int, cells: Int, seed: UInt64
  ) -> [ConductanceSample] {
    (0..<instances).flatMap { instance in
      var chance = SeededGenerator(seed: seed, stream: UInt64(instance), 1)
      let targets = Matrix(rows: 1, columns: cells) { _, _ in
        technology.cell.offConductance
          + (technology.cell.onConductance - technology.cell.offConductance) * chance.uniform()
      }
      let made = technology.fabricate(
        targets: targets,
        chance: InstanceChance(seed: seed, array: [UInt64(instance)]))
      return zip(targets.elements, made.crossbar.conductances.elements).map {
        ConductanceSample(target: $0, measured: $1, instance: "\(instance)")
      }
    }
  }

  @Test(arguments: tables)
  func `recovers the coefficients of published tables`(table: Published) throws {
    var inside = 0
    var isConsistent = 0
    for seed in 0..<20 {
      let samples = Self.samples(
        of: table.technology, instances: 4, cells: 1000, seed: UInt64(seed))
      let fit = try #require(SpreadFit(samples, form: table.form, units: table.units))
      for (estimate, truth) in zip(fit.coefficients, table.coefficients) {
        inside += estimate.lower <= truth && truth <= estimate.upper ? 1 : 0
        // Four standard errors have a chance of 6e-5.
        #expect((estimate.value - truth).magnitude < 4.5 * estimate.standardError, "\(estimate)")
      }
      isConsistent += fit.goodness.isConsistent ? 1 : 0
    }
    // Of 40 to 100 intervals 95 % hold; fewer than 85 % have a chance under 1e-3, correlated as the
    // coefficients of a polynomial are.
    #expect(Double(inside) >= 0.85 * Double(20 * table.coefficients.count), "\(inside)")
    // Each of four tests contradicts a right form in a thousandth of the trials.
    #expect(isConsistent >= 18)
  }

  @Test(arguments: [
    (ProgrammingVariation.Distribution.logNormal, SpreadForm.logNormal, 0.1),
    (.gaussian, .gaussian, 0.08), (.gaussian, .gaussian, 0.6),
  ])
  func `chooses the distribution that the cells have`(
    distribution: ProgrammingVariation.Distribution, form: SpreadForm, spread: Double
  ) throws {
    var technology = ReferenceProblem.technology()
    technology.variation.programming = ProgrammingVariation(
      distribution: distribution, relativeSigma: spread)
    let samples = Self.samples(of: technology, instances: 2, cells: 2000, seed: 7)
    let calibration = try ProgrammingCalibration(
      [ConductanceSamples(samples: samples)], source: "test")
    let fit = calibration.points[0].fit
    #expect(fit.form == form)
    let estimate = fit.coefficients[0]
    #expect((estimate.value - spread).magnitude < 3 * estimate.standardError)
    // σ/√(2n) is the error of a standard deviation without truncation.
    #expect(estimate.standardError < 2 * spread / (2 * 4000).squareRoot())
    #expect(fit.goodness.isConsistent)
  }

  @Test func `says that a form does not explain the cells`() throws {
    let table = Self.tables[0]
    let samples = Self.samples(of: table.technology, instances: 4, cells: 1000, seed: 3)
    let fit = try #require(
      SpreadFit(samples, form: .polynomial(degree: 0), units: table.units))
    #expect(!fit.goodness.isConsistent)
    #expect(fit.goodness.spreadProbability < 1e-6)
    // Arrays whose means differ are no programming error alone.
    let shifted = samples.map { sample in
      var sample = sample
      sample.measured *= sample.instance == "0" ? 1.1 : 1
      return sample
    }
    let other = try #require(
      SpreadFit(shifted, form: .polynomial(degree: 2), units: table.units))
    #expect((other.goodness.instanceProbability ?? 1) < 1e-6)
  }

  @Test func `writes tables that technology files hold and that mean the same`() throws {
    for table in Self.tables {
      let samples = Self.samples(of: table.technology, instances: 2, cells: 1000, seed: 5)
      let calibration = try ProgrammingCalibration(
        [ConductanceSamples(samples: samples)], form: table.form, units: table.units,
        source: "test")
      let text =
        try String(contentsOf: Self.technologyFile, encoding: .utf8)
        .components(separatedBy: "[programming]")[0]
        + calibration.technologyTables(source: table.name)
      let technology = try Technology(
        ConfigurationDocument(text: text, source: table.name))
      let sigma = try #require(technology.variation.programming.sigma)
      let fit = calibration.points[0].fit
      let expected = ConductanceFunction(
        StateFunction(try #require(fit.form.formula(fit.coefficients.map(\.value)))),
        argumentUnit: table.units.argument, valueUnit: table.units.value)
      for share in [0.1, 0.5, 1] {
        let (found, wanted) = (
          sigma.value(at: share * table.largest), expected.value(at: share * table.largest)
        )
        #expect((found / wanted - 1).magnitude < 1e-12, "\(table.name)")
      }
    }
  }

  static let technologyFile = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../netlists/technologies/ohmic-100k.toml")

  @Test func `fits the statistics of measured retention times in golden data`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../golden/variation")
    let suite = try GoldenSuite(contentsOf: folder)
    let sets = try ConductanceSamples.programmed(in: suite, technology: "sonos-40nm")
    #expect(sets.compactMap(\.time) == [86400, 129600, 432000])
    let calibration = try ProgrammingCalibration(
      sets, units: .nanoamperes(at: 0.1), source: "variation")
    // docs/variation.md: SONOS after a day has 25.59102 nA far above 186.85544 nA, and every read a
    // noise of 12.58037 nA beside it; 256 cells know a spread to 4.4 %.
    let first = calibration.points[0]
    #expect(first.cells == 256)
    let formula = try #require(first.fit.form.formula(first.fit.coefficients.map(\.value)))
    let spread = StateFunction(formula).value(at: 1000)
    #expect((spread / hypot(25.59102, 12.58037) - 1).magnitude < 0.15, "\(spread)")
    #expect(calibration.technologyTables(source: "x").contains("time_second = 86400.0"))
  }

  @Test(arguments: [
    ("target_siemens,measured_siemens\n1e-5,x\n", "line 2, column measured_siemens", "\"x\""),
    ("target_siemens,measured_siemens\n1e-5\n", "line 2", "1 values"),
    (
      "# c\n\ntarget_siemens,measured_siemens\n1e-5,1e-5\n-1,2\n", "line 5, column target_siemens",
      "\"-1\""
    ),
    ("target_siemens,measured_siemens\n1e-5,nan\n", "line 2, column measured_siemens", "\"nan\""),
    ("target,measured_siemens\n", "line 1", "column \"target\""),
    ("target_siemens,instance\n1,2\n", "line 1", "no column measured_siemens"),
    ("target_siemens,target_siemens,measured_siemens\n", "line 1", "a column twice"),
    (
      "target_siemens,measured_siemens,instance\n1e-5,1e-5,\n", "line 2, column instance", "nothing"
    ),
    ("# nothing\n", nil, "no line but comments"),
  ])
  func `refuses malformed measurements with their line`(
    text: String, location: String?, found: String
  ) {
    do {
      _ = try ConductanceSample.measured(text, source: "m.csv")
      Issue.record("accepted")
    } catch {
      let error = error as? InputError
      #expect(
        error?.source == "m.csv" && error?.location == location, "\(String(describing: error))")
      #expect(error?.found == found)
    }
  }

  @Test func `refuses measurements that determine nothing`() {
    func fit(_ samples: [ConductanceSample], _ form: SpreadForm?) throws {
      _ = try ProgrammingCalibration(
        [ConductanceSamples(samples: samples)], form: form, source: "m.csv")
    }
    let few = [ConductanceSample](repeating: .init(target: 1e-5, measured: 2e-5), count: 3)
    #expect(throws: InputError.self) { try fit(few, nil) }
    let exact = [ConductanceSample](repeating: .init(target: 1e-5, measured: 1e-5), count: 100)
    #expect(throws: InputError.self) { try fit(exact, nil) }
    let oneState = (0..<100).map {
      ConductanceSample(target: 1e-5, measured: 1e-5 + 1e-7 * Double($0 - 50))
    }
    #expect(throws: InputError.self) { try fit(oneState, .polynomial(degree: 2)) }
    #expect(throws: Never.self) { try fit(oneState, nil) }
  }
}
