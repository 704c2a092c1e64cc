internal import Configuration
internal import Foundation
package import Networks

/// The images of a network as a command or a study names them.
package struct NetworkImages {
  /// The network's file.
  package var network: String
  /// The data set, KIND:PATH.
  package var dataset: String
  /// The file of the preprocessing; nil for that beside the network.
  package var preprocess: String?
  /// What is asked of the network; nil for what the data set says.
  package var task: NetworkTask?

  /// Names images.
  package init(network: String, dataset: String, preprocess: String?, task: NetworkTask? = nil) {
    self.network = network
    self.dataset = dataset
    self.preprocess = preprocess
    self.task = task
  }

  /// Reads the preprocessing.
  ///
  /// - Returns: That of the file, or none for arrays, which can be preprocessed already.
  /// - Throws: `UnavailableError` if it is missing or cannot be read; `InputError` if it is malformed.
  package func preprocessing() throws -> Preprocessing {
    let file =
      preprocess.map { URL(fileURLWithPath: $0) }
      ?? Preprocessing.defaultFile(for: URL(fileURLWithPath: network))
    if preprocess == nil, !FileManager.default.fileExists(atPath: file.path) {
      // Arrays can be preprocessed already, and tokens have nothing to preprocess; bytes of images never
      // are.
      guard !["npy:", "tokens:"].contains(where: dataset.hasPrefix) else { return Preprocessing() }
      guard access(network, R_OK) == 0 else {
        throw InputFile.unreadable(URL(fileURLWithPath: network).path)
      }
      throw UnavailableError(
        file.path, reason: "the preprocessing is missing; write --preprocess P.toml")
    }
    return try Preprocessing(contentsOf: file)
  }

  /// Reads images.
  ///
  /// - Parameters:
  ///   - specification: The data set, or that of the images for ranging.
  ///   - preprocessing: The preprocessing.
  ///   - limit: The largest number of images; nil for all of ``dataset``, and for as many of another
  ///     data set as ranging takes.
  /// - Returns: The images.
  /// - Throws: `UnavailableError` or `InputError` if there is no such data set.
  package func labeled(
    _ specification: String, _ preprocessing: Preprocessing, limit: Int?
  ) throws -> LabeledImages {
    // Converter ranges come from the same images whatever the limit is.
    let read = max(limit ?? Evaluation.rangingImages, Evaluation.rangingImages)
    let isWhole = limit == nil && specification == dataset
    return try LabeledImages(
      DataSet(specification: specification, limit: isWhole ? nil : read, task: task),
      name: specification,
      preprocessing: preprocessing, limit: limit)
  }

  /// The files that a data set and the preprocessing are read from.
  ///
  /// - Parameter calibration: The data set of the images for ranging; nil for the same.
  /// - Returns: Paths, of which some may not exist.
  package func files(calibration: String?) -> [String] {
    let images = [dataset, calibration ?? ""].flatMap { specification in
      let parts = specification.drop { $0 != ":" }.dropFirst().split(separator: ",").map(
        String.init)
      guard specification.hasPrefix("images:"), let folder = parts.first else { return parts }
      return parts.dropFirst() + Self.pictures(in: folder)
    }
    return images + [
      preprocess ?? Preprocessing.defaultFile(for: URL(fileURLWithPath: network)).path
    ]
  }

  /// The files of a folder that are pictures by their names.
  private static func pictures(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      [".png", ".jpg", ".jpeg"].contains { name.lowercased().hasSuffix($0) }
    }.map { "\(folder)/\($0)" }
  }
}
