internal import Records

/// A factor and a shift on every output of a layer, fitted to the arrays of one instance.
struct OutputCorrection: Sendable {
  /// The factors, *groups × outputs*.
  private var factors: [[Float]]
  /// The shifts, *groups × outputs*, in the unit of the outputs.
  private var shifts: [[Float]]

  /// Fits a correction.
  ///
  /// Outputs on the arrays are compared with digital products of the same inputs, so that every layer is
  /// corrected for what it does itself.
  ///
  /// - Parameters:
  ///   - kind: What is corrected.
  ///   - layer: The layer.
  ///   - arrays: Its arrays of the instance.
  ///   - digital: Its matrices.
  ///   - sample: Its inputs on sample images.
  /// - Throws: Whatever keeps an array from being read.
  init(
    _ kind: DigitalCorrection, layer: CrossbarLayer, arrays: LayerArrays, digital: DigitalMatrix,
    sample: LayerSample
  ) throws {
    let outputs = layer.prepared.matrix.outputs
    factors = [[Float]](
      repeating: [Float](repeating: 1, count: outputs), count: sample.vectors.count)
    shifts = factors.map { $0.map { _ in 0 } }
    guard kind != .none else { return }
    for (group, vectors) in sample.vectors.enumerated() where !vectors.isEmpty {
      let (found, wanted) = try vectors.withUnsafeBufferPointer { vectors in
        // Reads of their own: no read of an evaluated image has this number.
        (
          try layer.product(vectors, group: group, arrays: arrays, first: 1 << 62),
          digital.product(vectors, group: group)
        )
      }
      let ofFound = Self.moments(found, outputs: outputs)
      let ofWanted = Self.moments(wanted, outputs: outputs)
      for output in 0..<outputs {
        var factor = 1.0
        if kind == .moments, ofFound[output].deviation > 0 {
          let ratio = ofWanted[output].deviation / ofFound[output].deviation
          if Float(ratio).isFinite, ratio > 0 { factor = ratio }
        }
        factors[group][output] = Float(factor)
        shifts[group][output] = Float(ofWanted[output].mean - factor * ofFound[output].mean)
      }
    }
  }

  /// The outputs of a group, corrected.
  ///
  /// - Parameters:
  ///   - found: The outputs, *vectors × outputs*.
  ///   - group: The group.
  /// - Returns: The same, corrected.
  func applied(to found: [Float], group: Int) -> [Float] {
    let outputs = factors[group].count
    return found.indices.map { place in
      found[place] * factors[group][place % outputs] + shifts[group][place % outputs]
    }
  }

  private static func moments(
    _ values: [Float], outputs: Int
  ) -> [(mean: Double, deviation: Double)] {
    let count = Double(values.count / outputs)
    return (0..<outputs).map { output in
      let column = stride(from: output, to: values.count, by: outputs).map { Double(values[$0]) }
      let mean = column.reduce(0, +) / count
      let square = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      return (mean, square.squareRoot())
    }
  }
}
