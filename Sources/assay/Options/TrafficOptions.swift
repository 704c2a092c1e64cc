import ArgumentParser
import Configuration
import CrossbarModels
import Crossbars
import Foundation
import Inference
import LinearAlgebra
import Networks
import Records

/// What an array of a network is read with: by an image that passes through the network on arrays.
struct TrafficOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Write what an image of this data set reads the array with, as inputs.npy; for --network, with the \
      data sets of assay evaluate.
      """, valueName: "KIND:PATH"))
  var dataset: String?

  @Option(parsing: .unconditional, help: "The number of the image, from 0 (default: 0).")
  var image: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep at most so many reads, at even distances; without it all.", valueName: "COUNT"))
  var vectors: Int?

  @Option(help: "The preprocessing; without it NETWORK.toml beside the network.")
  var preprocess: String?

  @Option(
    help:
      "What the data set asks of the network, classes or regression; without it what its files say.",
    completion: .list(NetworkTask.allCases.map(\.rawValue)),
    transform: { try NetworkTask.named($0, "task") })
  var task: NetworkTask?

  @Option(
    help: "The images that choose the ranges of the converters; without it those of --dataset.")
  var calibration: String?

  @Option(
    help: "What computes the layers before: ideal, fcm or nodal (default: fcm).",
    completion: .list(Self.solvers.map(\.rawValue)),
    transform: { try Solver.named($0, "solver", among: Self.solvers) })
  var solver: Solver?

  private static var solvers: [Solver] { Solver.ofNetworks.filter { $0 != .digital } }

  /// Refuses options that have no use.
  func requireUse() throws {
    guard dataset == nil else {
      for (name, value) in [("image", image), ("vectors", vectors)] {
        let first = name == "image" ? 0 : 1
        guard let value, !(first...1_000_000_000).contains(value) else { continue }
        throw ValidationError("--\(name) is \(value); accepted: \(first) to 1000000000")
      }
      return
    }
    let others: [(name: String, isPresent: Bool)] = [
      ("image", image != nil), ("vectors", vectors != nil), ("preprocess", preprocess != nil),
      ("calibration", calibration != nil), ("solver", solver != nil), ("task", task != nil),
    ]
    if let other = others.first(where: \.isPresent) {
      throw ValidationError("--\(other.name) has no use without --dataset")
    }
  }

  /// The files that are read.
  ///
  /// - Parameter network: The network's file.
  /// - Returns: Paths of files that exist.
  func paths(network: String?) -> [String] {
    guard let dataset, let network else { return [] }
    return NetworkImages(network: network, dataset: dataset, preprocess: preprocess)
      .files(calibration: calibration).filter { file in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
          && !isFolder.boolValue
      }
  }

  /// Lets the image through the network.
  ///
  /// - Parameters:
  ///   - array: The place of the array in its layer.
  ///   - layer: The layer.
  ///   - network: The network's file.
  ///   - mapping: How the network is represented.
  ///   - technology: The technology of its arrays.
  ///   - instance: The instance.
  ///   - files: The files of the command.
  /// - Returns: The reads; nil where no data set was named.
  /// - Throws: `InputError` or `UnavailableError` if a file is malformed or missing, or if there is no such
  ///   image or read.
  func reads(
    ofArray array: Int, inLayer layer: String, of network: String, mapping: Mapping,
    technology: Technology, instance: LayerArrays.Instance, _ files: CommandFiles
  ) throws -> ArrayReads? {
    guard let dataset else { return nil }
    let number = image ?? 0
    let source = NetworkImages(
      network: network, dataset: dataset, preprocess: preprocess, task: task)
    let preprocessing = try source.preprocessing()
    let images = try source.labeled(dataset, preprocessing, limit: number + 1)
    guard number < images.count else {
      throw InputError(
        source: dataset, found: "\(images.count) images",
        accepted: "more than \(number), for --image \(number)")
    }
    let trained = try Network(
      contentsOf: URL(fileURLWithPath: network),
      imageShapes: images.dataSet.shapes(after: preprocessing))
    // Ranges do not depend on which image is looked at.
    let sample = try source.labeled(
      calibration ?? dataset, preprocessing, limit: Evaluation.rangingImages)
    var options = EvaluationOptions(solver: solver ?? .fcm, technology: technology)
    options.mapping = mapping
    options.layerTechnologies = try mapping.layerTechnologies(files)
    options.seed = instance.seed
    options.threads = ProcessInfo.processInfo.activeProcessorCount
    return try Evaluation(
      network: trained,
      source: EvaluationResult.Source(file: network, sha256: trained.sha256), images: images,
      sample: sample, options: options
    ).arrayReads(
      ofArray: array, inLayer: layer, image: number, trial: instance.trial, most: vectors)
  }
}

extension ArrayReads {
  /// What was found, for people.
  ///
  /// - Parameter image: The number of the image.
  /// - Returns: Words about the reads.
  func summary(image: Int) -> String {
    (reads.count < total ? "\(reads.count) of \(total)" : "\(total)") + " reads of image \(image)"
      + (feedbackResistance.map { ", amplifiers of \($0) Ω" } ?? "")
  }
}
