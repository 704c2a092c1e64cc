public import Crossbars

extension StochasticConverter {
  /// The voltages at which the converter is examined: 201 points from minus to plus full scale, in
  /// volts.
  public var characterizationVoltages: [Double] {
    (-100...100).map { zeroVoltage + (fullScaleVoltage - zeroVoltage) * Double($0) / 100 }
  }

  /// The mean of the converter, swept over its input.
  ///
  /// Its vectors are the voltage and the mean.
  ///
  /// - Returns: The circuit.
  public func characterizationDeck() -> CharacterizationDeck {
    let voltages = characterizationVoltages
    return CharacterizationDeck(
      title: "stochastic converter", first: 0, pointCount: voltages.count,
      vectors: ["v(in)", "v(mean)"],
      elements: IndexTable(voltages).lines(after: "bin in 0 v=")
        + netlistElements(named: "", input: "in", output: "mean"))
  }
}
