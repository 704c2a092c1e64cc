internal import Configuration
public import Records

/// What became of one evaluation of a study.
public enum StudyOutcome: Sendable {
  /// It was measured.
  case measured(EvaluationResult)
  /// It cannot be, for a reason.
  case refused(String)
}

/// Why an evaluation of a study cannot be had, as it is stored.
struct StudyRefusal: Codable {
  /// The message.
  var refusal: String
}
