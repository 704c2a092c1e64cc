/// What a number is about; two runs measure the same where this is the same.
public struct FidelitySubject: Sendable, Hashable, Comparable, Codable {
  /// The name of the golden suite.
  public var suite: String
  /// The key of the technology within the suite.
  public var technology: String
  /// The number of rows.
  public var rows: Int
  /// The number of columns.
  public var columns: Int
  /// What computed the currents: `nodal`, or the name and kind of a stored model.
  public var model: String

  /// Creates a subject.
  public init(suite: String, technology: String, rows: Int, columns: Int, model: String) {
    self.suite = suite
    self.technology = technology
    self.rows = rows
    self.columns = columns
    self.model = model
  }

  /// Orders subjects by suite, technology, size and model.
  public static func < (left: Self, right: Self) -> Bool {
    (left.suite, left.technology, left.rows, left.columns, left.model)
      < (right.suite, right.technology, right.rows, right.columns, right.model)
  }

  /// The subject as a line of text names it.
  public var description: String {
    "\(suite): \(technology) \(rows)×\(columns), \(model)"
  }
}
