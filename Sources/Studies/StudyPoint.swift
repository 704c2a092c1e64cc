/// One evaluation of a study.
public struct StudyPoint: Sendable {
  /// Its number, from 0.
  public let index: Int
  /// The number of its network.
  let subject: Int
  /// The number of its technology.
  let technology: Int
  /// The number of its choice on every axis.
  let choices: [Int]
  /// The number of what computes it.
  let computation: Int
  /// What the columns of a table say of it: network, technology, every axis, model.
  public let labels: [String]
}
