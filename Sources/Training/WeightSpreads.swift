internal import Configuration
internal import Crossbars
internal import Foundation
internal import Inference
internal import Networks
internal import Records

/// The spreads that the weights of a network can have on a technology, and what a loss wants of them.
///
/// A weight is a pair of cells p and m above the lowest state, p − m its mean q. A raise r of both, p = max(q, 0) + r and
/// m = max(−q, 0) + r, leaves the mean, and its variance is V = s² (σ²(p) + σ²(m)), s the scale of the weight and σ² what
/// programming makes of a state: what the technology can reach, and no other.
///
/// The loss is the mean −ln p(label) of weights drawn anew in every step, and the divergence of their distribution from a
/// normal prior over the number of images (Blundell and others, Weight uncertainty in neural networks, ICML 2015). Its
/// gradient by r goes through the draw δ = w − E w of a step: given δ, the mean change of w with r is δ V′/2V.
struct WeightSpreads: Sendable {
  /// A layer.
  struct Layer: Sendable {
    /// Where its weights lie among the parameters, and its raises behind all of them.
    let weights: Range<Int>
    let raises: Range<Int>
    let outputs: Int
    let size: Int
    let mapping: Mapping
    /// The variance of each state, in squares of a step.
    let variances: [Double]
    /// The variance of the prior.
    let prior: Double

    /// The state of the largest weight.
    var top: Double { Double(variances.count - 1) }
  }

  /// The layers on arrays.
  let layers: [Layer?]
  private let rule: Recipe.Bayes
  private let images: Int

  /// Finds what a network's weights can be.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - layout: Its numbers.
  ///   - circuit: The arrays; nil for none.
  ///   - rule: The rule.
  ///   - images: The number of images of a pass.
  /// - Throws: `UsageError` without arrays; `InputError` if a mapping has no pairs of one slice, or programming no spread.
  init(
    _ network: Network, layout: ParameterLayout, circuit: TrainingCircuit?, rule: Recipe.Bayes,
    images: Int
  ) throws {
    guard let circuit else {
      throw UsageError("[bayes] needs cells whose programming varies: write --technology T.toml")
    }
    self.rule = rule
    self.images = images
    let mapping = circuit.options.mapping
    var next = layout.count
    layers = try zip(network.matrixLayers, layout.layers).map { layer, place in
      let first = next
      next += place.weights.count
      guard !mapping.isDigital(layer: layer.name),
        let technology = circuit.options.technology(ofLayer: layer.name)
      else { return nil }
      let own = mapping.mapping(ofLayer: layer.name)
      func refusal(_ key: String, _ found: String, _ accepted: String) -> InputError {
        InputError(
          source: mapping.source, location: "key \(key)", found: found, accepted: accepted)
      }
      guard own.weights.encoding == .differential else {
        throw refusal(
          "weights.encoding", "\"offset\", but [bayes] raises the cells of pairs",
          "\"differential\"")
      }
      guard own.sliceCount == 1, !own.hasBinaryWeights else {
        throw refusal(
          "weights.bits_per_cell",
          "\(own.sliceCount) slices of \(own.sliceBits) bits, but [bayes] has one pair of cells a weight",
          "bits_per_cell of at least bits − 1, and 2 or more bits")
      }
      let variances = technology.stateVariances(bits: own.sliceBits)
      guard variances.contains(where: { $0 > 0 }) else {
        throw InputError(
          source: "technology \(technology.name)", location: "table programming",
          found: "cells that are programmed exactly", accepted: "cells that vary, for [bayes]")
      }
      let numbers = layer.weights.joined()
      let square = numbers.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(numbers.count)
      return Layer(
        weights: place.weights, raises: first..<next, outputs: layer.outputs,
        size: layer.inputs * layer.outputs, mapping: own, variances: variances,
        prior: max(square, 1e-12) * rule.prior * rule.prior)
    }
  }

  /// The raises of all weights, in the order of a network's layers.
  func raises(_ parameters: [Float]) -> [[[Float]]?] {
    layers.map { layer in
      layer.map { layer in
        let all = parameters[layer.raises]
        return stride(from: all.startIndex, to: all.endIndex, by: layer.size).map {
          Array(all[$0..<$0 + layer.size])
        }
      }
    }
  }

  /// The gradients of a step by means and raises.
  ///
  /// - Parameters:
  ///   - gradient: The gradient of the mean loss by the weights, to which that of the divergence is added.
  ///   - parameters: Weights, biases and raises.
  ///   - network: The layers with these weights.
  ///   - arrays: The arrays of the step, which know the draws.
  /// - Returns: The gradient by the raises, and the divergence over the number of images.
  func addGradients(
    to gradient: inout [Float], parameters: [Float], network: [MatrixLayer], arrays: StepArrays
  ) -> (raises: [Float], divergence: Double) {
    var found = [Float](repeating: 0, count: parameters.count - gradient.count)
    var divergence = 0.0
    let share = rule.strength / Double(images)
    for (index, layer) in layers.enumerated() {
      guard let layer else { continue }
      let weights = IntegerWeights(LayerMatrix(network[index]), mapping: layer.mapping)
      for (offset, place) in layer.weights.enumerated() {
        let (group, within) = offset.quotientAndRemainder(dividingBy: layer.size)
        let scale = Double(weights.scales[group][within % layer.outputs])
        let mean = Double(parameters[place])
        let integer = Double(weights.values[group][within].magnitude)
        let room = layer.top - integer
        let raise = min(Double(parameters[layer.raises.lowerBound + offset]) * layer.top, room)
        let (low, lowSlope) = Self.value(of: layer.variances, at: raise)
        let (high, highSlope) = Self.value(of: layer.variances, at: integer + raise)
        let square = scale * scale
        // Where programming is exact the weight is its mean, and no draw says more.
        let variance = max(square * (low + high), 1e-12 * layer.prior)
        let slope = room > 0 ? square * (lowSlope + highSlope) * layer.top : 0
        divergence +=
          share * 0.5
          * ((variance + mean * mean) / layer.prior - 1 - log(variance / layer.prior))
        let ofWeight = Double(arrays.slopes[place])
        let own = ofWeight == 0 ? 0 : Double(gradient[place]) / ofWeight
        let draw = Double(arrays.draws[place])
        found[layer.raises.lowerBound + offset - gradient.count] = Float(
          slope
            * (own * draw / (2 * variance) + share * 0.5 * (1 / layer.prior - 1 / variance)))
        gradient[place] += Float(share * mean / layer.prior)
      }
    }
    return (found, divergence)
  }

  /// A table between its numbers, and its slope there.
  private static func value(of table: [Double], at place: Double) -> (value: Double, slope: Double)
  {
    let last = table.count - 1
    guard last > 0 else { return (table[0], 0) }
    let lower = min(max(Int(place), 0), last - 1)
    let slope = table[lower + 1] - table[lower]
    return (table[lower] + slope * (place - Double(lower)), slope)
  }
}

extension TrainingState {
  /// Moves the numbers behind those of a network, and holds them from 0 to 1.
  mutating func moveRaises(_ gradient: [Float], from first: Int, recipe: Recipe, of count: Int) {
    guard let rule = recipe.bayes, first < parameters.count else { return }
    let rate = recipe.rate(step: step, of: count) * rule.rate
    move(first..<parameters.count, gradient, scale: 1, rate: rate, decay: 0, recipe)
    for place in first..<parameters.count {
      parameters[place] = min(max(parameters[place], 0), 1)
    }
  }
}
