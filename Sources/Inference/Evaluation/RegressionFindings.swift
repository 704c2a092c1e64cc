/// What a network and its instances made of samples whose targets are numbers.
struct RegressionFindings: Sendable {
  /// The number of outputs of a sample, or of each of its positions.
  let outputs: Int
  /// The number of positions.
  let positions: Int
  /// How far targets are from their means.
  let targets: OutputSpread
  /// How far the digital network's outputs are from theirs.
  let digitalOutputs: OutputSpread
  /// The errors of the digital network.
  let reference: SampleErrors
  /// The errors of every instance.
  private(set) var instances: [SampleErrors] = []
  /// How far every instance is from the digital network.
  private(set) var departures: [SampleErrors] = []

  private let wanted: [Double]
  private let digital: [Double]

  /// Judges the digital network.
  ///
  /// - Parameters:
  ///   - outputs: Its outputs, *samples × positions × outputs*.
  ///   - wanted: The targets.
  ///   - spread: That of the targets.
  ///   - positions: The number of positions.
  init(_ outputs: [Float], wanted: [Double], spread: OutputSpread, positions: Int) {
    self.outputs = spread.outputs.count
    self.positions = positions
    targets = spread
    self.wanted = wanted
    digital = outputs.map(Double.init)
    digitalOutputs = OutputSpread(
      digital, samples: spread.samples.count, outputs: spread.outputs.count)
    reference = SampleErrors(
      outputs, wanted: wanted, samples: spread.samples.count, outputs: spread.outputs.count)
  }

  /// Judges an instance.
  ///
  /// - Parameter found: Its outputs, *samples × positions × outputs*.
  mutating func append(_ found: [Float]) {
    let samples = targets.samples.count
    instances.append(SampleErrors(found, wanted: wanted, samples: samples, outputs: outputs))
    departures.append(SampleErrors(found, wanted: digital, samples: samples, outputs: outputs))
  }

  /// Takes the first instance for others that are like it.
  ///
  /// - Parameter count: How many instances there are then.
  mutating func repeatFirst(upTo count: Int) {
    while instances.count < count {
      instances.append(instances[0])
      departures.append(departures[0])
    }
  }

  /// The errors of all instances.
  var errors: SquaredErrors { SquaredErrors(instances.map(\.samples), spread: targets) }
}
