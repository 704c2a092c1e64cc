/// The gradients by the converters of a layer whose outputs follow parts of its rows.
///
/// With Y the products without the bias, G the gradient by them, S_t the slopes of part t, B the weights that arrays multiply
/// by, and codes that stay as they are: Y is proportional to its gain and to the step of its rows, so both have Σ G Y, the
/// step less Σ x ∂/∂x, since codes fall where it rises. Decoding divides by κ what a comparison multiplies by it: Σ B ∂/∂B
/// − Σ G Y. A threshold is added where a count is decoded and taken away where it is compared: Σ G r_t (1 − S_t), with r_t
/// what an output rises with it.
struct ConverterGradients {
  let places: LearnedConverters
  let layer: MatrixLayer
  let positions: Int
  let images: Int

  /// Adds the gradients.
  ///
  /// - Parameters:
  ///   - products: What the layer gave, with the bias, row-major.
  ///   - bias: The bias; nil without one.
  ///   - gradient: The gradient by that.
  ///   - parts: For each group the parts of its rows.
  ///   - weights: The gradient by the weights that arrays multiply by, *group × inputs × outputs*.
  ///   - before: What of that is from other steps.
  ///   - factors: These weights.
  ///   - inputs: The inputs, image after image.
  ///   - inputGradient: The gradient by the inputs; nil where the inputs are not trained.
  ///   - sums: Where the gradients are added.
  func add(
    _ products: [Float], bias: UnsafePointer<Float>?, gradient: UnsafePointer<Float>,
    parts: [[PartSlopes]], weights: UnsafePointer<Float>, before: [Float],
    factors: UnsafePointer<Float>, inputs: [Float], inputGradient: UnsafePointer<Float>?,
    to sums: UnsafeMutableBufferPointer<Float>
  ) {
    let (groups, outputs) = (layer.groups, layer.outputs)
    var given = [Double](repeating: 0, count: groups * outputs)
    forEachOutput { output, place, _ in
      given[output] += Double(gradient[place]) * Double(products[place] - (bias?[output] ?? 0))
    }
    for output in given.indices { sums[places.gains.lowerBound + output] += Float(given[output]) }
    addInputs(given, inputs, inputGradient, sums)
    if !places.slopes.isEmpty {
      for group in 0..<groups {
        for row in 0..<layer.inputs {
          for output in 0..<outputs {
            let place = (group * layer.inputs + row) * outputs + output
            given[group * outputs + output] -=
              Double(factors[place]) * Double(weights[place] - before[place])
          }
        }
      }
      for output in given.indices {
        let own = places.slopes.count > 1 ? output : 0
        sums[places.slopes.lowerBound + own] -= Float(given[output])
      }
    }
    addThresholds(gradient, parts, sums)
  }

  private func addInputs(
    _ given: [Double], _ inputs: [Float], _ inputGradient: UnsafePointer<Float>?,
    _ sums: UnsafeMutableBufferPointer<Float>
  ) {
    let count = places.inputs.count
    guard count > 0, let inputGradient else { return }
    var steps = [Double](repeating: 0, count: count)
    for (output, value) in given.enumerated() {
      steps[count > 1 ? output / layer.outputs : 0] += value
    }
    // Inputs of groups lie one after another in every image.
    let run = inputs.count / (images * count)
    for (place, input) in inputs.enumerated() {
      steps[place / run % count] -= Double(input) * Double(inputGradient[place])
    }
    for (index, step) in steps.enumerated() {
      sums[places.inputs.lowerBound + index] += Float(step)
    }
  }

  private func addThresholds(
    _ gradient: UnsafePointer<Float>, _ parts: [[PartSlopes]],
    _ sums: UnsafeMutableBufferPointer<Float>
  ) {
    guard !places.thresholds.isEmpty else { return }
    var found = [Double](repeating: 0, count: places.thresholds.count)
    for part in parts.indices.flatMap({ group in parts[group].map { (group, $0) } }) {
      let (group, part) = part
      part.slopes.withUnsafeBufferPointer { slopes in
        forEachOutput(of: group) { output, place, vector in
          let own = output - group * layer.outputs
          let index = part.tile * places.ofTile + (places.ofTile > 1 ? output : 0)
          found[index] +=
            Double(gradient[place] * part.rises[own] * (1 - slopes[vector * part.stride + own]))
        }
      }
    }
    for (index, value) in found.enumerated() {
      sums[places.thresholds.lowerBound + index] += Float(value)
    }
  }

  /// Calls a body with every number of the outputs: its output among those of all groups, its place, and its vector.
  @inline(__always)
  private func forEachOutput(
    of group: Int? = nil, _ body: (_ output: Int, _ place: Int, _ vector: Int) -> Void
  ) {
    let wanted =
      group.map { $0 * layer.outputs..<($0 + 1) * layer.outputs }
      ?? 0..<layer.groups * layer.outputs
    for image in 0..<images {
      for output in wanted {
        for position in 0..<positions {
          let place = layer.place(
            ofOutput: output, image: image, position: position, positions: positions)
          body(output, place, image * positions + position)
        }
      }
    }
  }
}
