import ArgumentParser
import ArrayStorage
import Configuration
import Foundation
import Inference
import Networks

/// What `assay evaluate` keeps of the arrays themselves: their programmed states, and outputs of a layer.
struct RecordOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write the programmed arrays of all instances to this folder, for --states of other runs.",
      valueName: "DIR"))
  var writeStates: String?

  @Option(
    help: ArgumentHelp(
      "Take the arrays of the instances from this folder, which --write-states wrote.",
      valueName: "DIR"))
  var states: String?

  @Option(
    help: ArgumentHelp(
      """
      Write the outputs of --activations-layer on the arrays of the first instance, without bias, to this \
      NPY file: images x positions x outputs.
      """, valueName: "A.npy"))
  var activations: String?

  @Option(help: ArgumentHelp("The layer of --activations.", valueName: "LAYER"))
  var activationsLayer: String?

  @Option(
    help: ArgumentHelp(
      """
      Tell how far the column currents of so many reads of every layer are from ideal ones: the histogram \
      of their non-ideality factors.
      """, valueName: "READS"))
  var nonIdeality: Int?

  /// The files that are written, by option.
  var files: [(String, String?)] { [("activations", activations)] }

  /// Refuses options that have no use.
  func requireUse(isDigital: Bool, isAttribution: Bool, isAudited: Bool) throws {
    let stated: [(name: String, isPresent: Bool)] = [
      ("write-states", writeStates != nil), ("states", states != nil),
      ("activations", activations != nil), ("non-ideality", nonIdeality != nil),
    ]
    for (name, isPresent) in stated where isPresent {
      if isDigital { throw ValidationError("--\(name) has no use with --solver digital") }
      if isAttribution { throw ValidationError("--\(name) has no use with --attribute") }
    }
    if let nonIdeality, !(1...1_000_000).contains(nonIdeality) {
      throw ValidationError("--non-ideality is \(nonIdeality); accepted: 1 to 1000000")
    }
    guard nonIdeality == nil || states == nil else {
      throw ValidationError("--non-ideality is of arrays that chance makes; leave --states out")
    }
    guard states == nil || writeStates == nil else {
      throw ValidationError("--states and --write-states exclude each other")
    }
    guard states == nil || !isAudited else {
      throw ValidationError("--audit is of arrays that chance makes; leave --states out")
    }
    guard (activations == nil) == (activationsLayer == nil) else {
      throw ValidationError("--activations and --activations-layer need each other")
    }
  }

  /// Enters what was asked for.
  func apply(to options: inout EvaluationOptions) throws {
    options.states = try states.map { try ProgrammedStates(contentsOf: URL(fileURLWithPath: $0)) }
    options.statesFolder = try writeStates.map {
      try StatesFolder(URL(fileURLWithPath: $0))
    }
    options.activationsLayer = activationsLayer
    options.nonIdealityReads = nonIdeality
  }

  /// Writes the outputs of the layer.
  func write(_ found: Tensor?) throws {
    guard let activations, let found else { return }
    try NPYFile.writeFloats(
      shape: found.shape, found.elements, to: URL(fileURLWithPath: activations))
  }
}
