import ArgumentParser
import ArrayStorage
import Configuration
import Foundation
import Networks

/// `assay network`: what a network is made of, and its outputs, digitally.
struct NetworkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "network",
    abstract: "Show what a network's file holds, and compute its outputs digitally.",
    discussion: """
      Lists the layers whose matrices go on arrays. With --inputs the network runs on the samples \
      of an NPY file, as they are, and --outputs takes what it computes. A shape that the file \
      leaves open follows from the samples.

      Example: assay network vit.onnx
      Example: assay network vit.onnx --inputs x.npy --outputs logits.npy
      """)

  @Argument(help: ArgumentHelp("The network, an ONNX file.", valueName: "NETWORK"))
  var network: String

  @Option(help: "Samples along the first axis of an NPY file, as the network takes them.")
  var inputs: String?

  @Option(help: "Write the outputs to this NPY file.")
  var outputs: String?

  @Option(help: "How many threads share the samples.")
  var threads = 1

  @OptionGroup var console: OutputOptions

  private struct Report: Encodable {
    struct Layer: Encodable {
      var name: String
      var kind: String
      var inputs: Int
      var outputs: Int
      var groups: Int
      var positions: Int
    }

    var network: String
    var sha256: String
    var inputShape: [Int]
    var outputShape: [Int]
    var layers: [Layer]
    var samples: Int?
    var outputs: String?
  }

  func validate() throws {
    guard (inputs == nil) == (outputs == nil) else {
      throw ValidationError("--inputs and --outputs go together")
    }
    guard threads > 0 else { throw ValidationError("--threads: give at least 1") }
  }

  func run() async throws {
    let files = try CommandFiles(writing: [outputs], reading: [network, inputs])
    let samples = try inputs.map { try NPYFile.readFloats(URL(fileURLWithPath: $0)) }
    if let inputs, let samples, samples.shape.count < 2 {
      throw InputError(
        source: inputs, location: "shape", found: "\(samples.shape)",
        accepted: "samples × what one sample holds")
    }
    let trained = try Network(
      contentsOf: URL(fileURLWithPath: network),
      imageShapes: samples.map { [Array($0.shape.dropFirst())] } ?? [])
    try files.read(trained.dataFiles)
    if let samples, let outputs {
      let results = try trained.forward(
        Tensor(shape: samples.shape, elements: samples.values), threads: threads)
      try NPYFile.writeFloats(
        shape: results.shape, results.elements, to: URL(fileURLWithPath: outputs))
    }
    let report = Report(
      network: network, sha256: trained.sha256, inputShape: trained.inputShape,
      outputShape: trained.outputShape,
      layers: trained.matrixLayers.map { layer in
        Report.Layer(
          name: layer.name, kind: layer.kind.rawValue, inputs: layer.inputs,
          outputs: layer.outputs, groups: layer.groups, positions: layer.positions)
      }, samples: samples?.shape[0], outputs: outputs)
    try console.report(report, text: Self.table(report))
  }

  private static func table(_ report: Report) -> String {
    func extents(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " × ") }
    let width = max(5, report.layers.map { PrintedText.line($0.name).count }.max() ?? 0)
    func padded(_ text: String, _ width: Int) -> String {
      text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
    }
    var lines = [
      "input \(extents(report.inputShape)), output \(extents(report.outputShape))", "",
      padded("layer", width) + "  operator       inputs × outputs  groups  vectors",
    ]
    for layer in report.layers {
      lines.append(
        padded(PrintedText.line(layer.name), width) + "  " + padded(layer.kind, 13) + "  "
          + padded("\(layer.inputs) × \(layer.outputs)", 16) + "  "
          + padded("\(layer.groups)", 6) + "  \(layer.positions)")
    }
    if let samples = report.samples, let outputs = report.outputs {
      lines += ["", "outputs of \(samples) samples in \(outputs)"]
    }
    return lines.joined(separator: "\n")
  }
}
