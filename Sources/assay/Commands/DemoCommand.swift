import ArgumentParser
import ArrayStorage
import Configuration
import Foundation

/// `assay demo`: the whole pipeline on an embedded example.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Run the whole pipeline on an embedded example and leave a report.",
    discussion: """
      Example: assay demo --output /tmp/demo

      SPICE makes golden data, a fast model is calibrated to them and verified, and a small network \
      is evaluated on it. Each stage is a command of assay, printed as it can be typed. Takes \
      minutes on two cores; golden data that an earlier run left in the folder is not made again.
      """)

  @Option(name: [.short, .long], help: "The folder for everything that is made.")
  var output = "assay-demo"

  @Option(help: "How many SPICE workers run side by side.")
  var jobs = min(ProcessInfo.processInfo.activeProcessorCount, 4)

  @OptionGroup var console: OutputOptions

  /// What was done.
  private struct Report: Encodable {
    struct Stage: Encodable {
      var title: String
      var seconds: Double
    }

    var report: String
    var stages: [Stage]
    var seconds: Double
  }

  func validate() throws {
    guard (1...256).contains(jobs) else {
      throw ValidationError("--jobs is \(jobs); accepted: 1 to 256")
    }
  }

  func run() async throws {
    let files = try ProjectFiles()
    for folder in ["models", "results"] {
      try OutputFolder.make(URL(fileURLWithPath: "\(output)/\(folder)"))
    }
    let start = ContinuousClock.now
    var report = Report(report: "\(output)/report.html", stages: [], seconds: 0)
    let stages = DemoStage.pipeline(files: files, folder: output, jobs: jobs)
    for (number, stage) in stages.enumerated() {
      try say("\n\(number + 1)/\(stages.count)  \(stage.title)\n\(stage.explanation)\n")
      let stageStart = ContinuousClock.now
      for arguments in stage.commands {
        try say("$ assay \(arguments.map(Self.typed).joined(separator: " "))")
        try await run(arguments)
        try say("")
      }
      let seconds = (ContinuousClock.now - stageStart) / .seconds(1)
      report.stages.append(Report.Stage(title: stage.title, seconds: seconds))
      try say(String(format: "%@: %.1f s", stage.title, seconds))
    }
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    try say(
      String(format: "\nThe whole pipeline took %.1f s. Open %@.", report.seconds, report.report))
    if let figure = files.firstFigure {
      try say(
        "What a trained network loses against the size of its arrays, for three technologies with intervals: "
          + figure)
    }
    if console.json { try console.report(report, text: "") }
  }

  /// Runs one command of this program, silently if only JSON may be printed.
  private func run(_ arguments: [String]) async throws {
    let quiet = console.quiet ? ["--quiet"] : []
    var command = try Assay.parseAsRoot(arguments + quiet)
    let silence = console.json ? SilentOutput() : nil
    defer { silence?.end() }
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  }

  /// An argument as a shell wants it.
  private static func typed(_ argument: String) -> String {
    let isPlain = argument.allSatisfy { $0.isLetter || $0.isNumber || "/.,:_-+=".contains($0) }
    return isPlain ? argument : "'\(argument.replacing("'", with: "'\\''"))'"
  }

  private func say(_ text: String) throws {
    guard !console.json else { return }
    try StandardStream.output.write(text + "\n")
  }
}
