public import Calibration
internal import LinearAlgebra
public import Records

extension ReportSection {
  /// A calibrated model's currents over those of SPICE, current by current.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - cases: Golden cases; those that the model's record names as held out are a series of
  ///     their own, as are those that it does not know.
  /// - Returns: A section with a parity plot and a histogram of the errors.
  /// - Throws: What programming and reading the model throw.
  public static func comparison(
    _ model: CalibratedModel, with cases: [CalibrationCase]
  ) throws -> ReportSection {
    let seen = Set(model.cases.filter { !$0.isHeldOut }.map(\.slug))
    let currents = try model.currents(of: cases)
    var series: [CurrentSeries] = []
    for (name, isTraining) in [("training arrays", true), ("arrays the fit never saw", false)] {
      var reference: [Double] = []
      var predicted: [Double] = []
      for (item, prediction) in zip(cases, currents) where seen.contains(item.slug) == isTraining {
        reference += item.columnCurrents.elements
        predicted += prediction.elements
      }
      guard !reference.isEmpty else { continue }
      series.append(CurrentSeries(name: name, reference: reference, model: predicted))
    }
    guard !series.isEmpty else {
      return ReportSection(
        "Fast model against SPICE", [.paragraph("The golden data hold no currents.")])
    }
    return ReportSection(
      "Fast model against SPICE: \(model.technology.name)",
      [
        .figures([
          ParityPlot(series: series, referenceName: "SPICE", modelName: "calibrated fast model"),
          ErrorHistogram(series: series),
        ])
      ])
  }
}
