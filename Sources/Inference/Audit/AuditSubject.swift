/// One instance of a network on arrays, as an audit looks at it.
struct AuditSubject: Sendable {
  /// The layers; nil for those that stay digital.
  let layers: [CrossbarLayer?]
  /// Their arrays.
  let arrays: [LayerArrays?]
  /// The integers of these.
  let integers: [LayerIntegers]
  /// The layers as digital matrices.
  let digital: [DigitalMatrix]
  /// What follows the arrays of every layer; nil for nothing.
  let corrections: RestatingEngine.Corrections?
  /// What reads the arrays.
  let models: LayerModels

  /// The products as the evaluation of some images computes them.
  ///
  /// - Parameter firstImage: The number of the first of them.
  /// - Returns: An engine.
  func products(firstImage: Int) -> CrossbarEngine {
    CrossbarEngine(
      layers, arrays: arrays, integers: integers, digital: digital, measuresErrors: false,
      firstImage: firstImage, corrections: corrections)
  }
}
