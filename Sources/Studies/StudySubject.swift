internal import Configuration
internal import Foundation
internal import Inference
internal import Networks
internal import Records

/// A network of a study with its images, and the sums of all their files.
struct StudySubject {
  let network: Network
  let source: EvaluationResult.Source
  let images: LabeledImages
  let sample: LabeledImages
  /// The sum over everything that was read.
  let digest: String

  /// Reads a network and its images.
  ///
  /// - Parameters:
  ///   - subject: The network of the study.
  ///   - plan: The study.
  /// - Throws: `UnavailableError` or `InputError` if a file is missing or is not what it must be.
  init(_ subject: Study.Subject, of plan: StudyPlan) throws {
    let (place, calibration) = try plan.place(of: subject)
    let preprocessing = try place.preprocessing()
    // Results call files what the study calls them, so that they are the same on every machine.
    func named(_ images: LabeledImages, _ name: String) throws -> LabeledImages {
      try LabeledImages(
        images.dataSet, name: name, preprocessing: preprocessing, limit: images.count)
    }
    images = try named(
      place.labeled(place.dataset, preprocessing, limit: subject.limit), subject.dataSet)
    sample =
      try calibration.map {
        try named(
          place.labeled($0, preprocessing, limit: nil), subject.calibration ?? subject.dataSet)
      } ?? images
    network = try Network(
      contentsOf: URL(fileURLWithPath: place.network),
      imageShapes: images.dataSet.shapes(after: preprocessing))
    source = EvaluationResult.Source(file: subject.network, sha256: network.sha256)
    let files = place.files(calibration: calibration).filter {
      FileManager.default.fileExists(atPath: $0)
    }
    // A folder of pictures is the files in it.
    let sums = try files.filter { !Self.isFolder($0) }.map {
      Checksum.of(try InputFile.data(of: URL(fileURLWithPath: $0), limit: 1 << 36))
    }
    digest = Checksum.of(try JSONRecord.encoded([network.sha256] + sums))
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
