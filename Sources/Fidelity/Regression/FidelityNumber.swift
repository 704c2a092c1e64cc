public import GoldenData
public import Records

/// What is measured on one size of one technology with one model, and what is accepted.
public struct FidelityNumber: Sendable {
  /// What the number is about.
  public var subject: FidelitySubject
  /// The errors over all cases of the size.
  public var measures: ErrorMeasures
  /// The cases that disagree.
  public var failures: Int
  /// What of the measures is limited, and how far.
  public var tolerance: Limit

  package init(
    subject: FidelitySubject, measures: ErrorMeasures, failures: Int, tolerance: Limit
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
