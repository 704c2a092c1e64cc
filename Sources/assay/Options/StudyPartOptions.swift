import ArgumentParser
import Foundation
import Studies

/// What of a study is asked for.
struct StudyPartOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "The largest number of images of every network, in the place of the study's.")
  var limit: Int?

  @Option(
    help: ArgumentHelp(
      """
      Only the evaluations with this label in this column; may be repeated, for more columns and for more \
      labels of one.
      """, valueName: "COLUMN=LABEL"),
    transform: { text in
      guard let part = StudyPlan.Part(text) else {
        throw ValidationError("part \(text); accepted: COLUMN=LABEL, such as technology=ohmic-100k")
      }
      return part
    })
  var only: [StudyPlan.Part] = []

  func validate() throws {
    guard (1...1_000_000_000).contains(limit ?? 1) else {
      throw ValidationError("--limit is \(limit ?? 0); accepted: 1 to 1000000000")
    }
  }

  /// The part of a study.
  ///
  /// - Parameter study: The file.
  /// - Returns: The plan of the part.
  /// - Throws: `InputError` or `UnavailableError` if a file is missing or refused, `UsageError` if the
  ///   study has no such part.
  func plan(_ study: URL) throws -> StudyPlan {
    try StudyPlan(contentsOf: study, program: "assay \(assayVersion)", limit: limit)
      .keeping(only)
  }
}
