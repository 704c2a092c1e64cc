internal import Configuration
internal import CrossbarModels
internal import Crossbars
internal import Foundation
public import GoldenData
internal import LinearAlgebra
public import Records

/// Every model on the arrays of a golden suite that no fit saw, with what a reading costs.
public struct ModelErrorStudy: Sendable {
  /// The suite.
  public let suite: GoldenSuite
  /// The sizes, as rows and columns.
  public let sizes: [[Int]]
  /// The most arrays of a size that are judged.
  public let arrays: Int
  /// The models.
  public let models: [ComparedModel]
  /// The keys of the technologies, in the order of the page.
  public let technologies: [String]
  /// The stored models that were fitted to the suite.
  public let fitted: [CalibratedModel]

  /// The vectors that are read at a time where that does not take long.
  private static let batch = 4096
  /// About how long a timing may take, in seconds.
  private static let timing = 0.1

  /// Creates a study.
  ///
  /// - Parameters:
  ///   - folder: An intact suite.
  ///   - sizes: The sizes that are judged, as rows and columns; no fit may have seen them.
  ///   - technologies: The keys of the technologies; nil for all of the suite.
  ///   - arrays: The most arrays of a size that are judged.
  ///   - models: The models.
  ///   - fitted: Stored models; those that were fitted to other suites are left out.
  public init(
    _ folder: GoldenFolder, sizes: [[Int]], technologies: [String]? = nil, arrays: Int = .max,
    models: [ComparedModel] = ComparedModel.all,
    fitted: [CalibratedModel] = []
  ) {
    suite = folder.suite
    self.sizes = sizes
    self.arrays = arrays
    self.technologies = technologies ?? folder.suite.technologies.map(\.key)
    self.models = models
    self.fitted = fitted.filter { $0.golden?.suite == folder.suite.name }
  }

  /// Judges the models.
  ///
  /// - Parameters:
  ///   - isTimed: Whether readings are timed; errors repeat to the bit, times do not.
  ///   - progress: Told the number of judged groups and that of all.
  /// - Returns: The results by size, and by technology in the order of the suite.
  /// - Throws: `InputError` if a technology of the suite is none.
  public func results(
    isTimed: Bool = true, progress: (Int, Int) -> Void = { _, _ in }
  ) throws -> [ModelErrorResult] {
    let laws = try suite.technologiesByKey()
    var groups: [(key: String, cases: [GoldenCase])] = []
    for size in sizes {
      for key in technologies {
        let cases = suite.cases.filter {
          [$0.rows, $0.columns] == size && $0.setting.technology == key
            && $0.setting.readMode == .standard && $0.setting.arrangement == .plain
        }
        if !cases.isEmpty { groups.append((key, Array(cases.prefix(arrays)))) }
      }
    }
    return try groups.enumerated().compactMap { place, group in
      progress(place, groups.count)
      defer { progress(place + 1, groups.count) }
      return try laws[group.key].map {
        try result(group.cases, of: $0, key: group.key, isTimed: isTimed)
      }
    }
  }

  private func result(
    _ cases: [GoldenCase], of technology: Technology, key: String, isTimed: Bool
  ) throws -> ModelErrorResult {
    let statistics = InputStatistics.observed(
      Matrix(cases.flatMap { item in (0..<item.batch).map { item.inputs.row($0) } }))
    var models = models
    for model in fitted where model.golden?.technology == key {
      models.append(
        ComparedModel("\(model.kind.rawValue), fitted", "", hasStages: true) { crossbar, _ in
          try FastCrossbarModel(model, source: "the model of \(key)").program(crossbar)
        })
    }
    var ideal = 0.0
    var real = 0.0
    for item in cases {
      ideal += (item.inputs * item.conductances).elements.reduce(0, +)
      real += item.columnCurrents.elements.reduce(0, +)
    }
    return ModelErrorResult(
      technology: key, rows: cases[0].rows, columns: cases[0].columns, arrays: cases.count,
      loss: ideal == 0 ? 0 : 1 - real / ideal,
      entries: models.map { model in
        var entry = ModelErrorResult.Entry(model: model.name)
        do {
          try judge(model, cases, of: technology, statistics, isTimed: isTimed, into: &entry)
        } catch {
          entry.measures = nil
          entry.refusal = "\(error)"
        }
        return entry
      })
  }

  private func judge(
    _ model: ComparedModel, _ cases: [GoldenCase], of technology: Technology,
    _ statistics: InputStatistics, isTimed: Bool, into entry: inout ModelErrorResult.Entry
  ) throws {
    var measures = ErrorMeasures()
    for (place, item) in cases.enumerated() {
      let crossbar = item.crossbar(of: technology)
      let clock = ContinuousClock()
      let start = clock.now
      let programmed = try model.program(crossbar, statistics)
      let programming = (clock.now - start) / .seconds(1)
      let reading = try programmed.reading(of: item.inputs)
      if model.hasStages, let errors = CodeErrors(reading, against: item, technology) {
        entry.codes = entry.codes.map { $0.worst(with: errors) } ?? errors
      }
      measures += ErrorMeasures(
        of: reading.currents, against: item.columnCurrents, ideal: item.inputs * item.conductances)
      if isTimed, place == 0 {
        entry.cost = try Self.cost(
          of: programmed, rows: item.rows, statistics, programming: programming)
      }
    }
    entry.measures = measures
  }

  /// What a reading costs, by as many vectors as the time allows.
  private static func cost(
    of programmed: any ProgrammedCrossbar, rows: Int, _ statistics: InputStatistics,
    programming: Double
  ) throws -> ReadingCost {
    var generator = SeededGenerator(seed: 0, stream: 0)
    let vectors = statistics.draw(batch, rows: rows, using: &generator)
    let clock = ContinuousClock()
    var count = 4
    while true {
      let inputs = vectors.rows(0..<count)
      var best = Double.infinity
      // The first one also fetches what lies in slow memory.
      for _ in 0..<3 {
        let start = clock.now
        _ = try programmed.read(inputs)
        best = min(best, (clock.now - start) / .seconds(1))
        if best > timing { break }
      }
      let wanted = min(batch, count * max(1, Int(timing / max(best, 1e-9))))
      guard wanted >= 2 * count else {
        return ReadingCost(
          secondsPerVector: best / Double(count), batch: count, programming: programming)
      }
      count = wanted
    }
  }
}

private typealias CodeErrors = ModelErrorResult.CodeErrors

extension ModelErrorResult.CodeErrors {
  /// Compares outputs and codes; nil without converters.
  fileprivate init?(
    _ reading: ArrayReading, against item: GoldenCase, _ technology: Technology
  ) {
    func stored(_ name: String) -> [Double]? {
      item.quantities.first { $0.name == name }?.values
    }
    guard let adc = technology.periphery.adc, let voltages = reading.amplifierVoltages,
      let codes = reading.outputs?.codes, let storedVoltages = stored("amplifier_voltages"),
      let storedCodes = stored("adc_codes"), storedCodes.count == codes.elements.count
    else { return nil }
    let range = (adc.fullScaleVoltage - adc.zeroVoltage).magnitude
    for (own, other) in zip(voltages.elements, storedVoltages) {
      worstOutput.grow(toMagnitudeOf: (own - other) / range)
    }
    for (own, other) in zip(codes.elements, storedCodes) {
      worstCode.grow(toMagnitudeOf: own - other)
      differing += own == other ? 0 : 1 / Double(codes.elements.count)
    }
    largestCode = Double(adc.largestCode)
  }

  /// The worse of two.
  fileprivate func worst(with other: Self) -> Self {
    var worst = self
    worst.worstOutput.grow(toMagnitudeOf: other.worstOutput)
    worst.worstCode.grow(toMagnitudeOf: other.worstCode)
    worst.differing.grow(toMagnitudeOf: other.differing)
    return worst
  }
}
