import ArgumentParser
import ArrayStorage
import Campaigns
import Configuration
import Crossbars
import Foundation
import GoldenData
import Inference
import LinearAlgebra
import Networks
import Records

/// Which array is fabricated: one of stated targets, a case of a suite, or an array of a network.
struct FabricationSource: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The technology file; for --conductances and --network.", valueName: "T.toml"))
  var technology: String?

  @Option(
    help: ArgumentHelp(
      "The wanted conductances in siemens, rows × columns.", valueName: "G.npy"))
  var conductances: String?

  @Option(
    help: ArgumentHelp(
      "Fabricate a case of a recipe or of a suite's folder, as a campaign does.",
      valueName: "SUITE.toml|DIR"))
  var suite: String?

  @Option(
    name: .customLong("case"),
    help: ArgumentHelp(
      "The name of the case; assay golden plan --cases lists them.", valueName: "CASE"))
  var slug: String?

  @Option(
    help: ArgumentHelp(
      "Fabricate an array of a layer of this network, as assay evaluate does.", valueName: "N.onnx")
  )
  var network: String?

  @Option(help: "The layer of the network.")
  var layer: String?

  @Option(help: "How the network is represented; without it the defaults of docs/inference.md.")
  var mapping: String?

  @Option(
    parsing: .unconditional,
    help:
      "The instance of the network, from 0, as results of assay evaluate count them (default: 0).")
  var trial: Int?

  @OptionGroup var traffic: TrafficOptions

  @Option(parsing: .unconditional, help: "The seed (default: 0).")
  var seed: UInt64?

  @Option(
    help: """
      The number of the array, from 1 (default: 1). Of a layer: group by group, slice by slice, row by \
      row of arrays, the positive before the negative.
      """)
  var array: Int?

  @Option(parsing: .unconditional, help: "The number of the programming, from 1 (default: 1).")
  var cycle: Int?

  @Option(parsing: .unconditional, help: "The number of the read, from 1 (default: 1).")
  var read: Int?

  @Option(
    help: ArgumentHelp(
      "The time from programming to the read; without it the technology's read.time_second.",
      valueName: "seconds"))
  var time: Double?

  /// The three kinds of arrays, by the option that asks for one.
  private enum Kind: String, CaseIterable {
    case conductances, suite, network
  }

  private var kinds: [Kind] {
    Kind.allCases.filter {
      switch $0 {
      case .conductances: conductances != nil
      case .suite: suite != nil
      case .network: network != nil
      }
    }
  }

  func validate() throws {
    let names = Kind.allCases.map { "--\($0.rawValue)" }.joined(separator: ", ")
    guard kinds.count == 1, let kind = kinds.first else {
      throw ValidationError("one of \(names) says which array is fabricated")
    }
    try traffic.requireUse()
    let uses: [(option: String, isPresent: Bool, kinds: [Kind], isNeeded: Bool)] = [
      ("dataset", traffic.dataset != nil, [.network], false),
      ("technology", technology != nil, [.conductances, .network], true),
      ("case", slug != nil, [.suite], true), ("layer", layer != nil, [.network], true),
      ("mapping", mapping != nil, [.network], false), ("trial", trial != nil, [.network], false),
      ("seed", seed != nil, [.conductances, .network], false),
      ("array", array != nil, [.conductances, .network], false),
      ("cycle", cycle != nil, [.conductances], false),
      ("read", read != nil, [.conductances], false), ("time", time != nil, [.conductances], false),
    ]
    for use in uses {
      if use.isPresent && !use.kinds.contains(kind) {
        throw ValidationError("--\(use.option) has no use with --\(kind.rawValue)")
      }
      if use.isNeeded && !use.isPresent && use.kinds.contains(kind) {
        throw ValidationError("--\(kind.rawValue) needs --\(use.option)")
      }
    }
    for (option, number, first) in [
      ("array", array, 1), ("cycle", cycle, 1), ("read", read, 1), ("trial", trial, 0),
    ] {
      guard let number, !(first...1_000_000_000).contains(number) else { continue }
      throw ValidationError("--\(option) is \(number); accepted: \(first) to 1000000000")
    }
  }

  /// The files and folders that are read.
  var paths: [String?] {
    [technology, conductances, suite, network, mapping] + traffic.paths(network: network)
  }

  /// Makes the array.
  ///
  /// - Parameter files: The files of the command.
  /// - Returns: The array, and what tells it from others.
  /// - Throws: `InputError` or `UnavailableError` if a file is malformed or missing, or if it has no such
  ///   array.
  func fabricated(_ files: CommandFiles) throws -> FabricationReport.Subject {
    if let suite { return try fabricatedCase(of: suite) }
    let file = technology ?? ""
    let technology = try Technology(contentsOf: URL(fileURLWithPath: file))
    try files.read(resourceFiles(of: technology, at: file))
    if let network {
      return try fabricatedLayer(of: network, technology: technology, files)
    }
    let source = conductances ?? ""
    let targets = try Crossbar(
      technology: technology, validating: NPYFile.read(URL(fileURLWithPath: source)),
      source: source
    ).conductances
    if let time {
      guard ArrayVariation.times.contains(time) else {
        throw UsageError(
          "--time is \(time); accepted: \(ArrayVariation.times.lowerBound) to "
            + "\(ArrayVariation.times.upperBound) s")
      }
      if let refusal = technology.variation.refusal(
        ofTime: time, at: technology.read.temperature)
      {
        throw UsageError("--time: \(refusal.found); accepted: \(refusal.accepted)")
      }
    }
    return FabricationReport.Subject(
      fabricated: technology.fabricate(
        targets: targets, time: time,
        chance: InstanceChance(
          seed: seed ?? 0, array: [Self.index(array)], cycle: Self.index(cycle),
          read: Self.index(read))),
      text: "array \(array ?? 1)")
  }

  private func fabricatedCase(of suite: String) throws -> FabricationReport.Subject {
    let url = URL(fileURLWithPath: suite)
    var isFolder: ObjCBool = false
    let isSuite =
      FileManager.default.fileExists(atPath: suite, isDirectory: &isFolder) && isFolder.boolValue
    let generator = "assay \(assayVersion)"
    let plan =
      isSuite
      ? try CampaignPlan(copiedIn: url, generator: generator)
      : try CampaignPlan(contentsOf: url, generator: generator)
    guard let planned = plan.cases.first(where: { $0.slug == slug }) else {
      throw InputError(
        source: suite, found: "no case \(slug ?? "")",
        accepted: "one of \(plan.cases.count) cases, such as \(plan.cases[0].slug)")
    }
    return FabricationReport.Subject(
      fabricated: planned.fabricated, inputs: planned.inputs,
      text: "case \(planned.slug) of suite \(plan.recipe.name)")
  }

  private func fabricatedLayer(
    of file: String, technology: Technology, _ files: CommandFiles
  ) throws -> FabricationReport.Subject {
    let network = try Network(contentsOf: URL(fileURLWithPath: file))
    try files.read(network.dataFiles)
    let layer = layer ?? ""
    let mapping =
      try mapping.map { try Mapping(contentsOf: URL(fileURLWithPath: $0)) } ?? Mapping()
    let place = mapping.technologyFile(ofLayer: layer)
    let own = try place.map(Technology.init) ?? technology
    let fabrication = try LayerFabrication(
      layer: layer, of: network, mapping: mapping, technology: own)
    let number = array ?? 1
    guard number <= fabrication.places.count else {
      throw UsageError(
        "--array is \(number); layer \(layer) has the arrays 1 to \(fabrication.places.count)")
    }
    let array = fabrication.places[number - 1]
    let instance = LayerArrays.Instance(seed: seed ?? 0, trial: trial ?? 0)
    var text =
      "array \(number) of layer \(layer), instance \(trial ?? 0): group \(array.group)"
      + (array.groupCount > 1 ? " to \(array.group + array.groupCount - 1), " : ", ")
      + "slice \(array.slice), array row \(array.rowTile), array column \(array.columnTile), "
      + "\(array.polarity)"
    let reads = try traffic.reads(
      ofArray: number - 1, inLayer: layer, of: file, mapping: mapping, technology: technology,
      instance: instance, files)
    if let reads { text += "; \(reads.summary(image: traffic.image ?? 0))" }
    return FabricationReport.Subject(
      fabricated: fabrication.fabricated(number - 1, in: instance), inputs: reads?.voltages,
      text: text,
      recipe: try reads.map { _ in
        ArrayRecipe(
          "\(layer)-array\(number)", technology: own,
          text: try ConfigurationDocument(
            contentsOf: place ?? URL(fileURLWithPath: self.technology ?? "")
          ).text)
      })
  }

  private static func index(_ number: Int?) -> UInt64 { UInt64((number ?? 1) - 1) }
}
