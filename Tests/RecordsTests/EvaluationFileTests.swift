import Configuration
import Crossbars
import Foundation
import Records
import TestSupport
import Testing

/// Result files of `assay evaluate`: they read back to the same bits, and those that contradict
/// themselves are refused.
@Suite struct EvaluationFileTests {
  private typealias Layer = EvaluationResult.Layer

  /// Two instances of a small network, of which 15 and 13 of 20 images are right.
  static let result: EvaluationResult = {
    let technology = ReferenceProblem.technology(device: SinhDevice(characteristicVoltage: 0.25))
    let digital = EvaluationResult.Accuracy(top1: Proportion(16, of: 20), top5: nil)
    let trials = [15, 13].enumerated().map { index, right in
      EvaluationResult.Trial(
        trial: index, accuracy: .init(top1: Proportion(right, of: 20), top5: nil),
        agreement: Proportion(right + 2, of: 20))
    }
    return EvaluationResult(
      network: .init(file: "n.onnx", sha256: Checksum.of([1])), dataSet: "d", images: 20,
      calibrationDataSet: "c", calibrationImages: 8, solver: .fcm, model: nil,
      fastModel: .init(kind: "secant", name: "secant", reason: "the default", selection: nil),
      technology: .init(
        values: TechnologyRecord(technology), levels: 16, variation: "log-normal",
        variationSigma: 0.05, variations: nil),
      mapping: Mapping(), seed: .max, digital: digital, trials: trials,
      summary: .init(
        top1: TrialMean(mean: 0.7, lower: 0.45, upper: 0.9), top5: nil,
        agreement: TrialMean(mean: 0.8, lower: 0.6, upper: 0.95), top1Change: 0.7 - 0.8),
      layers: [
        // Two polarities of 2 × 1 tiles of 64 × 64.
        Layer(
          name: "fc", kind: "Gemm", inputs: 65, outputs: 10, groups: 1, isDigital: false,
          arrays: 4, inputRange: 1.5, isBipolar: false, outputRanges: [[[-1e-6, 1 / 3e6]]],
          relativeError: 0.1)
      ],
      timing: nil)
  }()

  private static func read(_ result: EvaluationResult) throws -> EvaluationResult {
    try EvaluationResult(result.encoded(), source: "r.json")
  }

  @Test func `one image is one, and twenty are many`() {
    #expect(Self.result.table.hasPrefix("n.onnx on d, 20 images\n"))
    var single = Self.result
    single.images = 1
    #expect(single.table.hasPrefix("n.onnx on d, 1 image\n"))
  }

  @Test func `a name breaks no line of the table`() {
    var hostile = Self.result
    let lines = hostile.table.split(whereSeparator: \.isNewline).count
    hostile.layers[0].name = "a\nb\u{2028}c"
    hostile.network.file = "n\r.onnx"
    hostile.notes = ["layer \n is remarkable"]
    #expect(hostile.table.split(whereSeparator: \.isNewline).count == lines + 1)
    #expect(hostile.table.contains("\na\\nb\\u{2028}c "))
  }

  @Test func `a result reads back to the same bits`() throws {
    let copy = try Self.read(Self.result)
    #expect(copy == Self.result)
    #expect(try copy.encoded() == Self.result.encoded())
  }

  @Test(arguments: [
    ("\"calibration_images\"", "\"x\"", "key calibration_images"),
    ("\"read_voltage_volt\"", "\"x\"", "key technology.read_voltage_volt"),
    ("\"unselected_rows\" : \"grounded\"", "\"unselected_rows\" : \"cut\"", "unselected_rows"),
    ("\"bits_per_cell\"", "\"x\"", "key mapping.weights.bits_per_cell"),
    ("\"seed\"", "\"flavor\" : 1, \"seed\"", "key flavor"),
    ("\"solver\" : \"fcm\"", "\"solver\" : \"magic\"", "key solver"),
    ("\"range\" : \"calibrated\"", "\"range\" : \"wide\"", "key mapping.adc.range"),
  ])
  func `a key that is missing, unknown or no such word is named as the file has it`(
    old: String, new: String, key: String
  ) throws {
    let text = String(decoding: try Self.result.encoded(), as: UTF8.self)
    let changed = text.replacing(old, with: new)
    try #require(changed != text)
    let error = try #require(throws: InputError.self) {
      try EvaluationResult(Data(changed.utf8), source: "r.json")
    }
    #expect(error.location?.contains(key) == true, "\(error)")
  }

  /// One change of a result, and the key that is then wrong.
  struct Contradiction: Sendable, CustomTestStringConvertible {
    let key: String
    let edit: @Sendable (inout EvaluationResult) -> Void
    var testDescription: String { key }

    init(_ key: String, _ edit: @escaping @Sendable (inout EvaluationResult) -> Void) {
      self.key = key
      self.edit = edit
    }
  }

  static let contradictions = [
    Contradiction("images") { $0.images = 0 },
    Contradiction("digital.top1.total") { $0.images = 19 },
    Contradiction("digital.top1.count") { $0.digital?.top1.count = 21 },
    Contradiction("digital.top1.value") { $0.digital?.top1.count = 17 },
    Contradiction("digital.top1.lower") { $0.digital?.top1.lower = 0.9 },
    Contradiction("digital.top1.upper") { $0.digital?.top1.upper = 0.81 },
    Contradiction("trials[1].trial") { $0.trials[1].trial = 3 },
    Contradiction("trials[0].accuracy.top5") {
      $0.trials[0].accuracy.top5 = Proportion(20, of: 20)
    },
    Contradiction("trials[1].agreement.total") { $0.trials[1].agreement = Proportion(1, of: 2) },
    Contradiction("trials[1].accuracy.top1.total") { $0.trials[1].accuracy.top1.total = 200 },
    Contradiction("summary.top1.mean") { $0.summary?.top1.mean = 0.99 },
    Contradiction("summary.top1.mean") { $0.trials.removeLast() },
    Contradiction("summary.top1.lower") { $0.summary?.top1.lower = 0.71 },
    Contradiction("summary.top1.upper") { $0.summary?.top1.upper = 1.1 },
    Contradiction("summary.agreement.mean") { $0.summary?.agreement.mean = 0.81 },
    Contradiction("summary.top1_change") { $0.summary?.top1Change = 0.1 },
    Contradiction("summary") { $0.summary = nil },
    Contradiction("trials") { $0.trials = [] },
    Contradiction("technology") { $0.technology = nil },
    Contradiction("technology") { $0.solver = .digital },
    Contradiction("fast_model") { $0.solver = .nodal },
    Contradiction("fast_model.kind") { $0.fastModel?.kind = "magic" },
    Contradiction("network.sha256") { $0.network.sha256 = "f00" },
    Contradiction("layers[0].arrays") { $0.layers[0].arrays = 3 },
    Contradiction("layers[0].arrays") { $0.mapping?.weights.encoding = .offset },
    Contradiction("layers[0].inputs") { $0.layers[0].inputs = 0 },
    Contradiction("layers[0].is_digital") { $0.layers[0].isDigital = true },
    Contradiction("layers[0].is_digital") { $0.mapping?.digitalLayers = ["fc"] },
    Contradiction("layers[0].relative_error") { $0.layers[0].relativeError = -1 },
    Contradiction("layers[0].output_ranges") { $0.layers[0].outputRanges[0][0] = [1, 0] },
    Contradiction("layers[0].output_ranges") { $0.layers[0].outputRanges[0][0] = [1] },
    Contradiction("layers[0].output_ranges") { $0.layers[0].outputRanges.append([[0, 1]]) },
    Contradiction("mapping.weights.bits_per_cell") { $0.mapping?.weights.bitsPerCell = 0 },
    Contradiction("mapping.tile.rows") { $0.mapping?.tile.rows = 0 },
    Contradiction("technology.levels") { $0.technology?.levels = 1 },
    Contradiction("technology.read_voltage_volt") {
      $0.technology?.values.values["read_voltage_volt"] = -1
    },
    Contradiction("schema") { $0.schema = 2 },
    Contradiction("kind") { $0.kind = "model" },
  ]

  @Test(arguments: contradictions)
  func `a result that contradicts itself is refused by key`(contradiction: Contradiction) throws {
    var result = Self.result
    contradiction.edit(&result)
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.location == "key \(contradiction.key)", "\(error)")
    #expect(error.source == "r.json")
  }

  @Test func `the selection of a fast model is the first within the tolerance`() throws {
    var result = Self.result
    let selection = ModelSelection(
      tolerance: 0.01, arrays: 1, vectors: 8,
      candidates: [("linear", 0.1), ("secant", 0.001)].map { name, error in
        ModelSelection.Candidate(
          settings: CoreSettings(name == "linear" ? .linear : .secant), name: name, error: error,
          products: 1, reason: "a test")
      })
    result.fastModel?.selection = selection
    #expect(try Self.read(result) == result)
    result.fastModel?.selection?.taken = CoreSettings(.linear)
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.location == "key fast_model.selection.taken", "\(error)")
  }

  @Test func `an older schema is refused with the command that makes it anew`() throws {
    var result = Self.result
    result.schema = 0
    let error = try #require(throws: InputError.self) { try Self.read(result) }
    #expect(error.accepted?.contains("assay evaluate") == true, "\(error)")
  }
}
