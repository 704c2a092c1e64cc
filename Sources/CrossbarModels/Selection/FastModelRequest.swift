internal import Configuration
public import Crossbars
public import LinearAlgebra
public import Records

/// What a user wants of the fast model: a stored one, a member, an error, or nothing in particular.
public struct FastModelRequest: Sendable {
  /// The stored model; nil for the physical parameters of the technology.
  public var calibrated: CalibratedModel?
  /// The name of the stored model's file.
  public var source: String?
  /// The wanted member; nil for any.
  public var kind: ModelKind?
  /// The wanted relative RMSE of the column currents; nil for none.
  public var tolerance: Double?

  /// Creates a request.
  ///
  /// - Parameters:
  ///   - calibrated: The stored model.
  ///   - source: The name of the stored model's file.
  ///   - kind: The wanted member.
  ///   - tolerance: The wanted relative RMSE of the column currents.
  public init(
    calibrated: CalibratedModel? = nil, source: String? = nil, kind: ModelKind? = nil,
    tolerance: Double? = nil
  ) {
    self.calibrated = calibrated
    self.source = source
    self.kind = kind
    self.tolerance = tolerance
  }

  /// Finds the model that the request asks for.
  ///
  /// Without a stored model, a member or a tolerance the cheapest member that meets
  /// ``ModelSelection/defaultTolerance`` is taken. What is asked for by name is taken, and judged all
  /// the same.
  ///
  /// - Parameters:
  ///   - technology: The technology of the arrays.
  ///   - threads: How many threads share the work; the model does not depend on it.
  ///   - progress: Gets how far the judgment of members is.
  ///   - samples: Arrays that stand for all that will be read, with their loads.
  /// - Returns: The model.
  /// - Throws: `InputError` if the stored model is of another technology or was not tested for a
  ///   sample; ``ToleranceError`` if no member meets the tolerance; whatever keeps a sample from
  ///   being solved exactly.
  public func choose(
    for technology: Technology, threads: Int = 1, progress: StageProgress? = nil,
    samples: () throws -> [ModelSelection.Sample]
  ) throws -> ChosenModel {
    if let calibrated {
      try calibrated.requireMatch(technology, source: source ?? technology.name)
    }
    let isOhmic = technology.cellLaw?.isOhmic ?? false
    if isOhmic, calibrated == nil, kind == nil, tolerance == nil {
      return ChosenModel(
        settings: CoreSettings(.linear), calibrated: nil, source: nil,
        reason: "exact for ohmic cells", selection: nil, load: nil)
    }
    let samples = try samples()
    guard !samples.isEmpty else {
      // Other technologies, or digital layers, are all that is there.
      return ChosenModel(
        settings: calibrated?.settings ?? CoreSettings(kind ?? .linear), calibrated: calibrated,
        source: source, reason: "no array is read by it", selection: nil, load: nil)
    }
    if let calibrated {
      for sample in samples {
        try calibrated.validity.require(sample.crossbar, source: source ?? technology.name)
      }
    }
    let saturates = (technology.periphery.amplifier?.saturationVoltage ?? .infinity) < .infinity
    let load = calibrated.map {
      LoadStatement(of: $0, on: Self.composition(of: samples), behindSaturation: saturates)
    }
    let named = calibrated?.settings ?? (tolerance == nil ? kind.map { CoreSettings($0) } : nil)
    let selection: ModelSelection
    do {
      selection = try ModelSelection(
        from: named.map { [$0] } ?? ModelSelection.ladder(of: kind), for: samples,
        tolerance: tolerance ?? (named == nil ? ModelSelection.defaultTolerance : nil),
        stored: calibrated.map { ($0, source ?? technology.name) }, threads: threads,
        progress: progress)
    } catch {
      // A member that was asked for needs no exact solutions, only its judgment does.
      guard let named, tolerance == nil else { throw error }
      try refuseUnknown(load)
      return ChosenModel(
        settings: named, calibrated: calibrated, source: source,
        reason: "asked for, and not judged: \(error)", selection: nil, load: load)
    }
    guard let taken = selection.taken else { throw ToleranceError(selection: selection) }
    return ChosenModel(
      settings: taken, calibrated: calibrated, source: source,
      reason: selection.choice?.reason ?? "", selection: selection, load: load)
  }

  /// Judges a member that was taken for its tolerance on another load as well.
  ///
  /// - Parameters:
  ///   - chosen: The model.
  ///   - threads: How many threads share the work; the model does not depend on it.
  ///   - progress: Gets how far the judgment of members is.
  ///   - samples: Arrays with the other load; at least one.
  /// - Returns: The same member, or the cheapest dearer one that meets the tolerance on this load, too.
  /// - Throws: ``ToleranceError`` if none does; whatever keeps a sample from being solved exactly.
  public func confirmed(
    _ chosen: ChosenModel, threads: Int = 1, progress: StageProgress? = nil,
    on samples: [ModelSelection.Sample]
  ) throws -> ChosenModel {
    guard let before = chosen.selection, before.tolerance != nil, chosen.calibrated == nil else {
      return chosen
    }
    let passedOver = before.candidates.prefix { $0.settings != chosen.settings }
    let ladder = ModelSelection.ladder(of: kind).drop { $0 != chosen.settings }
    var again = try ModelSelection(
      from: Array(ladder), for: samples, tolerance: before.tolerance, threads: threads,
      progress: progress)
    if again.candidates[0].error != nil, let error = before.choice?.error {
      again.candidates[0].error = max(again.candidates[0].error ?? 0, error)
    }
    let selection = ModelSelection(
      tolerance: before.tolerance, arrays: before.arrays + again.arrays,
      vectors: max(before.vectors, again.vectors), candidates: passedOver + again.candidates)
    guard let taken = selection.taken else { throw ToleranceError(selection: selection) }
    return ChosenModel(
      settings: taken, calibrated: nil, source: nil, reason: selection.choice?.reason ?? "",
      selection: selection, load: nil)
  }

  /// The kinds of load of all samples.
  private static func composition(of samples: [ModelSelection.Sample]) -> LoadComposition {
    var load = LoadComposition()
    for sample in samples {
      load += LoadComposition(
        sample.inputs, voltage: sample.crossbar.technology.read.voltage)
    }
    return load
  }

  /// Refuses a load that a model file was not made for, where neither the file nor exact solutions say
  /// how wrong the model is on it.
  private func refuseUnknown(_ load: LoadStatement?) throws {
    guard let load, load.isOutside, load.ofFullDrive == nil else { return }
    throw InputError(
      source: source ?? "", location: "key validity.load",
      found: "\(load.text), and it cannot be judged by exact solutions",
      accepted: "a load of \(load.fittedTo ?? ""), or a two-point model, which is made for any")
  }
}

/// The fast model that was taken, and why.
public struct ChosenModel: Sendable {
  /// The member.
  public let settings: CoreSettings
  /// The stored model; nil for the physical parameters of the technology.
  public let calibrated: CalibratedModel?
  /// The name of the stored model's file.
  public let source: String?
  /// Why the member was taken.
  public let reason: String
  /// How the members were judged; nil if no tolerance was asked for.
  public let selection: ModelSelection?
  /// What the stored model says of the load; nil without one.
  public let load: LoadStatement?

  /// The model for arrays that are read with inputs of some statistics.
  ///
  /// - Parameter statistics: How often an input has which voltage; a stored model keeps its own
  ///   where they reach as far.
  /// - Returns: The model.
  public func model(statistics: InputStatistics) -> FastCrossbarModel {
    if let calibrated {
      return FastCrossbarModel(
        calibrated, source: source ?? calibrated.technology.name, load: statistics)
    }
    return FastCrossbarModel(settings, statistics: statistics)
  }

  /// Reads an array by models for voltages up to full scale, so that no vector's currents depend on
  /// the others: one model for vectors without a negative voltage, one for those with one.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - inputs: Row voltages before the converters, in volts; *batch × rows*.
  /// - Returns: The reading.
  /// - Throws: `InputRangeError` if a voltage is beyond the read voltage; whatever keeps the model
  ///   from being programmed or read.
  public func reading(
    of crossbar: Crossbar, inputs: Matrix
  ) throws -> ArrayReading {
    let isSigned = (0..<inputs.rows).map { inputs.row($0).contains { $0 < 0 } }
    var parts: [(samples: [Int], reading: ArrayReading)] = []
    for sign in [false, true] {
      let samples = isSigned.indices.filter { isSigned[$0] == sign }
      guard !samples.isEmpty else { continue }
      let model = model(statistics: .fullScale(of: crossbar.technology, isSigned: sign))
      let part = Matrix(samples.map(inputs.row))
      let programmed = try model.program(crossbar)
      do {
        parts.append((samples, try programmed.reading(of: part)))
      } catch let error as InputRangeError {
        throw error.at(sample: samples[error.sample])
      }
    }
    return ArrayReading(parts)
  }

  /// What was taken and why, for people.
  public var summary: String {
    (selection?.summary ?? "model: \(settings.name), \(reason)")
      + (load.map { "\n\($0.text)" } ?? "")
      + (calibrated.map { "\nmodel fitted to \($0.origin)" } ?? "")
  }
}
