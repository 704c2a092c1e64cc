import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import Records
import TestSupport
import Testing

/// Model files of every kind: they read back to the same bits, and damaged ones are refused.
@Suite struct ModelFileTests {
  /// A whole model of a kind, with awkward numbers.
  static func model(_ kind: ModelKind) -> CalibratedModel {
    let technology = ReferenceProblem.technology(device: SinhDevice(characteristicVoltage: 0.25))
    let names = ModelParameters.names(for: kind)
    let parameters = names.enumerated().map { index, name in
      let magnitude = 0.1 + 1 / Double(index + 3)
      let value = name.hasPrefix("polynomial") ? -magnitude : magnitude
      return CalibratedModel.Parameter(
        name: name, value: value, standardError: 1e-17,
        lower: value.nextDown, upper: value.nextUp, isIdentifiable: index % 2 == 0,
        obstacle: index % 2 == 0 ? nil : "a test")
    }
    let summary = CalibratedModel.ErrorSummary(
      cases: 3, relativeRmse: 1e-3 / 7, worstOfFullScale: 1e-300)
    let cases = (0..<6).map { index in
      CalibratedModel.CaseError(
        slug: "case-\(index)", isHeldOut: index > 2, relativeRmse: 1e-3 / 7,
        worstOfFullScale: 1e-300, predictionRmsAmpere: 1e-6)
    }
    return CalibratedModel(
      settings: CoreSettings(
        kind, products: kind == .twoPoint ? 3 : nil,
        steps: kind == .chord ? 2 : nil),
      technology: TechnologyRecord(technology), parameters: parameters,
      parametersSha256: Checksum.of(parameters.map(\.value)),
      correlation: names.indices.map { row in names.indices.map { $0 == row ? 1 : 1 / 3 } },
      errors: .init(
        training: summary, heldOut: summary,
        sizes: [false, true].map {
          .init(rows: 16, columns: 8, isHeldOut: $0, summary: summary)
        },
        loads: .init(
          array: "case-3", rows: 16, columns: 8, isHeldOut: true, vectors: 32,
          kinds: LoadKind.allCases.enumerated().map { index, load in
            index == 4
              ? .init(load: load, ofFullDrive: nil, relativeRmse: nil, refusal: "a test")
              : .init(load: load, ofFullDrive: 1e-5 / Double(index + 3), relativeRmse: 1e-300)
          })),
      cases: cases,
      golden: .init(
        suite: "s", technology: "t", sha256: Checksum.of([1]), simulator: "ngspice-39",
        options: "reltol=1e-9"),
      validity: .init(
        rows: [16, 16], columns: [8, 8], inputVolt: [0, 0.25], conductanceSiemens: [1e-6, 1e-5],
        load: .init(
          isAny: kind == .twoPoint, fitted: fitted,
          statistics: kind.hasStatistics ? .uniform(upTo: 0.25 / 3) : nil)),
      tolerance: .init(
        relativeRmse: 0.01, drift: 1e-8, loadDrift: 0.2, loadFactor: 2, reason: "a test"))
  }

  /// One vector of rows that are on together, and two of bits.
  private static let fitted = LoadComposition(
    Matrix([[0.1, 0.1, 0.1, 0.1], [0, 0.25, 0, 0.25], [0.25, 0, 0.25, 0]]), voltage: 0.25)

  private func read(_ text: Data) throws -> CalibratedModel {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("model.json")
    try text.write(to: url)
    return try CalibratedModel(contentsOf: url)
  }

  @Test(arguments: ModelKind.allCases)
  func `a model reads back to the same bits`(kind: ModelKind) throws {
    let model = Self.model(kind)
    let copy = try read(model.encoded())
    #expect(copy == model)
    #expect(try copy.encoded() == model.encoded())
    #expect(copy.settings == model.settings)
    #expect(copy.modelParameters.values(for: kind) == model.parameters.map(\.value))
  }

  /// The models of this repository, which `golden/models` holds.
  static let stored = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "golden/models")

  @Test func `every stored model is written again as it stands`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.stored, includingPropertiesForKeys: nil)
    #expect(files.count > 3)
    for file in files where file.pathExtension == "json" {
      let model = try CalibratedModel(contentsOf: file)
      #expect(try model.encoded() == Data(contentsOf: file), "\(file.lastPathComponent)")
    }
  }

  @Test func `stages read back to the same bits`() throws {
    var model = Self.model(.twoPoint)
    var technology = ReferenceProblem.technology(device: SinhDevice(characteristicVoltage: 0.25))
    technology.periphery = Periphery(
      dac: LadderDAC(bits: 2, unitResistance: 1e4),
      amplifier: TransimpedanceAmplifier(feedbackResistance: 1e4, openLoopGain: 1e4),
      converter: .adc(
        ADC(architecture: .flash, bits: 2, zeroVoltage: 0, fullScaleVoltage: -1)))
    model.technology = TechnologyRecord(technology)
    model.stages = PeripheralStages(
      dac: DriverStage(transferVolt: [0, 0.1, 0.2, 0.3]),
      sense: SenseStage(inputResistanceOhm: 1, transresistanceOhm: -1e4, clipVolt: 2),
      adc: ConverterStage(gain: 1.01, offsetLsb: 0.1, inlLsb: [0, 0.1, -0.1]))
    #expect(try read(model.encoded()) == model)
    model.stages?.dac?.transferVolt = [0, 0.1]
    expectRefusal(of: model, naming: "stages.dac.transfer_volt", "2 values", "4 values")
    model.stages?.dac = DriverStage()
    expectRefusal(of: model, naming: "stages.dac", "transfer_volt or polynomial")
    model.stages?.dac = nil
    model.stages?.adc?.inlLsb = [1]
    expectRefusal(of: model, naming: "stages.adc.inl_lsb", "3 values")
    model.technology = TechnologyRecord(ReferenceProblem.technology(device: OhmicDevice()))
    expectRefusal(of: model, naming: "stages.sense", "lacks")
  }

  @Test func `counts, ranges and settings that cannot be are refused by key`() {
    func expect(_ kind: ModelKind, _ words: String..., edit: (inout CalibratedModel) -> Void) {
      var model = Self.model(kind)
      edit(&model)
      expectRefusal(of: model, naming: words)
    }
    expect(.twoPoint, "parameters", "cell_voltage_factor") { $0.parameters.removeLast() }
    expect(.secant, "parameters") { $0.parameters.swapAt(0, 1) }
    expect(.chord, "cell_voltage_factor", "above 0") { $0.parameters[5].value = 0 }
    expect(.linear, "correlation", "4 rows", "5 rows") { $0.correlation.removeLast() }
    expect(.linear, "correlation") { $0.correlation[2].append(0) }
    expect(.linear, "validity.load.statistics") {
      $0.validity.load.statistics = .uniform(upTo: 1)
    }
    expect(.chord, "validity.load.statistics") { $0.validity.load.statistics = nil }
    expect(.twoPoint, "validity.load.statistics") {
      $0.validity.load.statistics = .uniform(upTo: 1)
    }
    expect(.twoPoint, "validity.load.is_any", "two-point") { $0.validity.load.isAny = false }
    expect(.linear, "validity.load.kinds[1].share") { $0.validity.load.kinds[1].share = 1.5 }
    expect(.linear, "validity.load.kinds", "sum") {
      $0.validity.load.kinds[0].share = 1
      $0.validity.load.kinds[1].share = 1
    }
    expect(.linear, "validity.load.kinds", "twice") {
      $0.validity.load.kinds[1].load = $0.validity.load.kinds[0].load
    }
    expect(.linear, "tolerance.load_drift") { $0.tolerance.loadDrift = -1 }
    expect(.linear, "tolerance.load_factor") { $0.tolerance.loadFactor = -1 }
    expect(.linear, "core.products") { $0.core.products = 1 }
    expect(.twoPoint, "core.products", "0") { $0.core.products = 0 }
    expect(.twoPoint, "core.steps") { $0.core.steps = 1 }
    expect(.chord, "core.steps", "0") { $0.core.steps = 0 }
    expect(.twoPoint, "core.products", "4") { $0.core.products = 4 }
    expect(.linear, "validity.rows") { $0.validity.rows = [8] }
    expect(.linear, "validity.columns") { $0.validity.columns = [9, 8] }
    expect(.linear, "validity.input_volt") { $0.validity.inputVolt = [] }
    expect(.linear, "validity.conductance_siemens") { $0.validity.conductanceSiemens[0] = -1 }
    expect(.linear, "standard_error") { $0.parameters[2].standardError = -1 }
  }

  @Test func `a changed parameter is refused for its digest`() throws {
    var model = Self.model(.secant)
    model.parameters[4].value = model.parameters[4].upper
    expectRefusal(of: model, naming: "key parameters_sha256", "assay calibrate")
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("model.json")
    try model.encoded().write(to: url)
    #expect(try CalibratedModel(contentsOf: url, trustingClaims: true) == model)
  }

  @Test func `claims that contradict each other are refused by key`() {
    func expect(_ words: String..., edit: (inout CalibratedModel) -> Void) {
      var model = Self.model(.linear)
      edit(&model)
      model.parametersSha256 = Checksum.of(model.parameters.map(\.value))
      expectRefusal(of: model, naming: words)
    }
    expect("parameters[1].value", "interval") { $0.parameters[1].value *= 1.01 }
    expect("parameters[0].is_identifiable") { $0.parameters[0].obstacle = "nothing" }
    expect("parameters[0].is_identifiable", "obstacle") { $0.parameters[0].isIdentifiable = false }
    expect("validity.rows", "errors.sizes") { $0.validity.rows = [1, 4096] }
    expect("validity.columns", "errors.sizes") { $0.validity.columns = [8, 64] }
    expect("correlation[2][2]") { $0.correlation[2][2] = 0.5 }
    expect("correlation[0][1]", "correlation[1][0]") { $0.correlation[0][1] = 0.5 }
    expect("correlation[0][3]", "-1 to 1") {
      $0.correlation[0][3] = 1.5
      $0.correlation[3][0] = 1.5
    }
    expect("golden.sha256") { $0.golden?.sha256 = "00" }
    expect("errors.training.cases", "3") { $0.errors.training.cases = 4 }
    expect("errors.held_out.relative_rmse") { $0.errors.heldOut.relativeRmse /= 2 }
    expect("errors.held_out.worst_of_full_scale") { $0.errors.heldOut.worstOfFullScale = 1 }
    expect("errors.sizes", "errors.held_out") { $0.errors.sizes[1].summary.cases = 2 }
    expect("errors.sizes[0].rows") { $0.errors.sizes[0].rows = 0 }
    expect("errors.loads.array", "case-9") { $0.errors.loads?.array = "case-9" }
    expect("errors.loads.is_held_out", "case-3") { $0.errors.loads?.isHeldOut = false }
    expect("errors.loads.rows", "errors.sizes") { $0.errors.loads?.rows = 17 }
    expect("errors.loads.vectors") { $0.errors.loads?.vectors = 0 }
    expect("errors.loads.kinds", "patches") { $0.errors.loads?.kinds.removeLast() }
    expect("errors.loads.kinds[1].of_full_drive") {
      $0.errors.loads?.kinds[1].ofFullDrive = -1
    }
    expect("errors.loads.kinds[2].relative_rmse", "no value") {
      $0.errors.loads?.kinds[2].relativeRmse = nil
    }
    expect("errors.loads.kinds[4].of_full_drive", "refusal") {
      $0.errors.loads?.kinds[4].ofFullDrive = 1
    }
    expect("cases", "twice") { $0.cases[1].slug = "case-0" }
    expect("technology.off_resistance_ohm") { $0.technology.values["off_resistance_ohm"] = 1 }
    expect("technology.driver_resistance_ohm", "0, or a number from 1e-12") {
      $0.technology.values["driver_resistance_ohm"] = .leastNonzeroMagnitude
    }
    expect("technology.topology") { $0.technology.topology = "2R" }
  }

  @Test func `a measured model keeps its bits, and is refused by key`() throws {
    let file = CalibratedModel.Measured.File(
      name: "I.npy", sha256: String(repeating: "0a", count: 32))
    var measured = Self.model(.linear)
    measured.golden = nil
    measured.measured = CalibratedModel.Measured(
      technology: file,
      sources: [
        CalibratedModel.Measured.Source(
          conductances: file, inputs: file, currents: file, standardDeviations: nil, weights: nil,
          arrays: 2, readings: 99, missing: 1)
      ],
      offset: CalibratedModel.Measured.Offset(
        ampere: 1e-8, standardError: 1e-9, lower: 0, upper: 2e-8),
      noise: CalibratedModel.Measured.Noise(
        absoluteAmpere: 1e-9, relative: 0.005, given: "nothing", scatter: 1,
        isContradicted: false, heldOutScatter: 1.1), memberRelativeRmse: 1e-5)
    #expect(try read(measured.encoded()) == measured)
    #expect(measured.origin == "measured: 99 currents of 2 arrays, I.npy")
    func expect(_ words: String..., edit: (inout CalibratedModel) -> Void) {
      var model = measured
      edit(&model)
      expectRefusal(of: model, naming: words)
    }
    expect("key golden", "beside") { $0.golden = Self.model(.linear).golden }
    expect("key golden", "no such key") { $0.measured = nil }
    expect("measured.sources", "none") { $0.measured?.sources = [] }
    expect("measured.sources[0].arrays") { $0.measured?.sources[0].arrays = 0 }
    expect("measured.sources[0].currents.sha256") {
      $0.measured?.sources[0].currents.sha256 = "0A"
    }
    expect("measured.technology.name", "folders") { $0.measured?.technology.name = "../T.toml" }
    expect("measured.offset.ampere", "interval") { $0.measured?.offset?.ampere = 1 }
    expect("measured.noise.given", "weights") { $0.measured?.noise.given = "hearsay" }
    expect("measured.noise.relative") { $0.measured?.noise.relative = -1 }
  }

  @Test(arguments: [
    ("\"voltages\" : [\n", "\"voltages\" : [\n 1,", "statistics.voltages"),
    ("\"probabilities\" : [\n", "\"probabilities\" : [\n 0.1,", "statistics.probabilities"),
    ("\"probabilities\" : [\n          0.0625", "\"probabilities\" : [ -0.0625", "probabilities"),
  ])
  func `statistics that are none are refused by key`(
    old: String, new: String, key: String
  ) throws {
    let text = String(decoding: try Self.model(.secant).encoded(), as: UTF8.self)
    let changed = text.replacing(old, with: new)
    try #require(changed != text)
    let error = try #require(throws: InputError.self) { try read(Data(changed.utf8)) }
    #expect("\(error)".contains(key), "\(error)")
  }

  private func expectRefusal(of model: CalibratedModel, naming words: String...) {
    expectRefusal(of: model, naming: words)
  }

  private func expectRefusal(of model: CalibratedModel, naming words: [String]) {
    do {
      _ = try read(model.encoded())
      Issue.record("accepted in spite of \(words)")
    } catch {
      for word in ["model.json"] + words { #expect("\(error)".contains(word), "\(error)") }
    }
  }
}
