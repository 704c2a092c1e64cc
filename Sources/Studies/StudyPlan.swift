internal import ArrayStorage
internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import Foundation
internal import Inference
internal import Networks
internal import Records

/// A study with all its files read: every evaluation, in order.
public struct StudyPlan: Sendable {
  /// The study.
  public let study: Study
  /// The program that runs it, with its version.
  let program: String
  /// All evaluations: networks, then technologies, then the axes as they stand, then what computes.
  public internal(set) var points: [StudyPoint]
  /// The technology and the mapping of every technology and choice on the axes.
  private let variants: [Variant]
  /// The study's file.
  private let file: URL

  /// A technology and a mapping with the values of some choices.
  struct Variant: Sendable {
    var technology: Technology
    var mapping: Mapping
    var layerTechnologies: [String: Technology]
    /// All that they were made of.
    var digest: String
  }

  /// Reads a study, its technologies and its mapping.
  ///
  /// - Parameters:
  ///   - url: The study, a TOML file as `docs/studies.md` describes it.
  ///   - program: The program that runs it, with its version.
  ///   - limit: The most images of every network, in the place of what the study says; nil for that.
  /// - Throws: `InputError` with file, line and key if the study, or a technology or mapping with the
  ///   values of a choice, is not accepted; `UnavailableError` if a file cannot be read.
  public init(contentsOf url: URL, program: String, limit: Int? = nil) throws {
    var study = try Study(ConfigurationDocument(contentsOf: url))
    if let limit {
      for index in study.subjects.indices { study.subjects[index].limit = limit }
    }
    let folder = url.absoluteURL.deletingLastPathComponent()
    self.study = study
    self.program = program
    file = url
    func document(_ name: String) throws -> ConfigurationDocument {
      try ConfigurationDocument(contentsOf: Self.url(Self.expanded(name, in: url.path), in: folder))
    }
    let mapping =
      try study.mapping.map(document)
      ?? ConfigurationDocument(text: "", source: "the default mapping")
    let technologies = try study.technologies.map(document)
    let combinations = study.axes.reduce([[]]) { combinations, axis in
      combinations.flatMap { combination in axis.choices.indices.map { combination + [$0] } }
    }
    variants = try technologies.flatMap { technology in
      try combinations.map { combination in
        let changes = zip(study.axes, combination).flatMap { $0.choices[$1].changes }
        return try Self.variant(technology, mapping: mapping, changes, study: url.path)
      }
    }
    let names = study.technologies.map(Self.name(ofFile:))
    var points: [StudyPoint] = []
    for subject in study.subjects.indices {
      for technology in technologies.indices {
        for combination in combinations {
          for computation in study.computations.indices {
            points.append(
              StudyPoint(
                index: points.count, subject: subject, technology: technology, choices: combination,
                computation: computation,
                labels: [study.subjects[subject].name, names[technology]]
                  + zip(study.axes, combination).map { $0.choices[$1].label }
                  + [study.computations[computation].name]))
          }
        }
      }
    }
    self.points = points
    // A variable that is not set would else be found out by the first evaluation.
    for subject in study.subjects {
      let network = try place(of: subject).images.network
      guard FileManager.default.isReadableFile(atPath: network) else {
        throw InputFile.unreadable(network)
      }
    }
  }

  /// The columns that say what a point is.
  public var columns: [String] {
    ["network", "technology"] + study.axes.map(\.name) + ["model"]
  }

  /// The technology and mapping of a point.
  func variant(of point: StudyPoint) -> Variant {
    let place = zip(study.axes, point.choices).reduce(point.technology) { place, axis in
      place * axis.0.choices.count + axis.1
    }
    return variants[place]
  }

  /// The name of a file without folder and extension, by which tables call it.
  static func name(ofFile path: String) -> String {
    URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
  }

  // MARK: - Files

  /// Where a file of the study lies.
  private static func url(_ path: String, in folder: URL) -> URL {
    URL(fileURLWithPath: path, relativeTo: folder).absoluteURL
  }

  /// A text with the values of the environment's variables that it names as `$NAME`.
  private static func expanded(_ text: String, in study: String) throws -> String {
    var rest = Substring(text)
    var result = ""
    while let mark = rest.firstIndex(of: "$") {
      result += rest[..<mark]
      let name = rest[rest.index(after: mark)...].prefix {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")
      }
      guard !name.isEmpty, let value = ProcessInfo.processInfo.environment[String(name)] else {
        throw UnavailableError(
          "$\(name)", reason: "named by \(study), and no variable of the environment: set it")
      }
      result += value
      rest = rest[name.endIndex...]
    }
    return result + rest
  }

  /// The images and the file of a network, as they lie on this machine.
  ///
  /// - Parameter subject: The network.
  /// - Returns: Its file with its images, and the data set that chooses ranges.
  /// - Throws: `UnavailableError` if a variable is not set.
  func place(
    of subject: Study.Subject
  ) throws -> (images: NetworkImages, calibration: String?) {
    let folder = self.file.absoluteURL.deletingLastPathComponent()
    func file(_ text: String) throws -> String {
      try Self.url(Self.expanded(text, in: self.file.path), in: folder).path
    }
    func dataSet(_ text: String) throws -> String {
      guard let colon = text.firstIndex(of: ":") else { return text }
      let files = text[text.index(after: colon)...].split(separator: ",").map(String.init)
      return "\(text[..<colon]):\(try files.map(file).joined(separator: ","))"
    }
    return (
      NetworkImages(
        network: try file(subject.network), dataset: try dataSet(subject.dataSet),
        preprocess: try subject.preprocessing.map(file), task: subject.task),
      try subject.calibration.map(dataSet)
    )
  }

  private static func variant(
    _ technology: ConfigurationDocument, mapping: ConfigurationDocument,
    _ changes: [StudyAxis.Change], study: String
  ) throws -> Variant {
    func described(_ document: ConfigurationDocument) throws -> Technology {
      let folder = URL(fileURLWithPath: document.source).deletingLastPathComponent()
      return try Technology(document, resources: .files(in: folder))
    }
    do {
      let technologyNow = try described(changed(technology, changes, of: .technology, in: study))
      let mappingNow = try Mapping(changed(mapping, changes, of: .mapping, in: study))
      guard mappingNow.partialSums?.allocation == nil else {
        throw InputError(
          source: mappingNow.source, location: "key partial_sums.samples",
          found: "\"allocated\", which a study does not share out",
          accepted: "numbers, as assay evaluate finds them")
      }
      let files = try mappingNow.technologyFiles.mapValues(ConfigurationDocument.init(contentsOf:))
      let layers = try files.mapValues(described)
      var parts = [technology.text, mapping.text] + changes.map(\.identity)
      for used in [technologyNow] + layers.keys.sorted().compactMap({ layers[$0] }) {
        parts.append(used.name)
        parts += used.resources.keys.sorted().flatMap { [$0, used.resources[$0] ?? ""] }
      }
      parts += files.values.sorted { $0.source < $1.source }.map(\.text)
      return Variant(
        technology: technologyNow, mapping: mappingNow, layerTechnologies: layers,
        digest: Checksum.of(try JSONRecord.encoded(parts)))
    } catch var error as InputError where !changes.isEmpty {
      error.found += " (with \(changes.map(\.text).joined(separator: ", ")) of \(study))"
      throw error
    }
  }

  /// A file with the values that some changes give it, one after the other.
  private static func changed(
    _ original: ConfigurationDocument, _ changes: [StudyAxis.Change],
    of subject: StudyAxis.Subject, in study: String
  ) throws -> ConfigurationDocument {
    try changes.filter { $0.subject == subject }.reduce(original) { document, change in
      guard let base = change.base else {
        return try document.replacing(change.path, with: change.value)
      }
      // A mapping has every key: what its file leaves out has its default.
      let unstated = subject == .mapping ? Mapping.number(ofDefault: base) : nil
      guard let number = document.value(at: base)?.number ?? unstated,
        let factor = change.value.number
      else {
        throw InputError(
          source: study, location: "key axis.times",
          found: "\(base.joined(separator: ".")), which is no number in \(document.source)",
          accepted: "a key of the file that holds a number")
      }
      return try document.replacing(change.path, with: value(number * factor))
    }
  }

  /// A product as a file states it: keys that count something take integers alone.
  private static func value(_ product: Double) -> ConfigurationValue {
    Int(exactly: product).map(ConfigurationValue.integer) ?? .number(product)
  }
}
