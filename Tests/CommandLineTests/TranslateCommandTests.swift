import Foundation
import TestSupport
import Testing

/// `assay technology translate`, from another tool's file to the accuracy of a network.
struct TranslateCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let crosssim = """
    {
      "core": {"style": 1, "rows_max": 32, "cols_max": 32, "weight_bits": 8},
      "simulation": {"useGPU": true},
      "xbar": {
        "device": {
          "Rmin": 20000, "Rmax": 2000000, "Vread": 0.2, "cell_bits": 7,
          "programming_error": {
            "enable": true, "model": "NormalIndependentDevice", "magnitude": 0.005
          }
        },
        "array": {"parasitics": {"enable": true, "Rp_row": 1, "Rp_col": 1}},
        "adc": {"mvm": {"model": "QuantizerADC", "bits": 8}},
        "dac": {"mvm": {"model": "QuantizerDAC", "bits": 8}}
      }
    }
    """

  private func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.file(name))
  }

  private func translate(_ arguments: String...) throws -> Program.Outcome {
    try Program.run(["technology", "translate"] + arguments, in: folder.url)
  }

  @Test func `a file of CrossSim becomes what evaluate reads`() throws {
    try write(Self.crosssim, to: "params.json")
    let made = try translate(
      "--crosssim", "params.json", "--output", "T.toml", "--mapping", "M.toml")
    #expect(made.status == 0, "\(made.errors)")
    #expect(made.text.contains("xbar.device.Rmin = 20000.0 → cell.on_resistance_ohm"))
    #expect(made.text.contains("simulation.useGPU = true – a setting of the simulator"))
    let demo = Program.package.appendingPathComponent("demo").path
    let evaluated = try Program.run(
      [
        "evaluate", "--network", "\(demo)/glyphs.onnx", "--dataset",
        "idx:\(demo)/test-images-idx3-ubyte.gz,\(demo)/test-labels-idx1-ubyte.gz", "--technology",
        "T.toml", "--mapping", "M.toml", "--limit", "20", "--trials", "3", "--json", "--quiet",
      ], in: folder.url)
    #expect(evaluated.status == 0, "\(evaluated.errors)")
    let result = try #require(try evaluated.json() as? [String: Any])
    let mapping = try #require(result["mapping"] as? [String: Any])
    let tile = try #require(mapping["tile"] as? [String: Any])
    #expect(tile["rows"] as? Int == 32 && tile["columns"] as? Int == 32)
    #expect((result["trials"] as? [Any])?.count == 3)
  }

  @Test(arguments: [
    ["--aihwkit", "StandardHWATrainingPreset"], ["--aihwkit", "ReRamCMONoiseModel"],
    ["--aihwkit", "TikiTakaReRamSBPreset"], ["--neurosim", "states.csv"],
  ])
  func `technology and mapping of other tools are accepted by the check`(
    arguments: [String]
  ) throws {
    try write("states,mean,std\n0,1e-6,1e-8\n1,4e-6,2e-8\n", to: "states.csv")
    let made = try Program.run(
      ["technology", "translate", "--output", "T.toml", "--mapping", "M.toml", "--json"]
        + arguments, in: folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let report = try #require(try made.json() as? [String: Any])
    #expect((report["assumed"] as? [Any])?.isEmpty == false)
    #expect((report["noCounterpart"] as? [Any])?.isEmpty == false)
    let checked = try Program.run(["technology", "check", "T.toml"], in: folder.url)
    #expect(checked.status == 0, "\(checked.errors)")
  }

  @Test func `what is refused leaves no file`() throws {
    try write(Self.crosssim.replacing("0.005", with: "-1"), to: "params.json")
    try write("mean,std\n2e-6,0\n1e-6,0\n", to: "states.csv")
    let runs: [(arguments: [String], status: Int32, message: String)] = [
      (
        ["--crosssim", "params.json"], 65,
        "key xbar.device.programming_error.magnitude: -1; accepted:"
      ),
      (["--neurosim", "states.csv"], 65, "line 3, column mean"),
      (["--aihwkit", "NoPreset"], 64, "accepted: StandardHWATrainingPreset"),
      (["--crosssim", "absent.json"], 69, "absent.json"),
      ([], 64, "one of --crosssim, --neurosim and --aihwkit"),
      (["--aihwkit", "PCMPreset", "--crosssim", "params.json"], 64, "one of"),
    ]
    for run in runs {
      let outcome = try Program.run(
        ["technology", "translate", "--output", "T.toml"] + run.arguments, in: folder.url)
      #expect(outcome.status == run.status, "\(outcome.errors)")
      #expect(outcome.errors.contains(run.message), "\(outcome.errors)")
      #expect(!folder.names.contains("T.toml"))
    }
    let own = try Program.run(
      ["technology", "translate", "--crosssim", "params.json", "--output", "params.json"],
      in: folder.url)
    #expect(own.status == 64)
  }
}
