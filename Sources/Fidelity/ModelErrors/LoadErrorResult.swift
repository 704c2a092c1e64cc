/// The errors of one model on one technology's array, by kind of load.
public struct LoadErrorResult: Sendable {
  /// The key of the technology.
  public var technology: String
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// The name of the model.
  public var model: String
  /// For every kind of `LoadKind` the root mean square of the error over the mean column current with
  /// all rows at the read voltage; nil if the model does not describe the array.
  public var errors: [Double]?
}
