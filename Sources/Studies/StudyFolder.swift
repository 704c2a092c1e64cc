internal import ArrayStorage
internal import Configuration
internal import Foundation
internal import Records

/// The folder of a study: a file for every finished evaluation, named by all that it depends on.
///
/// Shards may fill the same folder, and what was finished for one form of a study is there for another.
struct StudyFolder {
  /// The folder of the finished evaluations.
  static let resultsName = "results"
  private static let refusalSuffix = ".refused.json"

  private let place: URL

  /// Makes the folder if it does not exist.
  ///
  /// - Parameters:
  ///   - place: The folder of the study.
  ///   - resumes: Whether it may hold results already.
  /// - Throws: `UsageError` if it holds some and may not; `UnavailableError` if it cannot be made.
  init(_ place: URL, resumes: Bool) throws {
    self.place = place
    let results = place.appendingPathComponent(Self.resultsName)
    let old = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    guard resumes || old.isEmpty else {
      throw UsageError(
        "\(place.path) holds results already; write --resume to go on, or name another folder")
    }
    try OutputFolder.make(place)
    try OutputFolder.make(results)
  }

  /// Takes a folder as it is.
  ///
  /// - Parameter place: The folder of a study that is finished.
  init(finished place: URL) {
    self.place = place
  }

  private func file(_ identity: String, _ suffix: String) -> URL {
    place.appendingPathComponent(Self.resultsName).appendingPathComponent(identity + suffix)
  }

  /// A finished evaluation.
  ///
  /// - Parameter identity: All that it depends on, as a sum.
  /// - Returns: What became of it; nil if it is not there, or damaged.
  func outcome(_ identity: String) -> StudyOutcome? {
    let measured = file(identity, ".json")
    if let data = try? JSONRecord.text(of: measured),
      let result = try? EvaluationResult(data, source: measured.path)
    {
      return .measured(result)
    }
    let refused = file(identity, Self.refusalSuffix)
    guard let data = try? JSONRecord.text(of: refused),
      let stored: StudyRefusal = try? JSONRecord.value(
        from: data, source: refused.path, accepted: "a refusal")
    else { return nil }
    return .refused(stored.refusal)
  }

  /// Keeps an evaluation.
  ///
  /// - Parameters:
  ///   - outcome: What became of it.
  ///   - identity: All that it depends on, as a sum.
  /// - Throws: `UnavailableError` if the disk is full.
  func keep(_ outcome: StudyOutcome, _ identity: String) throws {
    switch outcome {
    case .measured(let result):
      try AtomicFile.write(result.encoded(), to: file(identity, ".json"))
    case .refused(let reason):
      try AtomicFile.write(
        JSONRecord.encoded(StudyRefusal(refusal: reason)), to: file(identity, Self.refusalSuffix))
    }
  }

  /// Removes what writers that were killed have left; nobody else may be at work in the folder.
  func removeParts() {
    let results = place.appendingPathComponent(Self.resultsName)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: results.path)) ?? []
    for name in names where AtomicFile.isPart(name) {
      try? FileManager.default.removeItem(at: results.appendingPathComponent(name))
    }
  }

  /// Writes a table.
  ///
  /// - Parameters:
  ///   - text: The table.
  ///   - name: The name of the file.
  /// - Throws: `UnavailableError` if the disk is full.
  func write(_ text: String, to name: String) throws {
    try AtomicFile.write(Data(text.utf8), to: place.appendingPathComponent(name))
  }
}
