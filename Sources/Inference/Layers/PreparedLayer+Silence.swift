extension PreparedLayer {
  /// Says which layers the sample images tell nothing of.
  ///
  /// - Parameter layers: The layers with what the sample images bring to them.
  /// - Returns: Notes; none if every group of every layer has an input other than 0.
  static func silenceNotes(_ layers: [(layer: PreparedLayer, sample: LayerSample)]) -> [String] {
    layers.compactMap { layer, sample in
      let silent = sample.extents.count { max(-$0.lowest, $0.highest) <= 0 }
      guard silent > 0 else { return nil }
      let name = layer.matrix.name
      guard silent < sample.extents.count else {
        return "layer \(name) has no input but 0 on the calibration images, which choose no ranges"
      }
      return "\(silent) of \(sample.extents.count) groups of layer \(name) have no input but 0 on "
        + "the calibration images, and the largest input of the others as their range"
    }
  }
}
