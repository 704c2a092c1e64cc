public import GoldenData

/// What is measured on one size of one technology with one model, and what is accepted.
public struct FidelityNumber: Sendable {
  /// What a number is about; two runs measure the same where this is the same.
  public struct Subject: Sendable, Hashable, Comparable, Codable {
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
    public static func < (left: Subject, right: Subject) -> Bool {
      (left.suite, left.technology, left.rows, left.columns, left.model)
        < (right.suite, right.technology, right.rows, right.columns, right.model)
    }

    /// The subject as a line of text names it.
    public var description: String {
      "\(suite): \(technology) \(rows)×\(columns), \(model)"
    }
  }

  /// What the number is about.
  public var subject: Subject
  /// The errors over all cases of the size.
  public var measures: ErrorMeasures
  /// The cases that disagree.
  public var failures: Int
  /// What of the measures is limited, and how far.
  public var tolerance: Limit

  package init(
    subject: Subject, measures: ErrorMeasures, failures: Int, tolerance: Limit
  ) {
    self.subject = subject
    self.measures = measures
    self.failures = failures
    self.tolerance = tolerance
  }

  /// The largest accepted value of a measure in any case.
  public struct Limit: Sendable, Equatable {
    /// The measures that tolerances limit.
    public enum Measure: String, Sendable {
      /// The largest error over the largest current of the case.
      case worstOfFullScale = "worst of full scale"
      /// The relative RMSE of the case.
      case relativeRMSE = "relative RMSE"
    }

    /// What is limited.
    public var measure: Measure
    /// The largest accepted value.
    public var value: Double
    /// Why this value.
    public var reason: String

    /// Creates a limit.
    public init(_ measure: Measure, atMost value: Double, because reason: String) {
      self.measure = measure
      self.value = value
      self.reason = reason
    }
  }
}
