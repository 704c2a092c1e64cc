/// A factor and a shift on every output of one group of a layer, fitted to the arrays of one instance.
struct OutputCorrection: Sendable {
  /// The factors, one an output.
  let factors: [Float]
  /// The shifts, one an output, in the unit of the outputs.
  let shifts: [Float]

  /// The outputs, corrected.
  ///
  /// - Parameter found: The outputs, *vectors × outputs*.
  /// - Returns: The same, corrected.
  func applied(to found: [Float]) -> [Float] {
    let outputs = factors.count
    return found.indices.map { place in
      found[place] * factors[place % outputs] + shifts[place % outputs]
    }
  }
}
