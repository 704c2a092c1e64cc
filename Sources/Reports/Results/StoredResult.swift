internal import Configuration
public import CrossbarModels
public import Foundation

/// A result file that a report can show.
public enum StoredResult: Sendable {
  /// A network's accuracy, from `assay evaluate`.
  case evaluation(StoredEvaluation)
  /// A calibrated model, from `assay calibrate`.
  case model(CalibratedModel, source: String)

  /// Reads a result file of either kind.
  ///
  /// - Parameter url: A JSON file.
  /// - Throws: `UnavailableError` if the file cannot be read; `InputError` if it is of no kind that
  ///   reports know, or malformed.
  public init(contentsOf url: URL) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw UnavailableError(url.path, reason: "the file cannot be read")
    }
    let accepted = "JSON that `assay evaluate --output` or `assay calibrate --output` wrote"
    let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
    guard let object else {
      throw InputError(source: url.path, found: "not a JSON object", accepted: accepted)
    }
    switch object["kind"] as? String {
    case "evaluation":
      self = .evaluation(try StoredEvaluation(data, source: url.path))
    case "linear":
      self = .model(try CalibratedModel(contentsOf: url), source: url.path)
    case let kind:
      throw InputError(
        source: url.path, location: "key kind", found: kind.map { "\"\($0)\"" } ?? "no such key",
        accepted: accepted)
    }
  }
}
