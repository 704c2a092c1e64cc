public import Crossbars
internal import Foundation
internal import LinearAlgebra
internal import NodalAnalysis
public import Records

extension ModelSelection {
  /// Judges members from the cheapest to the dearest, up to the first that is good enough.
  ///
  /// - Parameters:
  ///   - ladder: The members, cheapest first.
  ///   - samples: Arrays that stand for all that will be read; at least one.
  ///   - tolerance: The wanted relative RMSE.
  ///   - parameters: The parameters of the core; nil for the physical ones of the technology.
  ///   - stages: The stages around the core.
  ///   - modelStatistics: The statistics that models are made for; nil for those of each sample.
  ///   - seed: The seed of the input vectors.
  /// - Throws: ``NodalError`` or `UnavailableError` if an array cannot be solved exactly. A member
  ///   that does not apply is passed over.
  public init(
    from ladder: [CoreSettings] = Self.ladder(), for samples: [Sample], tolerance: Double,
    parameters: ModelParameters? = nil, stages: PeripheralStages = .technology,
    modelStatistics: InputStatistics? = nil, seed: UInt64 = 1
  ) throws {
    let problems = try samples.enumerated().map { index, sample in
      var generator = SeededGenerator(seed: seed, stream: UInt64(index))
      let inputs = sample.statistics.draw(
        Self.vectorsPerArray, rows: sample.crossbar.rows, using: &generator)
      return Problem(
        sample: sample, inputs: inputs,
        exact: try NodalSolver().program(sample.crossbar).read(inputs))
    }
    var candidates: [Candidate] = []
    for settings in ladder {
      let candidate = Self.judge(
        settings, problems, tolerance: tolerance
      ) { statistics in
        FastCrossbarModel(
          settings, parameters: parameters, statistics: modelStatistics ?? statistics,
          stages: stages)
      }
      candidates.append(candidate)
      if candidate.meets(tolerance) { break }
    }
    self.init(
      tolerance: tolerance, arrays: samples.count, vectors: Self.vectorsPerArray,
      candidates: candidates)
  }

  private struct Problem {
    var sample: Sample
    var inputs: Matrix
    var exact: Matrix
  }

  private static func judge(
    _ settings: CoreSettings, _ problems: [Problem], tolerance: Double,
    model: (InputStatistics) -> FastCrossbarModel
  ) -> Candidate {
    var worst = 0.0
    var products = 0
    for problem in problems {
      do {
        let programmed = try model(problem.sample.statistics).program(problem.sample.crossbar)
        let currents = try programmed.read(problem.inputs)
        worst.grow(toMagnitudeOf: estimate(currents, exact: problem.exact))
        products = max(
          products,
          programmed.productsPerVector ?? cost(ofSteps: settings, problem.sample.crossbar))
      } catch {
        return Candidate(
          settings: settings, name: settings.name, error: nil, products: nil,
          reason: "not available: \(error)")
      }
    }
    // A number that is none has no place in a result.
    guard worst.isFinite else {
      return Candidate(
        settings: settings, name: settings.name, error: nil, products: products,
        reason: "its currents are not finite")
    }
    return Candidate(
      settings: settings, name: settings.name, error: worst, products: products,
      reason: worst <= tolerance
        ? "the cheapest member within the tolerance" : "its error exceeds the tolerance")
  }

  /// A residual step of the chord member solves the network once, which passes n²/2 factors of
  /// each of m rows twice: as much as n products of a vector with an m × n matrix.
  private static func cost(ofSteps settings: CoreSettings, _ crossbar: Crossbar) -> Int {
    (settings.steps ?? CoreSettings.defaultSteps) * crossbar.columns
  }

  /// The relative RMSE of currents, with the margin for few vectors.
  private static func estimate(_ currents: Matrix, exact: Matrix) -> Double {
    let squares = (0..<exact.rows).map { sample in
      RelativeError(of: currents.row(sample), against: exact.row(sample)).squaredError
    }
    let reference = RelativeError(of: currents, against: exact).squaredReference
    // The vectors' squared errors are a sample of those of all vectors: their mean has the standard
    // error s/√k, of which the margin is a multiple.
    let count = Double(squares.count)
    let mean = squares.reduce(0, +) / count
    let spread =
      squares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    let upper = mean + errorMargin * (spread / count).squareRoot()
    return RelativeError.ratio(of: upper * count, to: reference).squareRoot()
  }
}

extension ModelSelection {
  /// The member that a fast model is where nothing is said: one product, with cells linearized
  /// where they are ohmic, and else with the secants that the inputs' statistics give.
  ///
  /// - Parameter technology: The technology.
  /// - Returns: The member.
  public static func defaultSettings(for technology: Technology) -> CoreSettings {
    let isOhmic = technology.cellLaw?.isOhmic ?? false
    let isPlain =
      technology.read.mode.driveSide == .single && technology.read.mode.senseSide == .bottom
    // The linear member alone describes other reads.
    return CoreSettings(isOhmic || !isPlain ? .linear : .secant)
  }
}
