internal import Configuration
internal import Crossbars
internal import Inference
internal import Networks
internal import Records

/// The cells of two states that a training switches, and nothing else remembers.
///
/// A weight is a pair of cells of which one is on; a write switches both or none of them.
struct SwitchingCells: Sendable {
  /// How pulses switch the cells of each layer; nil for a layer that stays digital.
  let laws: [PulseSwitching?]
  /// The rule.
  let rule: Recipe.Switching

  /// Finds the cells of a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - circuit: The arrays; nil for none.
  ///   - rule: The rule.
  ///   - recipe: The recipe, whose largest rate a pulse must reach.
  /// - Throws: `UsageError` without arrays; `InputError` if a layer on arrays has weights of several bits, or its
  ///   technology no table `[switching]`.
  init(
    _ network: Network, circuit: TrainingCircuit?, rule: Recipe.Switching, recipe: Recipe
  ) throws {
    guard let circuit else {
      throw UsageError("optimizer.kind \"switching\" needs cells: write --technology T.toml")
    }
    self.rule = rule
    let mapping = circuit.options.mapping
    laws = try network.matrixLayers.map { layer in
      guard !mapping.isDigital(layer: layer.name),
        let technology = circuit.options.technology(ofLayer: layer.name)
      else { return nil }
      let own = mapping.mapping(ofLayer: layer.name)
      guard own.hasBinaryWeights else {
        throw InputError(
          source: mapping.source, location: "key weights.bits",
          found:
            "\(own.weights.bits) in layer \(layer.name), which optimizer.kind \"switching\" trains",
          accepted: "1, weights of two states, or a layer that stays digital")
      }
      guard let law = technology.switching else {
        throw InputError(
          source: "technology \(technology.name)", location: "table switching",
          found: "none, but optimizer.kind \"switching\" trains layer \(layer.name)",
          accepted: "a table [switching], which says how pulses switch its cells")
      }
      guard recipe.rate <= law.largestProbability else {
        throw InputError(
          source: "the recipe", location: "key optimizer.rate",
          found: "\(recipe.rate), but a pulse of technology \(technology.name) switches with "
            + "\(law.largestProbability) at most", accepted: "no more than that")
      }
      guard recipe.rate >= law.leastProbability else {
        throw InputError(
          source: "the recipe", location: "key optimizer.rate",
          found: "\(recipe.rate), but a cell of technology \(technology.name) switches with "
            + "\(law.leastProbability) without a voltage already", accepted: "no less than that")
      }
      return law
    }
    guard laws.contains(where: { $0 != nil }) else {
      throw InputError(
        source: mapping.source, found: "no layer on arrays",
        accepted: "layers whose cells optimizer.kind \"switching\" can train")
    }
  }
}

/// How often the cells of a training were written.
public struct SwitchingCount: Sendable, Equatable, Encodable {
  /// The number of weights, a pair of cells each.
  public let pairs: Int
  /// The pulses that a pair got, in the mean.
  public let meanPulses: Double
  /// The most that one got.
  public let mostPulses: Int
  /// How often a pair switched, in the mean.
  public let meanSwitches: Double
  /// How often the pair switched that did most often: what a device must endure.
  public let mostSwitches: Int

  /// The line for people.
  public var text: String {
    func rounded(_ number: Double) -> Double { (number * 100).rounded() / 100 }
    return
      "\(pairs) pairs of cells: \(rounded(meanPulses)) pulses each in the mean, \(mostPulses) at most; "
      + "\(rounded(meanSwitches)) switched in the mean, \(mostSwitches) at most"
  }
}

extension Trainer {
  /// How often cells were written up to a state; nil where nothing is switched.
  ///
  /// - Parameter state: The state of this training.
  /// - Returns: The count over all pairs of cells.
  func switchingCount(_ state: TrainingState) -> SwitchingCount? {
    guard let cells else { return nil }
    let places = zip(layout.layers, cells.laws).filter { $0.1 != nil }.map(\.0.weights)
    func total(_ counts: [Float]) -> (sum: Double, most: Int) {
      places.reduce(into: (0, 0)) { found, places in
        for count in counts[places] {
          found.0 += Double(count)
          found.1 = max(found.1, Int(count))
        }
      }
    }
    let pairs = places.reduce(0) { $0 + $1.count }
    let (pulses, switches) = (total(state.first), total(state.second))
    return SwitchingCount(
      pairs: pairs, meanPulses: pulses.sum / Double(max(pairs, 1)), mostPulses: pulses.most,
      meanSwitches: switches.sum / Double(max(pairs, 1)), mostSwitches: switches.most)
  }

  /// The numbers as the cells hold them: weights of one bit are their signs times the scale that they share.
  ///
  /// - Parameters:
  ///   - parameters: The numbers that are trained.
  ///   - network: The network.
  ///   - layout: The order of its numbers.
  ///   - mapping: How it is represented; nil without arrays.
  /// - Returns: As many numbers.
  static func held(
    _ parameters: [Float], of network: Network, layout: ParameterLayout, by mapping: Mapping?
  ) -> [Float] {
    guard let mapping else { return parameters }
    var held = parameters
    let layers = layout.layers(of: parameters, like: network.matrixLayers)
    for (layer, place) in zip(layers, layout.layers) where !mapping.isDigital(layer: layer.name) {
      let own = mapping.mapping(ofLayer: layer.name)
      guard own.hasBinaryWeights else { continue }
      let weights = IntegerWeights(LayerMatrix(layer), mapping: own)
      let numbers = weights.values.enumerated().flatMap { group, values in
        values.enumerated().map { place, value in
          Float(value) * weights.scales[group][place % weights.outputs]
        }
      }
      held.replaceSubrange(place.weights, with: numbers)
    }
    return held
  }
}

extension TrainingState {
  /// The letters SWIT, which tell these draws from all others.
  private static let tag: UInt64 = 0x5357_4954

  /// Takes a step that switches cells.
  ///
  /// A pair whose gradient wants the other sign gets a pulse: of the voltage that switches with the step's rate where the
  /// gradient is no less than the threshold times the root mean square of its layer, and below that of none, or of one
  /// in proportion. Draws are counters of seed, step and weight. What is no cell goes down its gradient.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of the mean loss of the batch.
  ///   - layout: What the numbers are.
  ///   - cells: The cells.
  ///   - recipe: Rates and seed.
  ///   - count: The steps of the whole training.
  mutating func switchCells(
    _ gradient: [Float], layout: ParameterLayout, cells: SwitchingCells, recipe: Recipe,
    of count: Int
  ) {
    precondition(gradient.count == parameters.count, "a gradient of other numbers")
    let rate = recipe.rate(step: step, of: count)
    let digitalRate = Float(
      recipe.rate > 0 ? cells.rule.digitalRate * rate / recipe.rate : cells.rule.digitalRate)
    let key = SeededGenerator.key(seed: recipe.seed, parts: [Self.tag, UInt64(step)])
    for (layer, law) in zip(layout.layers, cells.laws) {
      for place in layer.bias { parameters[place] -= digitalRate * gradient[place] }
      guard let law else {
        for place in layer.weights { parameters[place] -= digitalRate * gradient[place] }
        continue
      }
      let squares = layer.weights.reduce(0.0) { $0 + Double(gradient[$1]) * Double(gradient[$1]) }
      let full =
        cells.rule.threshold * (squares / Double(max(layer.weights.count, 1))).squareRoot()
      guard squares > 0 else { continue }
      let voltage = law.voltage(for: rate)
      for place in layer.weights where gradient[place] * parameters[place] > 0 {
        let part = full > 0 ? Double(gradient[place].magnitude) / full : 1
        let chance: Double
        switch cells.rule.pulse {
        case .fixed:
          guard part >= 1 else { continue }
          // A schedule may fall below what heat does alone.
          chance = max(rate, law.leastProbability)
        case .proportional: chance = law.probability(at: voltage * min(part, 1))
        }
        first[place] += 1
        guard SeededGenerator.uniform(key: key, count: UInt64(place)) < chance else { continue }
        parameters[place].negate()
        second[place] += 1
      }
    }
    step += 1
  }
}
