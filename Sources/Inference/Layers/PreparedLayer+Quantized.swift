internal import Records

extension PreparedLayer {
  /// What a reader should know of layers whose network states their integers.
  ///
  /// - Parameter layers: The layers on arrays whose ranges are not given otherwise.
  /// - Returns: A note, or none.
  static func quantizedNotes(_ layers: [PreparedLayer]) -> [String] {
    let stated = layers.filter {
      $0.matrix.inputCodes != nil && $0.mapping.inputs.scale != .token
    }
    guard !stated.isEmpty else { return [] }
    let weights = stated.count { $0.matrix.weightSteps != nil }
    return [
      "the network is quantized: its own scales are the ranges of the inputs of \(stated.count) of "
        + "\(layers.count) layers, and those of the weights of \(weights), where the bits hold them"
    ]
  }
}
