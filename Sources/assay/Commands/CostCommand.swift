import ArgumentParser
import Calibration
import Configuration
import Costs
import Crossbars
import Foundation
import Inference
import Networks
import Records

/// `assay cost`: energy, time and area of a network, or of one array, under a cost file.
struct CostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Tell energy, time and area of a network's arrays and converters, design by design.",
    discussion: """
      Every mapping is a design; one whose converters compare is a design for each device of the \
      cost file that can do so. Beside it stands the ADC that leaves no more error. With --baseline \
      all are told as multiples of another design. See docs/costs.md.

      Example: assay cost --network resnet20.onnx --costs costs/partial-sums-32nm.toml \
      --mapping costs/mappings/stochastic-4.toml --baseline costs/mappings/adc-8.toml
      Example: assay cost --array 128x128 --costs costs/partial-sums-32nm.toml \
      --mapping costs/mappings/adc-8.toml --layers
      """)

  @Option(help: "The network, an ONNX file; its cost is that of one image.")
  var network: String?

  @Option(
    help: ArgumentHelp(
      "One array whose cells all hold a weight, in the place of a network: the cost of one vector.",
      valueName: "ROWSxCOLUMNS"))
  var array: String?

  @Option(
    parsing: .singleValue, help: ArgumentHelp("A mapping, once or more.", valueName: "M.toml"))
  var mapping: [String] = []

  @Option(help: ArgumentHelp("The figures.", valueName: "C.toml"))
  var costs: String

  @Option(help: "The technology of the arrays; without it converters are those of the mapping.")
  var technology: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A device of the cost file that compares, once or more; all that can without it.",
      valueName: "NAME"))
  var device: [String] = []

  @Option(help: ArgumentHelp("The mapping that all others are compared with.", valueName: "M.toml"))
  var baseline: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The part of the conversions of ADCs that take no energy, since nothing flows.",
      valueName: "PART"))
  var sparsity = 0.0

  @Option(
    help: ArgumentHelp(
      """
      Beside every design of ADCs the one whose ADCs have a code for every sum that occurs on the first images \
      of this data set, and take no energy for a sum of 0.
      """, valueName: "KIND:PATH"))
  var covering: String?

  @Option(help: "The preprocessing of --covering; without it NETWORK.toml beside the network.")
  var preprocess: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Another value of a key of the cost file, such as shift_add.per=\"converter\"; once or more.",
      valueName: "KEY=VALUE"))
  var set: [String] = []

  @Flag(help: "Tell every layer.")
  var layers = false

  @OptionGroup var console: OutputOptions

  func validate() throws {
    guard (network == nil) != (array == nil) else {
      throw ValidationError("give --network or --array, one of them")
    }
    guard !mapping.isEmpty else { throw ValidationError("give --mapping, once or more") }
    guard covering == nil || network != nil else {
      throw ValidationError("--covering is of a network's images; give --network")
    }
    guard (0...1).contains(sparsity) else {
      throw ValidationError("--sparsity is \(sparsity); accepted: 0 to 1")
    }
  }

  func run() async throws {
    let file = try CostFile(figures())
    let described = try technology.map { try Technology(contentsOf: url($0)) }
    let subject = try subject()
    func designs(_ path: String) throws -> [Design] {
      try Design.all(
        of: subject, mapping: Mapping(contentsOf: url(path)), technology: described, file: file,
        devices: device, name: url(path).deletingPathExtension().lastPathComponent
      ).map { $0.device == nil ? $0.skipping(sparsity) : $0 }
    }
    func covered(_ design: Design, _ path: String) throws -> Design? {
      guard case .network(let trained) = subject, let covering else { return nil }
      let source = NetworkImages(
        network: network ?? "", dataset: covering, preprocess: preprocess)
      return try design.covering(
        source.labeled(covering, source.preprocessing(), limit: Evaluation.rangingImages),
        network: trained, mapping: Mapping(contentsOf: url(path)), technology: described,
        threads: ProcessInfo.processInfo.activeProcessorCount)
    }
    let base = try baseline.map(designs)?.first
    var all = base.map { [$0] } ?? []
    if let base, let baseline { all += try [covered(base, baseline)].compactMap { $0 } }
    for path in mapping where path != baseline {
      for design in try designs(path) {
        all.append(design)
        all += try [covered(design, path)].compactMap { $0 }
        if let equal = design.equalErrorADC { all.append(equal) }
      }
    }
    let report = try CostReport(
      all, base: base, file: file, subject: network ?? array ?? "",
      tellsLayers: layers || console.json, sparsity: sparsity)
    try console.report(report, text: report.text)
    for note in Set(all.flatMap { $0.notes(file) }).sorted() { console.note(note) }
  }

  private func url(_ path: String) -> URL { URL(fileURLWithPath: path) }

  private func subject() throws -> Design.Subject {
    guard let array else { return .network(try Network(contentsOf: url(network ?? ""))) }
    let sizes = try sizeList(array, option: "--array")
    guard sizes.count == 1, let size = sizes.first, size.rows <= 4096, size.columns <= 4096 else {
      throw UsageError("--array \(array): accepted is one size of at most 4096x4096")
    }
    return .array(rows: size.rows, columns: size.columns)
  }

  /// The cost file with what `--set` says.
  private func figures() throws -> ConfigurationDocument {
    try set.reduce(ConfigurationDocument(contentsOf: url(costs))) { document, change in
      let parts = change.split(separator: "=", maxSplits: 1).map(String.init)
      let path = (parts.first ?? "").split(separator: ".", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !path.contains("") else {
        throw UsageError("--set \(change): accepted are changes such as read.settling_second=2e-8")
      }
      guard document.value(at: path) != nil else {
        throw InputError(
          source: costs, location: "key \(path.joined(separator: "."))",
          found: "the key is missing, so --set cannot change it", accepted: "a key of the file")
      }
      let value = try ConfigurationDocument(text: "value = \(parts[1])", source: "--set \(change)")
      guard let value = value.value(at: ["value"]) else {
        throw UsageError("--set \(change): the value is missing")
      }
      return try document.replacing(path, with: value)
    }
  }
}
