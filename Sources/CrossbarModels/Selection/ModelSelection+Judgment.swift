internal import Crossbars
public import LinearAlgebra
internal import NodalAnalysis
public import Records

extension ModelSelection {
  /// Judges members from the cheapest to the dearest, up to the first that is good enough.
  ///
  /// - Parameters:
  ///   - ladder: The members, cheapest first.
  ///   - samples: Arrays that stand for all that will be read; at least one.
  ///   - tolerance: The wanted relative RMSE; nil takes the first member whatever its error.
  ///   - stored: A stored model that is among the members, with the name of its file; nil for members of
  ///     the technology's own values alone.
  ///   - seed: The seed of the choice of vectors.
  ///   - threads: How many threads share the arrays; the selection does not depend on it.
  ///   - progress: Gets the number of arrays that are solved exactly, and that every member was judged on.
  /// - Throws: ``NodalError`` or `UnavailableError` if an array cannot be solved exactly. A member
  ///   that does not apply is passed over.
  public init(
    from ladder: [CoreSettings] = Self.ladder(), for samples: [Sample], tolerance: Double?,
    stored: (model: CalibratedModel, source: String)? = nil, seed: UInt64 = 1, threads: Int = 1,
    progress: StageProgress? = nil
  ) throws {
    let solved = StageMeter("model: arrays solved exactly", of: samples.count, progress)
    var problems = try concurrentMap(samples.count, threads: threads) { index in
      defer { solved.add() }
      var generator = SeededGenerator(seed: seed, stream: UInt64(index))
      return try Problem(samples[index], using: &generator)
    }
    var candidates: [Candidate] = []
    let prepare = { @Sendable (settings: CoreSettings, sample: Sample) -> PreparedFastCrossbar in
      guard let stored, stored.model.settings == settings else {
        return try FastCrossbarModel(settings, statistics: sample.statistics)
          .prepare(sample.crossbar)
      }
      return try FastCrossbarModel(stored.model, source: stored.source, load: sample.statistics)
        .prepare(sample.crossbar)
    }
    // Points are found once for any number of products. Factors of all arrays for any number of steps would
    // fill the memory.
    var points: [Result<PreparedFastCrossbar, any Error>] = []
    func findPoints() {
      guard points.isEmpty else { return }
      let meter = StageMeter("model: arrays prepared", of: problems.count, progress)
      points = concurrentMap(problems.count, threads: threads) { [problems] index in
        defer { meter.add() }
        return Result { try prepare(CoreSettings(.twoPoint), problems[index].sample) }
      }
    }
    for settings in ladder {
      if settings.kind == .twoPoint, stored?.model.settings != settings { findPoints() }
      func program(_ member: CoreSettings) -> @Sendable (Int) throws -> ProgrammedFastCrossbar {
        let isStored = stored?.model.settings == member
        return { [points, problems] index in
          try
            (member.kind == .twoPoint && !isStored
            ? points[index].get() : prepare(member, problems[index].sample))
            .programmed(as: member)
        }
      }
      var candidate = Self.judge(
        settings, problems, tolerance: tolerance, threads: threads, progress: progress,
        program: program(settings))
      if tolerance != nil, candidate.meets(tolerance), !problems.allSatisfy(\.isComplete) {
        // Probes may miss what they were not told of; where two members disagree there may be more.
        findPoints()
        let (witness, member) = (program(Self.witness(of: settings)), program(settings))
        problems = try concurrentMap(problems.count, threads: threads) { [problems] index in
          try problems[index].challenged(by: try? witness(index), try member(index))
        }
        candidate = Self.judge(
          settings, problems, tolerance: tolerance, threads: threads, progress: progress,
          program: program(settings))
      }
      candidates.append(candidate)
      if candidate.meets(tolerance) { break }
      for index in problems.indices { problems[index].leastError = 0 }
    }
    self.init(
      tolerance: tolerance, arrays: samples.count,
      vectors: problems.map(\.inputs.rows).max() ?? 0,
      candidates: candidates)
  }

  /// A member that fails on other vectors than a given one does: the best of those that cost little.
  private static func witness(of settings: CoreSettings) -> CoreSettings {
    settings.kind == .twoPoint && (settings.products ?? 3) >= 3
      ? CoreSettings(.secant) : CoreSettings(.twoPoint, products: 3)
  }

  /// An array with the vectors that are solved exactly.
  private struct Problem: Sendable {
    var sample: Sample
    var probes: LoadProbes
    /// The size of every vector of the load.
    let sizes: [Double]
    var inputs: Matrix
    var exact: Matrix
    /// What the error of the member in question is at least, by another member's currents.
    var leastError = 0.0

    /// The most vectors that are solved because members disagree on them.
    private static let mostDoubted = 6

    init(_ sample: Sample, using generator: inout SeededGenerator) throws {
      self.sample = sample
      sizes = sample.sizes
      probes = LoadProbes(sample.inputs, sizes: sizes, using: &generator)
      inputs = Matrix(probes.indices.map(sample.inputs.row))
      exact = try NodalSolver().program(sample.crossbar).read(inputs)
        .columns(0..<sample.columns)
    }

    var isComplete: Bool { probes.isComplete }

    /// The relative RMSE of currents over the whole load, with the margin for what was not solved.
    func estimate(_ currents: Matrix) -> Double {
      let errors = (0..<exact.rows).map { sample in
        RelativeError(of: currents.row(sample), against: exact.row(sample))
      }
      let found = probes.relativeError(
        errors.map(\.squaredError), references: errors.map(\.squaredReference),
        margin: ModelSelection.errorMargin)
      return Swift.max(found, leastError)
    }

    /// The same with exact currents of the vectors on which two members disagree most.
    ///
    /// Over the whole load they differ by no more than both their errors: what is beyond that of the witness,
    /// as exact currents say, is the member's own.
    ///
    /// - Parameters:
    ///   - witness: Another member; nil if it does not apply.
    ///   - member: The member in question.
    /// - Returns: The problem with more vectors.
    /// - Throws: `NodalError` if a vector cannot be solved; what reading a member throws.
    func challenged(
      by witness: ProgrammedFastCrossbar?, _ member: ProgrammedFastCrossbar
    ) throws -> Problem {
      guard !isComplete, let witness else { return self }
      let columns = 0..<sample.columns
      let found = try member.read(sample.inputs).columns(columns)
      guard let other = try? witness.read(sample.inputs).columns(columns) else { return self }
      let differences = (0..<found.rows).map {
        RelativeError(of: found.row($0), against: other.row($0))
      }
      var problem = self
      let difference = differences.reduce(into: RelativeError()) { $0 += $1 }.relativeRMSE
      let ofWitness = estimate(Matrix(probes.indices.map(other.row)))
      problem.leastError = difference > ofWitness ? difference - ofWitness : 0
      let order = differences.indices.sorted {
        (differences[$0].squaredError, $1) > (differences[$1].squaredError, $0)
      }
      let added = problem.probes.add(Array(order.prefix(Self.mostDoubted)), sizes: sizes)
      guard !added.isEmpty else { return problem }
      let more = Matrix(added.map(sample.inputs.row))
      let currents = try NodalSolver().program(sample.crossbar).read(more).columns(columns)
      problem.inputs = Matrix((0..<inputs.rows).map(inputs.row) + (0..<more.rows).map(more.row))
      problem.exact = Matrix(
        (0..<exact.rows).map(exact.row) + (0..<currents.rows).map(currents.row))
      return problem
    }
  }

  /// How a member does on one array.
  private enum Judgment: Sendable {
    case judged(error: Double, products: Int)
    case unavailable(String)
  }

  private static func judge(
    _ settings: CoreSettings, _ problems: [Problem], tolerance: Double?, threads: Int,
    progress: StageProgress?, program: @Sendable (Int) throws -> ProgrammedFastCrossbar
  ) -> Candidate {
    let meter = StageMeter("model: \(settings.name)", of: problems.count, progress)
    let judgments = concurrentMap(problems.count, threads: threads) { index -> Judgment in
      defer { meter.add() }
      let problem = problems[index]
      do {
        let programmed = try program(index)
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
    // Wires take much of the current of many rows and little of that of one.
    let linear = try? EquivalentConductance.matrix(of: crossbar)
    let matrix = linear.flatMap { $0.elements.contains { $0 > 0 } ? $0 : nil }
    let currents = drivers * (matrix ?? crossbar.conductances).columns(0..<columns)
    let sizes = (0..<currents.rows).map { currents.row($0).reduce(0) { $0 + $1 * $1 } }
    // Offsets of amplifiers draw currents without any drive.
    let least = 1e-6 * sizes.reduce(0, +) / Double(max(sizes.count, 1))
    return sizes.map { $0 + least }
  }
}
