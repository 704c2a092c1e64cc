internal import Foundation

extension ProgrammingCalibration {
  /// What a fit found, as it is written to JSON.
  public struct Report: Sendable, Codable {
    /// What these are: `programming-statistics`.
    public var kind: String
    /// What was fitted.
    public var source: String
    /// The conductance of the argument 1, in siemens.
    public var argumentSiemens: Double
    /// The conductance of the value 1, in siemens.
    public var valueSiemens: Double
    /// The fit at every time.
    public var points: [PointReport]
  }

  /// The fit at one time, as they are written to JSON.
  public struct PointReport: Sendable, Codable {
    /// The time from programming to the read, in seconds; absent for right after programming.
    public var timeSecond: Double?
    /// The number of cells.
    public var cells: Int
    /// The form.
    public var form: String
    /// The coefficients of the spread.
    public var coefficients: [CoefficientReport]
    /// The coefficients of the mean change, constant first.
    public var shift: [CoefficientReport]
    /// The logarithm of the likelihood, with conductances in the unit of the value.
    public var logLikelihood: Double
    /// How well the cells follow the form.
    public var goodness: SpreadGoodness
    /// The forms that were tried, best first.
    public var tried: [TriedReport]
  }

  /// A coefficient, as it is written to JSON.
  public struct CoefficientReport: Sendable, Codable {
    /// Its name.
    public var name: String
    /// The estimate.
    public var value: Double
    /// The standard error.
    public var standardError: Double
    /// The lower end of the 95 % interval.
    public var lower: Double
    /// The upper end of the 95 % interval.
    public var upper: Double

    init(_ estimate: ParameterEstimate) {
      name = estimate.name
      value = estimate.value
      standardError = estimate.standardError
      lower = estimate.lower
      upper = estimate.upper
    }
  }

  /// A form that was tried, as it is written to JSON.
  public struct TriedReport: Sendable, Codable {
    /// The form.
    public var form: String
    /// Its criterion; the smallest is taken.
    public var criterion: Double
  }

  /// The fit for a program to read.
  ///
  /// - Parameter source: What was fitted.
  /// - Returns: The report.
  public func report(source: String) -> Report {
    Report(
      kind: "programming-statistics", source: source, argumentSiemens: units.argument,
      valueSiemens: units.value,
      points: points.map { point in
        PointReport(
          timeSecond: point.time, cells: point.cells, form: point.fit.form.description,
          coefficients: point.fit.coefficients.map(CoefficientReport.init),
          shift: point.fit.shift.map(CoefficientReport.init),
          logLikelihood: point.fit.logLikelihood, goodness: point.fit.goodness,
          tried: point.tried.map { TriedReport(form: $0.form, criterion: $0.criterion) })
      })
  }

  /// The fit for a person to read.
  ///
  /// - Parameter source: What was fitted.
  /// - Returns: The text.
  public func text(source: String) -> String {
    var lines = ["programming error of \(source)"]
    for point in points {
      let fit = point.fit
      lines.append("")
      lines.append(
        (point.time.map { "\($0) s after programming" } ?? "right after programming")
          + ": \(fit.form), \(point.cells) cells")
      for estimate in fit.coefficients + fit.shift {
        lines.append(
          estimate.name.padding(toLength: 20, withPad: " ", startingAt: 0)
            + String(
              format: "%.8g   95 %% interval %.8g to %.8g", estimate.value, estimate.lower,
              estimate.upper))
      }
      lines.append(Self.statement(fit.goodness))
      if point.tried.count > 1 {
        let next = point.tried[1]
        lines.append(
          String(
            format: "next best: %@, criterion larger by %.1f", next.form,
            next.criterion - point.tried[0].criterion))
      }
    }
    return lines.joined(separator: "\n")
  }

  private static func statement(_ goodness: SpreadGoodness) -> String {
    var parts = [
      String(format: "distribution p = %.3g", goodness.distanceProbability),
      String(format: "spread by state p = %.3g", goodness.spreadProbability),
      String(format: "mean p = %.3g", goodness.meanProbability),
    ]
    if let probability = goodness.instanceProbability {
      parts.append(
        String(format: "means of %d instances p = %.3g", goodness.instances, probability))
    }
    if goodness.cellsAtZero > 0 || goodness.expectedCellsAtZero > 0.5 {
      parts.append(
        String(
          format: "%d cells of 0 S, %.1f expected", goodness.cellsAtZero,
          goodness.expectedCellsAtZero))
    }
    return (goodness.isConsistent ? "the cells follow it: " : "the cells contradict it: ")
      + parts.joined(separator: ", ")
  }
}
