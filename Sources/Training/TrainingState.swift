internal import Foundation
internal import Networks

/// Where a training stands: everything that its next step depends on beside recipe and images.
public struct TrainingState: Sendable, Equatable {
  /// The steps that were taken.
  public internal(set) var step = 0
  /// The numbers that are trained.
  public internal(set) var parameters: [Float]
  /// The average of the gradients, or what momentum keeps of the steps; the pulses that cells got.
  var first: [Float]
  /// The average of the squared gradients; empty for gradient descent; how often cells switched.
  var second: [Float]
  /// The average of the numbers; empty if none is kept.
  public internal(set) var average: [Float]

  /// Begins a training.
  ///
  /// - Parameters:
  ///   - parameters: The numbers.
  ///   - recipe: How they are trained.
  public init(_ parameters: [Float], recipe: Recipe) {
    self.parameters = parameters
    let none = [Float](repeating: 0, count: parameters.count)
    first = none
    if case .descent = recipe.rule { second = [] } else { second = none }
    average = recipe.average > 0 ? parameters : []
  }

  /// Takes a training up again.
  init(step: Int, parameters: [Float], first: [Float], second: [Float], average: [Float]) {
    (self.step, self.parameters, self.first) = (step, parameters, first)
    (self.second, self.average) = (second, average)
  }

  /// The numbers that the training gives: their average, if one is kept.
  public var result: [Float] { average.isEmpty ? parameters : average }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of the mean loss of the batch.
  ///   - layout: What the numbers are.
  ///   - recipe: The rule.
  ///   - count: The steps of the whole training.
  mutating func advance(
    _ gradient: [Float], layout: ParameterLayout, recipe: Recipe, of count: Int
  ) {
    precondition(gradient.count == parameters.count, "a gradient of other numbers")
    let rate = recipe.rate(step: step, of: count)
    let scale = Self.scale(
      recipe.bayes == nil ? gradient[...] : gradient[..<layout.count], limit: recipe.gradientLimit)
    for layer in layout.layers {
      // Biases are no weights: they have no conductance to keep small.
      move(layer.weights, gradient, scale: scale, rate: rate, decay: recipe.weightDecay, recipe)
      move(layer.bias, gradient, scale: scale, rate: rate, decay: 0, recipe)
      guard let limit = recipe.weightLimit else { continue }
      switch recipe.limitScope {
      case .layer: hold(layer.weights, within: limit)
      case .column: for column in layer.columns { hold(column, within: limit) }
      }
    }
    // What is learned of converters is behind the numbers of the network, and decays to nothing in particular.
    if recipe.bayes == nil {
      move(
        layout.count..<parameters.count, gradient, scale: scale, rate: rate, decay: 0, recipe)
    }
    moveRaises(gradient, from: layout.count, recipe: recipe, of: count)
    step += 1
    guard !average.isEmpty else { return }
    // The first numbers weigh no more than those of any other step.
    let kept = Float(min(recipe.average, Double(step) / Double(step + 10)))
    for place in average.indices {
      average[place] = kept * average[place] + (1 - kept) * parameters[place]
    }
  }

  /// What brings a gradient to the largest norm that it may have.
  private static func scale(_ gradient: ArraySlice<Float>, limit: Double?) -> Float {
    guard let limit else { return 1 }
    let norm = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return norm > limit ? Float(limit / norm) : 1
  }

  mutating func move(
    _ places: Range<Int>, _ gradient: [Float], scale: Float, rate: Double, decay: Double,
    _ recipe: Recipe
  ) {
    let rate32 = Float(rate)
    switch recipe.rule {
    case .descent(let momentum, let isNesterov):
      let (kept, decay) = (Float(momentum), Float(decay))
      for place in places {
        let own = scale * gradient[place] + decay * parameters[place]
        first[place] = kept * first[place] + own
        parameters[place] -= rate32 * (isNesterov ? own + kept * first[place] : first[place])
      }
    case .adamW(let beta1, let beta2, let epsilon):
      // Averages that begin at 0 are too small by these parts.
      let firstPart = Float(1 - pow(beta1, Double(step + 1)))
      let secondPart = Float(1 - pow(beta2, Double(step + 1)))
      let (one, two, least) = (Float(beta1), Float(beta2), Float(epsilon))
      let loss = Float(rate * decay)
      for place in places {
        let own = scale * gradient[place]
        first[place] = one * first[place] + (1 - one) * own
        second[place] = two * second[place] + (1 - two) * own * own
        let size = (second[place] / secondPart).squareRoot() + least
        parameters[place] -=
          loss * parameters[place] + rate32 * (first[place] / firstPart) / size
      }
    case .switching: preconditionFailure("cells are switched, not moved")
    }
  }

  /// Brings weights back to the largest magnitude that they may have, in root mean squares of all of them.
  private mutating func hold(_ places: some Sequence<Int>, within limit: Double) {
    var (squares, count) = (0.0, 0)
    for place in places {
      squares += Double(parameters[place]) * Double(parameters[place])
      count += 1
    }
    let most = Float(limit * (squares / Double(max(count, 1))).squareRoot())
    for place in places { parameters[place] = min(max(parameters[place], -most), most) }
  }
}
