internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
public import Records

extension ModelSelection {
  /// Judges members from the cheapest to the dearest, up to the first that is good enough.
  ///
  /// - Parameters:
  ///   - ladder: The members, cheapest first.
  ///   - samples: Arrays that stand for all that will be read; at least one.
  ///   - tolerance: The wanted relative RMSE; nil takes the first member whatever its error.
  ///   - parameters: The parameters of the core; nil for the physical ones of the technology.
  ///   - stages: The stages around the core.
  ///   - modelStatistics: The statistics that models are made for; nil for those of each sample.
  ///   - seed: The seed of the choice of vectors.
  ///   - threads: How many threads share the arrays; the selection does not depend on it.
  /// - Throws: ``NodalError`` or `UnavailableError` if an array cannot be solved exactly. A member
  ///   that does not apply is passed over.
  public init(
    from ladder: [CoreSettings] = Self.ladder(), for samples: [Sample], tolerance: Double?,
    parameters: ModelParameters? = nil, stages: PeripheralStages = .technology,
    modelStatistics: InputStatistics? = nil, seed: UInt64 = 1, threads: Int = 1
  ) throws {
    let problems = try concurrentMap(samples.count, threads: threads) { index in
      let sample = samples[index]
      var generator = SeededGenerator(seed: seed, stream: UInt64(index))
      let probes = LoadProbes(sample.inputs, sizes: sample.sizes, using: &generator)
      let inputs = Matrix(probes.indices.map(sample.inputs.row))
      return Problem(
        sample: sample, probes: probes, inputs: inputs,
        exact: try NodalSolver().program(sample.crossbar).read(inputs)
          .columns(0..<sample.columns))
    }
    var candidates: [Candidate] = []
    let prepare = { @Sendable (settings: CoreSettings, sample: Sample) in
      try FastCrossbarModel(
        settings, parameters: parameters, statistics: modelStatistics ?? sample.statistics,
        stages: stages
      ).prepare(sample.crossbar)
    }
    // Points are found once for any number of products. Factors of all arrays for any number of steps would
    // fill the memory.
    var points: [Result<PreparedFastCrossbar, any Error>] = []
    for settings in ladder {
      if settings.kind == .twoPoint && points.isEmpty {
        points = concurrentMap(problems.count, threads: threads) { index in
          Result { try prepare(settings, problems[index].sample) }
        }
      }
      let candidate = Self.judge(
        settings, problems, tolerance: tolerance, threads: threads
      ) { [points] index in
        settings.kind == .twoPoint
          ? try points[index].get() : try prepare(settings, problems[index].sample)
      }
      candidates.append(candidate)
      if candidate.meets(tolerance) { break }
    }
    self.init(
      tolerance: tolerance, arrays: samples.count,
      vectors: problems.map(\.inputs.rows).max() ?? 0,
      candidates: candidates)
  }

  private struct Problem: Sendable {
    var sample: Sample
    var probes: LoadProbes
    var inputs: Matrix
    var exact: Matrix

    /// The relative RMSE of currents over the whole load, with the margin for what was not solved.
    func estimate(_ currents: Matrix) -> Double {
      let errors = (0..<exact.rows).map { sample in
        RelativeError(of: currents.row(sample), against: exact.row(sample))
      }
      return probes.relativeError(
        errors.map(\.squaredError), references: errors.map(\.squaredReference),
        margin: ModelSelection.errorMargin)
    }
  }

  /// How a member does on one array.
  private enum Judgment: Sendable {
    case judged(error: Double, products: Int)
    case unavailable(String)
  }

  private static func judge(
    _ settings: CoreSettings, _ problems: [Problem], tolerance: Double?, threads: Int,
    prepared: @Sendable (Int) throws -> PreparedFastCrossbar
  ) -> Candidate {
    let judgments = concurrentMap(problems.count, threads: threads) { index -> Judgment in
      let problem = problems[index]
      do {
        let programmed = try prepared(index).programmed(as: settings)
        let currents = try programmed.read(problem.inputs).columns(0..<problem.sample.columns)
        return .judged(
          error: problem.estimate(currents),
          products: programmed.productsPerVector
            ?? cost(ofSteps: settings, problem.sample.crossbar))
      } catch {
        return .unavailable("\(error)")
      }
    }
    var worst = 0.0
    var products = 0
    for judgment in judgments {
      switch judgment {
      case .judged(let error, let cost):
        worst.grow(toMagnitudeOf: error)
        products = max(products, cost)
      case .unavailable(let reason):
        return Candidate(
          settings: settings, name: settings.name, error: nil, products: nil,
          reason: "not available: \(reason)")
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
      reason: tolerance.map {
        worst <= $0 ? "the cheapest member within the tolerance" : "its error exceeds the tolerance"
      } ?? "the member that was asked for")
  }

  /// A residual step of the chord member solves the network once, which passes n²/2 factors of
  /// each of m rows twice: as much as n products of a vector with an m × n matrix.
  private static func cost(ofSteps settings: CoreSettings, _ crossbar: Crossbar) -> Int {
    (settings.steps ?? CoreSettings.defaultSteps) * crossbar.columns
  }
}

extension ModelSelection.Sample {
  /// What every vector may draw at most, squared: with all voltages of one sign, since currents that cancel
  /// between ideal cells do not between real ones, and with those of unselected rows.
  fileprivate var sizes: [Double] {
    let technology = crossbar.technology
    var drivers = technology.read.mode.driverVoltages(
      for: inputs, readVoltage: technology.read.voltage)
    for place in drivers.elements.indices {
      drivers.elements[place] = drivers.elements[place].magnitude
    }
    let ideal = drivers * crossbar.conductances.columns(0..<columns)
    let sizes = (0..<ideal.rows).map { ideal.row($0).reduce(0) { $0 + $1 * $1 } }
    // Offsets of amplifiers draw currents without any drive.
    let least = 1e-6 * sizes.reduce(0, +) / Double(max(sizes.count, 1))
    return sizes.map { $0 + least }
  }
}
