import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Recurrent layers against their definition, step by step.
struct RecurrenceTests {
  private static let (steps, inputs, width) = (4, 3, 2)

  private struct Weights {
    let gates: Int
    let directions: Int
    let input: [Float]
    let hidden: [Float]
    let bias: [Float]

    init(gates: Int, directions: Int) {
      self.gates = gates
      self.directions = directions
      let side = directions * gates * width
      input = pattern(side * inputs, seed: 3)
      hidden = pattern(side * width, seed: 4)
      bias = pattern(2 * side, seed: 5)
    }

    /// W·x + b of a gate, and R·h + b of a gate.
    func products(_ direction: Int, _ gate: Int, _ place: Int, _ x: [Double], _ h: [Double])
      -> (Double, Double)
    {
      let row = (direction * gates + gate) * width + place
      let biases = direction * 2 * gates * width + gate * width + place
      var first = Double(bias[biases])
      var second = Double(bias[biases + gates * width])
      for index in 0..<inputs { first += Double(input[row * inputs + index]) * x[index] }
      for index in 0..<width { second += Double(hidden[row * width + index]) * h[index] }
      return (first, second)
    }
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

  /// The outputs of one direction, in the order of the steps.
  private func run(
    _ type: String, _ weights: Weights, _ direction: Int, reset: Bool, _ input: [Float]
  ) -> [[Double]] {
    let (steps, inputs, width) = (Self.steps, Self.inputs, Self.width)
    var h = [Double](repeating: 0, count: width)
    var c = h
    var outputs = [[Double]](repeating: [], count: steps)
    for step in direction == 1 ? Array((0..<steps).reversed()) : Array(0..<steps) {
      let x = (0..<inputs).map { Double(input[step * inputs + $0]) }
      func both(_ gate: Int, _ place: Int, _ h: [Double]) -> Double {
        let (one, two) = weights.products(direction, gate, place, x, h)
        return one + two
      }
      let before = h
      switch type {
      case "LSTM":
        for place in 0..<width {
          c[place] =
            logistic(both(2, place, before)) * c[place]
            + logistic(both(0, place, before)) * tanh(both(3, place, before))
          h[place] = logistic(both(1, place, before)) * tanh(c[place])
        }
      case "GRU":
        let r = (0..<width).map { logistic(both(1, $0, before)) }
        for place in 0..<width {
          let z = logistic(both(0, place, before))
          let (own, past) = weights.products(direction, 2, place, x, before)
          let weighed = both(2, place, zip(r, before).map { $0 * $1 })
          let candidate = tanh(reset ? own + r[place] * past : weighed)
          h[place] = (1 - z) * candidate + z * before[place]
        }
      default: for place in 0..<width { h[place] = tanh(both(0, place, before)) }
      }
      outputs[step] = h
    }
    return outputs
  }

  @Test(
    arguments: [("LSTM", 4, false), ("GRU", 3, false), ("GRU", 3, true), ("RNN", 1, false)],
    ["forward", "reverse", "bidirectional"])
  func `a recurrent layer follows its definition`(kind: (String, Int, Bool), direction: String)
    throws
  {
    let (type, gates, reset) = kind
    let (steps, inputs, width) = (Self.steps, Self.inputs, Self.width)
    let directions = direction == "bidirectional" ? 2 : 1
    let weights = Weights(gates: gates, directions: directions)
    var builder = ModelBuilder(input: [steps, inputs], opset: 17)
    builder.node("Transpose", [], ["perm": .integers([1, 0, 2])])
    var attributes: [String: ModelBuilder.Attribute] = [
      "hidden_size": .integer(width), "direction": .text(direction),
    ]
    if type == "GRU" { attributes["linear_before_reset"] = .integer(reset ? 1 : 0) }
    builder.node(
      type,
      [
        builder.constant([directions, gates * width, inputs], weights.input),
        builder.constant([directions, gates * width, width], weights.hidden),
        builder.constant([directions, 2 * gates * width], weights.bias),
      ], attributes, name: "memory")
    // Steps × directions × batch × width.
    builder.node("Transpose", [], ["perm": .integers([2, 0, 1, 3])])
    builder.node("Flatten")
    let network = try builder.network()
    let images = pattern(2 * steps * inputs, seed: 8)
    let expected = (0..<2).flatMap { image in
      let input = Array(images[image * steps * inputs..<(image + 1) * steps * inputs])
      let runs = (0..<directions).map { place in
        let isReverse = direction == "reverse" || place == 1
        return isReverse && directions == 1
          ? Array(run(type, weights, 0, reset: reset, reversed(input)).reversed())
          : run(type, weights, place, reset: reset, input)
      }
      return (0..<steps).flatMap { step in runs.flatMap { $0[step].map { Float($0) } } }
    }
    let batch = Tensor(shape: [2, steps, inputs], elements: images)
    let digital = try network.forward(batch).elements
    #expect(isClose(digital, expected), "\(digital.prefix(4)), \(expected.prefix(4))")
    #expect(isClose(try network.forward(batch, engine: PlainEngine()).elements, expected))
    // The matrices stand once, however many steps use them.
    let matrices = type == "GRU" && !reset ? 3 : 2
    #expect(network.matrixLayers.count == directions * matrices)
    #expect(network.matrixLayers.allSatisfy { $0.positions == steps && $0.kind.rawValue == type })
  }

  private func reversed(_ input: [Float]) -> [Float] {
    (0..<Self.steps).reversed().flatMap { step in
      input[step * Self.inputs..<(step + 1) * Self.inputs]
    }
  }
}
