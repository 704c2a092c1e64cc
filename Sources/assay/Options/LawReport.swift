import Calibration
import Foundation
import Technologies

/// How the laws of a cell fit sweeps.
struct LawReport: Encodable {
  struct Parameter: Encodable {
    var key: String
    var value: Double
    var lower: Double?
    var upper: Double?
    var obstacle: String?
  }

  struct State: Encodable {
    var name: String
    var conductanceSiemens: Double
  }

  struct Law: Encodable {
    var device: String
    var holds: Bool
    var isWithinNoise: Bool
    var fitted: Int
    var residualInNoise: Double
    var misfitRelative: Double
    var largestErrorRelative: Double
    var criterion: Double
    var refusal: String?
    var remark: String?
    var parameters: [Parameter]
    var states: [State]
  }

  var output: String
  var law: String?
  var holds: Bool
  var readings: Int
  var temperaturesCelsius: [Double]
  var noiseAmpere: Double
  var noiseRelative: Double
  var laws: [Law]
  /// The technology with a table cell, if one was written.
  var table: String?
  var sweepFile: String?
  var notes: [String]

  init(_ comparison: LawComparison, _ measured: MeasuredStates, output: String) {
    self.output = output
    law = comparison.chosen?.name
    holds = comparison.holds
    readings = comparison.fits.first?.count ?? 0
    temperaturesCelsius = measured.temperatures
    noiseAmpere = measured.noise.absolute
    noiseRelative = measured.noise.relative
    notes = measured.notes
    laws = comparison.fits.map { fit in
      Law(
        device: fit.name, holds: fit.holds(within: comparison.tolerance),
        isWithinNoise: fit.isWithinNoise, fitted: fit.fittedCount,
        residualInNoise: fit.noiseRatio, misfitRelative: fit.misfit,
        largestErrorRelative: fit.largestError, criterion: fit.criterion, refusal: fit.refusal,
        remark: fit.remark,
        parameters: fit.parameters.map {
          Parameter(
            key: $0.name, value: $0.value, lower: $0.isDetermined ? $0.lower : nil,
            upper: $0.isDetermined ? $0.upper : nil, obstacle: $0.obstacle)
        },
        states: fit.conductances.map { State(name: $0.state, conductanceSiemens: $0.conductance) })
    }
  }

  private var chosen: Law? { laws.first { $0.device == law } }

  /// The lines above the cell.
  func comments(of sources: String) -> [String] {
    guard let chosen else { return [] }
    return ["Fitted to \(sources) by `assay technology fit`."] + Self.lines(chosen)
  }

  private static func lines(_ law: Law) -> [String] {
    var lines = [
      String(
        format: "%@ %@: residuals of %.3g of the noise, %.2g %% beyond it, at most %.2g %% of a "
          + "curve's largest current", law.device, law.holds ? "holds" : "does not hold",
        law.residualInNoise, 100 * law.misfitRelative, 100 * law.largestErrorRelative)
    ]
    for parameter in law.parameters {
      if let lower = parameter.lower, let upper = parameter.upper {
        lines.append(
          String(
            format: "%@: %.6g, 95 %% interval %.6g to %.6g", parameter.key, parameter.value, lower,
            upper))
      } else {
        lines.append(
          String(format: "%@: %.6g, not fitted: ", parameter.key, parameter.value)
            + (parameter.obstacle ?? ""))
      }
    }
    if let remark = law.remark { lines.append(remark) }
    return lines
  }

  var text: String {
    var lines = [
      String(
        format: "%d readings, %d states%@; noise %.3g A and %.3g %% of the current", readings,
        laws.first?.states.count ?? 0,
        temperaturesCelsius.isEmpty
          ? ""
          : " at " + temperaturesCelsius.map { String(format: "%.4g", $0) }.joined(separator: ", ")
            + " °C", noiseAmpere, 100 * noiseRelative),
      "law           fitted  residual/noise  misfit %  worst %  Schwarz",
    ]
    let best = laws.map(\.criterion).min() ?? 0
    for law in laws {
      let name = law.device.padding(toLength: 13, withPad: " ", startingAt: 0)
      lines.append(
        String(
          format: "%@ %6d  %14.4g  %8.3g  %7.3g  %+7.0f  %@", name, law.fitted,
          law.residualInNoise, 100 * law.misfitRelative, 100 * law.largestErrorRelative,
          law.criterion - best,
          law.refusal.map { "no law of a cell: \($0)" }
            ?? (law.holds
              ? (law.isWithinNoise ? "holds within the noise" : "holds within the accepted misfit")
              : "does not hold")))
    }
    if let chosen {
      lines += Self.lines(chosen)
      lines += chosen.states.map {
        String(format: "state %@: %.5g S", $0.name, $0.conductanceSiemens)
      }
      lines.append("wrote \(output)")
    } else {
      lines.append("no law holds: the cell is a table of the sweeps")
    }
    if let table {
      lines.append(
        "wrote \(table), a table cell, and \(sweepFile ?? "its sweeps") beside it"
          + (chosen == nil ? "" : ": the law does not hold"))
    }
    return lines.joined(separator: "\n")
  }
}
