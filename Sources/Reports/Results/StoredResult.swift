internal import Configuration
public import Foundation
public import Records
public import Studies

/// A result that a report can show: a JSON file, or a folder of golden data or of a study.
public enum StoredResult: Sendable {
  /// A network's accuracy, from `assay evaluate`.
  case evaluation(StoredEvaluation)
  /// A calibrated model, from `assay calibrate`.
  case model(CalibratedModel, source: String)
  /// Golden data, from `assay golden generate`.
  case golden(StoredGolden)
  /// A finished study, from `assay sweep`.
  case study(StudyTable, source: String)

  /// Reads a result of any kind.
  ///
  /// - Parameter url: A JSON file, or a folder of golden data or of a study.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if it is of no kind that
  ///   reports know, or malformed.
  public init(contentsOf url: URL) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.relativePath, isDirectory: &isFolder),
      isFolder.boolValue
    {
      guard !StudyTable.isFinished(url) else {
        self = .study(try StudyTable(contentsOf: url), source: url.relativePath)
        return
      }
      self = .golden(try StoredGolden(url, source: url.relativePath))
      return
    }
    let data = try JSONRecord.text(of: url)
    let accepted = "JSON that `assay evaluate --output` or `assay calibrate --output` wrote"
    let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    guard let object else {
      throw InputError(source: url.relativePath, found: "not a JSON object", accepted: accepted)
    }
    switch object["kind"] as? String {
    case "evaluation":
      self = .evaluation(try StoredEvaluation(data, source: url.relativePath))
    case let kind? where ModelKind(rawValue: kind) != nil:
      self = .model(try CalibratedModel(contentsOf: url), source: url.relativePath)
    case let kind:
      throw InputError(
        source: url.relativePath, location: "key kind",
        found: kind.map { "\"\($0)\"" } ?? "no such key",
        accepted: accepted)
    }
  }
}
