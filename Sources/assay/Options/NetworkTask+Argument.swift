import ArgumentParser
import Networks

extension NetworkTask {
  /// Reads the value of an option.
  ///
  /// - Parameter word: What a user wrote.
  /// - Returns: The task.
  /// - Throws: `ValidationError` with the words that are accepted.
  static func named(_ word: String) throws -> NetworkTask {
    guard let task = NetworkTask(rawValue: word) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("task \(word); accepted: \(names)")
    }
    return task
  }
}
