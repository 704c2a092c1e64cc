import ArgumentParser
import Records

extension Solver {
  /// The solver that a word of the command line names.
  ///
  /// - Parameters:
  ///   - word: The word.
  ///   - solvers: The solvers that the command has.
  /// - Returns: The solver.
  /// - Throws: `ValidationError` if the command has none of that name.
  static func named(_ word: String, among solvers: [Solver]) throws -> Solver {
    guard let solver = solvers.first(where: { $0.rawValue == word }) else {
      let names = solvers.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("solver \(word); accepted: \(names)")
    }
    return solver
  }
}
