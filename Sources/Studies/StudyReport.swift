/// What the run of a study, or of one shard of it, has done.
public struct StudyReport: Sendable {
  /// The name of the study.
  public var study: String
  /// The number of evaluations that were finished before.
  public var reused = 0
  /// The number of evaluations that were computed now, refused ones among them.
  public var measured = 0
  /// The number of evaluations that cannot be had.
  public var refused = 0
  /// The table; nil for a shard.
  public var table: StudyTable?

  /// The number of evaluations that were asked for.
  public var total: Int { reused + measured }

  init(study: String) {
    self.study = study
  }
}
