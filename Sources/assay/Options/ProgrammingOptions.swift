import ArgumentParser
import Calibration
import Configuration
import Foundation
import GoldenData

/// What a programming error is fitted to, and in which form.
struct ProgrammingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fit the programming error of these cells.", valueName: "FILE.csv|GOLDEN_DIR"))
  var statistics: String?

  @Option(
    help: ArgumentHelp(
      "The form of the error: log-normal, gaussian, polynomial-0 to -6, logarithmic, power or "
        + "saturating (default: the one that explains the cells best).", valueName: "FORM"))
  var form: String?

  @Option(
    help: ArgumentHelp(
      "The conductance of the state 1 in the fitted function (default: 1).",
      valueName: "MICROSIEMENS"))
  var referenceMicrosiemens: Double?

  @Option(
    help: ArgumentHelp(
      "Fit currents in nanoamperes at this voltage instead of conductances.", valueName: "VOLT"))
  var referenceVolt: Double?

  /// Whether no option was given.
  var areAbsent: Bool {
    statistics == nil && form == nil && referenceMicrosiemens == nil && referenceVolt == nil
  }

  /// Reads the cells and fits them.
  ///
  /// - Parameter technology: The technology of a suite.
  /// - Returns: The fit and the name of what was fitted.
  /// - Throws: `UsageError` for options that do not fit together, and what reading and fitting throw.
  func calibration(
    technology: String?
  ) throws -> (calibration: ProgrammingCalibration, source: String) {
    guard let statistics else {
      throw UsageError("nothing to fit to; accepted are GOLDEN_DIR or --statistics with cells")
    }
    let form = try form.map { text in
      guard let form = SpreadForm(text) else {
        throw UsageError(
          "--form \(text): accepted are "
            + SpreadForm.known.map(\.description).joined(separator: ", "))
      }
      return form
    }
    let units = try units()
    let url = URL(fileURLWithPath: statistics)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
      isFolder.boolValue
    else {
      guard technology == nil else {
        throw UsageError("--technology is for a suite; \(statistics) is none")
      }
      let samples = try ConductanceSample.measured(in: url)
      return (
        try ProgrammingCalibration(
          [ConductanceSamples(samples: samples)], form: form, units: units, source: statistics),
        url.lastPathComponent
      )
    }
    let suite = try GoldenSuite(contentsOf: url)
    let key = try suite.key(of: technology, source: statistics)
    return (
      try ProgrammingCalibration(
        ConductanceSamples.programmed(in: suite, technology: key), form: form, units: units,
        source: statistics), "\(suite.name), technology \(key)"
    )
  }

  private func units() throws -> SpreadUnits {
    for (name, value) in [
      ("--reference-microsiemens", referenceMicrosiemens), ("--reference-volt", referenceVolt),
    ] {
      guard let value, !(value >= 1e-6 && value <= 1e6) else { continue }
      throw UsageError("\(name) \(value): accepted are numbers from 1e-6 to 1e6")
    }
    guard let referenceVolt else {
      return .microsiemens(reference: referenceMicrosiemens ?? 1)
    }
    guard referenceMicrosiemens == nil else {
      throw UsageError("--reference-microsiemens and --reference-volt: accepted is one of them")
    }
    return .nanoamperes(at: referenceVolt)
  }
}
