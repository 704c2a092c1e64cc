internal import Configuration
public import Foundation
internal import Records

/// Which result stands for which evaluation of a study, as a finished folder keeps it.
struct StudyIndex: Codable {
  /// The name of the file.
  static let name = "study.json"

  /// One evaluation.
  struct Entry: Codable {
    /// What it is: network, technology, every axis, model.
    var labels: [String]
    /// The sum of all that it depends on, by which its file is called.
    var identity: String
  }

  /// What the file is, for readers of any result.
  var kind = "study"
  /// The name of the study.
  var name: String
  /// What the labels of an evaluation are.
  var columns: [String]
  /// The evaluations, in order.
  var evaluations: [Entry]
}

extension StudyTable {
  /// Whether a folder is one that `assay sweep` has finished.
  ///
  /// - Parameter folder: The folder.
  /// - Returns: Whether it says so itself.
  public static func isFinished(_ folder: URL) -> Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent(StudyIndex.name).path)
  }

  /// Reads the table of a finished study back from its folder.
  ///
  /// - Parameter folder: A folder of `assay sweep`.
  /// - Throws: `UnavailableError` or `InputError` if it holds no finished study, or a result is missing
  ///   or damaged.
  public init(contentsOf folder: URL) throws {
    let file = folder.appendingPathComponent(StudyIndex.name)
    let accepted = "the folder of a study that `assay sweep` has finished"
    let index: StudyIndex = try JSONRecord.value(
      from: JSONRecord.text(of: file), source: file.relativePath, accepted: accepted)
    let results = StudyFolder(finished: folder)
    self.init(
      name: index.name, columns: index.columns,
      rows: try index.evaluations.map { entry in
        guard entry.labels.count == index.columns.count else {
          throw InputError(
            source: file.relativePath, location: "key evaluations",
            found: "\(entry.labels.count) labels for \(index.columns.count) columns",
            accepted: accepted)
        }
        guard let outcome = results.outcome(entry.identity) else {
          throw InputError(
            source: file.relativePath, location: "evaluation \(entry.identity)",
            found: "no such result in \(StudyFolder.resultsName), or a damaged one",
            accepted: "a complete folder; assay sweep --resume computes what is missing")
        }
        return Row(labels: entry.labels, outcome: outcome)
      })
  }
}
