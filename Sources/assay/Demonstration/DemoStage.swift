/// One stage of the demo: commands of `assay` itself, as anyone may type them.
struct DemoStage {
  /// What the stage is about.
  var title: String
  /// Why it is done, for a reader who sees it for the first time.
  var explanation: String
  /// The arguments of each command.
  var commands: [[String]]

  /// The stages of the whole pipeline.
  ///
  /// - Parameters:
  ///   - files: The demo's own files.
  ///   - folder: Where everything is written.
  ///   - jobs: How many SPICE workers run side by side.
  /// - Returns: The stages in their order.
  static func pipeline(files: ProjectFiles, folder: String, jobs: Int) -> [DemoStage] {
    let golden = "\(folder)/golden"
    let model = "\(folder)/models/glyphs.json"
    let technology = files.path("technology.toml")
    let images = files.path("test-images-idx3-ubyte.gz")
    let labels = files.path("test-labels-idx1-ubyte.gz")
    let evaluate = [
      "evaluate", "--network", files.path("glyphs.onnx"), "--dataset", "idx:\(images),\(labels)",
    ]
    let arrays = [
      "--technology", technology, "--mapping", files.path("mapping.toml"), "--trials", "3",
    ]
    func result(_ name: String) -> String { "\(folder)/results/\(name).json" }
    return [
      DemoStage(
        title: "Golden data",
        explanation: """
          SPICE solves small arrays under several inputs. Every current is checked by Kirchhoff's
          laws and by a second solver, and stored with that evidence.
          """,
        commands: [
          [
            "golden", "generate", files.path("suite.toml"), "--output", golden, "--jobs",
            "\(jobs)", "--resume",
          ]
        ]),
      DemoStage(
        title: "Calibration",
        explanation: """
          The two-point model of the array is fitted to some of these currents and judged on arrays
          that the fit never saw, by every kind of load that networks send.
          """,
        commands: [["calibrate", golden, "--model", "two-point", "--output", model]]),
      DemoStage(
        title: "Verification",
        explanation: """
          The regression test that guards the model: the stored model against the stored currents,
          each within its tolerance.
          """,
        commands: [["verify", "--golden", golden, "--models", "\(folder)/models"]]),
      DemoStage(
        title: "Accuracy",
        explanation: """
          A network that tells ten shapes apart: in ordinary arithmetic, on crossbars without wires
          (8-bit converters and programming errors alone), and on the calibrated model. The last says
          what load the layers send, and which error holds there.
          """,
        commands: [
          evaluate + ["--solver", "digital", "--output", result("digital")],
          evaluate + arrays + ["--solver", "ideal", "--output", result("ideal")],
          evaluate + arrays + ["--solver", "fcm", "--model", model, "--output", result("fcm")],
        ]),
      DemoStage(
        title: "Report",
        explanation: "Figures and tables of all of it, on one page.",
        commands: [
          [
            "report", result("ideal"), result("fcm"), model, golden, "--output",
            "\(folder)/report.html", "--title", "Ten shapes on resistive crossbars",
          ]
        ]),
    ]
  }
}
