import ArgumentParser
import Calibration
import Configuration
import Foundation

/// What a laboratory measured, and what it knows of the noise.
struct MeasuredOptions: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      """
      Fit measured currents: conductances in siemens, row voltages in volts, column currents in \
      amperes, NPY or CSV each. May be repeated, for arrays of another size.
      """, valueName: "G V I"))
  var measured: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The standard deviation of every current in amperes, a file for each --measured.",
      valueName: "S"))
  var standardDeviations: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The inverse variance of every current up to a factor, a file for each --measured.",
      valueName: "W"))
  var weights: [String] = []

  @Option(
    help: ArgumentHelp(
      "The standard deviation of the noise that all currents have (default: estimated).",
      valueName: "AMPERE"))
  var noiseAmpere: Double?

  @Option(
    help: ArgumentHelp(
      "The standard deviation of the noise over the current, such as 0.005 (default: estimated).",
      valueName: "PART"))
  var noiseRelative: Double?

  @Flag(help: "Take the instrument's offset for 0 A instead of fitting it.")
  var noOffset = false

  /// The first option that is given without --measured; nil if there is none.
  var misplaced: String? {
    guard measured.isEmpty else { return nil }
    let given = [
      ("standard-deviations", !standardDeviations.isEmpty), ("weights", !weights.isEmpty),
      ("noise-ampere", noiseAmpere != nil), ("noise-relative", noiseRelative != nil),
      ("no-offset", noOffset),
    ]
    return given.first { $0.1 }?.0
  }

  func validate() throws {
    guard measured.count.isMultiple(of: 3) else {
      throw ValidationError(
        "--measured \(measured.joined(separator: " ")): \(measured.count) files; accepted: three "
          + "for every --measured, conductances, row voltages and column currents")
    }
    if let misplaced { throw ValidationError("--\(misplaced) is for --measured") }
    for (name, files) in [
      ("standard-deviations", standardDeviations), ("weights", weights),
    ] where !files.isEmpty && files.count != measured.count / 3 {
      throw ValidationError(
        "--\(name): \(files.count) files; accepted: \(measured.count / 3), one for every --measured"
      )
    }
    guard standardDeviations.isEmpty || weights.isEmpty else {
      throw ValidationError("--standard-deviations and --weights: accepted is one of them")
    }
    guard
      standardDeviations.isEmpty && weights.isEmpty || noiseAmpere == nil && noiseRelative == nil
    else {
      throw ValidationError(
        "--noise-ampere and --noise-relative exclude --standard-deviations and --weights")
    }
    for (name, value) in [("noise-ampere", noiseAmpere), ("noise-relative", noiseRelative)] {
      guard let value, !(value >= 0 && value < 1) else { continue }
      throw ValidationError("--\(name) \(value): accepted are numbers from 0 to 1")
    }
    if noiseAmpere == 0, noiseRelative == 0 {
      throw ValidationError(
        "--noise-ampere 0 and --noise-relative 0: readings without noise have no intervals")
    }
  }

  /// The files of every measurement.
  var files: [MeasurementFiles] {
    (0..<measured.count / 3).map { index in
      MeasurementFiles(
        conductances: measured[3 * index], inputs: measured[3 * index + 1],
        currents: measured[3 * index + 2],
        standardDeviations: standardDeviations.isEmpty ? nil : standardDeviations[index],
        weights: weights.isEmpty ? nil : weights[index])
    }
  }
}
