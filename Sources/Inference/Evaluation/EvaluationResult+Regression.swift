internal import Records

extension EvaluationResult.Regression {
  /// What was found, with its intervals.
  ///
  /// - Parameters:
  ///   - found: The errors.
  ///   - wanted: What makes an instance a good one; nil if no yield is asked for.
  init(_ found: RegressionFindings, wanted: Wanted?) {
    let digital = Accuracy(SquaredErrors([found.reference.samples], spread: found.targets))
    let trials = found.instances.indices.map { index in
      Trial(
        trial: index,
        accuracy: Accuracy(SquaredErrors([found.instances[index].samples], spread: found.targets)),
        departure: Departure(
          SquaredErrors([found.departures[index].samples], spread: found.digitalOutputs)))
    }
    self.init(
      outputs: found.outputs, positions: found.positions > 1 ? found.positions : nil,
      targetDeviation: found.targets.variance.squareRoot(),
      digitalDeviation: found.digitalOutputs.variance.squareRoot(), digital: digital,
      trials: trials,
      summary: trials.isEmpty ? nil : Summary(found, trials: trials, wanted: wanted),
      eachOutput: (2...EvaluationResult.mostClasses).contains(found.outputs)
        ? (0..<found.outputs).map { Output($0, of: found) } : nil)
  }
}

extension EvaluationResult.Regression.Accuracy {
  fileprivate init(_ errors: SquaredErrors) { self.init(rmse: errors.rmse, r2: errors.r2) }
}

extension EvaluationResult.Regression.Departure {
  fileprivate init(_ errors: SquaredErrors) {
    self.init(rmse: errors.rmse, relative: errors.relative)
  }
}

extension EvaluationResult.Regression.Summary {
  fileprivate init(
    _ found: RegressionFindings, trials: [EvaluationResult.Regression.Trial],
    wanted: EvaluationResult.Regression.Wanted?
  ) {
    let errors = found.errors
    let reference = [found.reference.samples]
    let departures = SquaredErrors(found.departures.map(\.samples), spread: found.digitalOutputs)
    func deviation(_ values: [Double]) -> Double? {
      EvaluationResult.Regression.deviation(values)
    }
    self.init(
      accuracy: EvaluationResult.Regression.Accuracy(errors),
      departure: EvaluationResult.Regression.Departure(departures),
      rmseChange: errors.rmseChange(from: reference), r2Change: errors.r2Change(from: reference),
      rmseDeviation: deviation(trials.map(\.accuracy.rmse.value)),
      r2Deviation: deviation(trials.compactMap { $0.accuracy.r2?.value }),
      yield: wanted.map { EvaluationResult.Regression.Yield(wanted: $0, of: trials) })
  }
}

extension EvaluationResult.Regression.Output {
  fileprivate init(_ output: Int, of found: RegressionFindings) {
    let variance = found.targets.outputs[output]
    let digital = found.reference.outputs[output]
    let arrays =
      found.instances.isEmpty
      ? nil
      : found.instances.reduce(0) { $0 + $1.outputs[output] } / Double(found.instances.count)
    func r2(_ error: Double?) -> Double? {
      error.flatMap { variance > 0 ? 1 - $0 / variance : nil }
    }
    self.init(
      output: output, targetDeviation: variance.squareRoot(), digitalRmse: digital.squareRoot(),
      digitalR2: r2(digital), rmse: arrays?.squareRoot(), r2: r2(arrays))
  }
}
