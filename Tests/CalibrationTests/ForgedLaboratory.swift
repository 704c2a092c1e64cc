import Calibration
import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import Records
import TestSupport

/// Measured currents whose parameters, offset and noise are known: those of a laboratory that is
/// none.
struct ForgedLaboratory {
  /// How the readings scatter.
  enum Noise: String, CaseIterable, Sendable {
    /// By the same for all currents.
    case absolute
    /// By a part of the current.
    case proportional
    /// By both.
    case both
    /// By a standard deviation of each reading's own, which the fit is told.
    case stated
    /// By both, where a resistance of each kind is at its bound, 0 Ω.
    case bound
  }

  /// What the fit starts from.
  var technology = ReferenceProblem.technology(
    device: SinhDevice(characteristicVoltage: 0.25), row: 10, column: 10, driver: 500, sense: 200,
    on: 10e3, off: 60e3)
  var sizes = [(8, 8), (12, 6)]
  var batch = 12
  /// The standard deviation of the absolute noise over the RMS of all currents.
  var absolute = 2e-3
  /// The standard deviation of the proportional noise.
  var relative = 5e-3

  /// What one trial is about.
  struct Trial {
    var cases: [CalibrationCase]
    /// The resistances and factors that made the currents, in the order of a fit.
    var truth: [Double]
    /// The offset that was added, in amperes.
    var offset: Double
    /// What the fit is told of the noise.
    var noise: ReadingNoise
  }

  /// Draws arrays, inputs, true parameters, an offset and noise.
  ///
  /// The parameters are between two thirds and one and a half of what the fit starts from.
  func draw(_ noise: Noise, seed: UInt64) throws -> Trial {
    var chance = SeededGenerator(seed: seed, stream: 0x6c6162)
    var truth = ModelParameters(technology).values(for: .chord).map {
      $0 * exp(0.8 * (chance.uniform() - 0.5))
    }
    if noise == .bound { (truth[1], truth[3]) = (0, 0) }
    var source = SyntheticCases(technology: technology)
    (source.sizes, source.batch) = (sizes, batch)
    var cases = try source.draw(ModelParameters(values: truth, for: .chord), seed: seed)
    let scale = Matrix([cases.flatMap(\.columnCurrents.elements)]).rootMeanSquare
    let offset = scale * 0.01 * (2 * chance.uniform() - 1)
    var deviations: [Double] = []
    for index in cases.indices {
      for place in cases[index].columnCurrents.elements.indices {
        let current = cases[index].columnCurrents.elements[place]
        var error = 0.0
        switch noise {
        case .absolute: error = absolute * scale * chance.normal()
        case .proportional: error = relative * current * chance.normal()
        case .both, .bound:
          error = absolute * scale * chance.normal() + relative * current * chance.normal()
        case .stated:
          deviations.append(absolute * scale * exp(2 * chance.uniform() - 1))
          error = (deviations.last ?? 0) * chance.normal()
        }
        cases[index].columnCurrents.elements[place] = current + error + offset
      }
    }
    return Trial(
      cases: cases, truth: truth, offset: offset,
      noise: noise == .stated
        ? .deviations(deviations) : .parts(absolute: nil, relative: nil))
  }
}
