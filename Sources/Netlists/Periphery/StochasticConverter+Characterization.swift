public import Crossbars

extension StochasticConverter {
  /// The voltages at which the converter is examined: 201 points on either side of zero, 51 for more than 16 samples, as
  /// far as full scale and what the outermost thresholds are away, in volts.
  public var characterizationVoltages: [Double] {
    let count = samples > 16 ? 25 : 100
    let reach = 1 + thresholdShift(ofSample: 0).magnitude
    return (-count...count).map {
      zeroVoltage + (fullScaleVoltage - zeroVoltage) * (reach * Double($0) / Double(count))
    }
  }

  /// The means of the converter, swept over its input; for every input the reference steps through all thresholds.
  ///
  /// Its vectors are the voltage and, each with 1 added, the mean of a conversion, the mean of a device alone at the middle threshold, that of a
  /// device whose threshold is the reference that steps, and the means of all samples. A device alone has no sample
  /// before.
  ///
  /// - Returns: The circuit; it has a point for every voltage and sample.
  public func characterizationDeck() -> CharacterizationDeck {
    let voltages = characterizationVoltages
    let points = voltages.flatMap { [Double](repeating: $0, count: samples) }
    let span = fullScaleVoltage - zeroVoltage
    let steps = voltages.flatMap { _ in
      (0..<samples).map { thresholdShift(ofSample: $0) * span }
    }
    return CharacterizationDeck(
      title: "stochastic converter, \(samples) samples", first: 0, pointCount: points.count,
      vectors: ["v(in)", "v(mean)", "v(alone)", "v(stepped)"]
        + (0..<samples).map { "v(\(sampleNode($0, of: "mean")))" },
      elements: IndexTable(points).lines(after: "bin in 0 v=")
        + IndexTable(steps).lines(after: "bref ref 0 v=") + referenceElements()
        + netlistElements(named: "", input: "in", output: "mean")
        + deviceElements(named: "a", input: "v(in)", output: "alone", deviation: .none)
        + deviceElements(
          named: "s", input: "(v(in)-v(ref))", output: "stepped", deviation: .none))
  }
}
