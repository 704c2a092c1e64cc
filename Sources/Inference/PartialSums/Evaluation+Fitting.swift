internal import Configuration
package import Networks
package import Records

extension Evaluation {
  /// Fits the ranges of converters that count, which were chosen on other arrays, to those of an evaluation.
  ///
  /// κ follows the root mean squares of the sums that share a converter's range, and each output's gain is that with which
  /// the means of the layer are nearest to those on the other arrays (least squares). Steps of rows and thresholds stay.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - source: The network's file.
  ///   - sample: The images that choose ranges.
  ///   - options: What to compute with, with ranges.
  ///   - other: What the ranges were chosen for: another technology, or another solver.
  /// - Returns: The ranges.
  /// - Throws: `InputError` if no layer counts, or given ranges do not fit; whatever keeps arrays from being programmed or
  ///   read.
  package static func fittedRanges(
    of network: Network, source: EvaluationResult.Source, sample: LabeledImages,
    options: EvaluationOptions, to other: EvaluationOptions
  ) throws -> ConverterRanges {
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let digital = matrices.map(DigitalMatrix.init)
    var timing = EvaluationResult.Timing()
    func layers(_ options: EvaluationOptions) throws -> [CrossbarLayer?] {
      let evaluation = try Evaluation(
        network: network, source: source, images: sample, sample: sample, options: options)
      guard let technology = options.technology else { return [] }
      return try evaluation.ranged(
        matrices, digital: digital, technology: technology, timing: &timing
      ).layers
    }
    let here = try layers(options)
    guard
      here.contains(where: { if case .counts? = $0?.conversion { true } else { false } })
    else {
      throw InputError(
        source: options.mapping.source, location: "key partial_sums",
        found: "no layer with converters that count", accepted: "one, for ranges to be fitted")
    }
    let samples = try Evaluation(
      network: network, source: source, images: sample, sample: sample, options: options
    ).sampled(matrices, digital: digital)
    let fitted = try zip(here, layers(other)).compactMap { layer, other in
      guard let layer, let other else { return layer }
      return try LayerRanging.fitted(
        layer, to: other, sample: samples[layer.prepared.matrix.index], threads: options.threads)
    }
    return ConverterRanges(
      network: source, chosenBy: options.ranges?.chosenBy,
      layers: fitted.map(ConverterRanges.Layer.init))
  }
}
