internal import Networks
internal import Records
internal import Synchronization

/// An engine that fits the digital correction behind every layer while the sample images go through it.
///
/// A layer sees what the corrected layers before it give, as batch normalization does whose statistics are
/// estimated anew on a chip: what they leave is corrected, too. The first images that go through a layer
/// together decide; digitally the same images do.
final class RestatingEngine: MatrixEngine, Sendable {
  /// For each layer and group, the correction; nil where nothing is corrected.
  typealias Corrections = [[OutputCorrection?]]
  /// For each layer and group, the moments of its digital outputs.
  typealias Targets = [[OutputMoments?]]

  private let kind: DigitalCorrection
  private let engine: CrossbarEngine
  /// The digital moments; nil while these are measured.
  private let targets: Targets?
  private let state: Mutex<(moments: Targets, corrections: Corrections)>

  /// Prepares a fit.
  ///
  /// - Parameters:
  ///   - kind: What is corrected.
  ///   - layers: The network's layers, for their groups.
  ///   - engine: What multiplies: digitally, or on the arrays of an instance, without corrections.
  ///   - targets: The digital moments; nil to measure these.
  init(
    _ kind: DigitalCorrection, layers: [LayerMatrix], engine: CrossbarEngine, targets: Targets?
  ) {
    self.kind = kind
    self.engine = engine
    self.targets = targets
    state = Mutex(
      (
        layers.map { [OutputMoments?](repeating: nil, count: $0.groups) },
        layers.map { [OutputCorrection?](repeating: nil, count: $0.groups) }
      ))
  }

  /// The moments of the outputs.
  var moments: Targets { state.withLock { $0.moments } }

  /// The corrections.
  var corrections: Corrections { state.withLock { $0.corrections } }

  func product(layer: MatrixLayer, group: Int, inputs: LayerInputs) throws -> Tensor {
    let found = try engine.product(layer: layer, group: group, inputs: inputs)
    let correction = state.withLock { state -> OutputCorrection? in
      if state.moments[layer.index][group] == nil {
        let moments = OutputMoments(found.elements, outputs: layer.outputs)
        state.moments[layer.index][group] = moments
        if let wanted = targets?[layer.index][group] {
          state.corrections[layer.index][group] = moments.correction(to: wanted, kind: kind)
        }
      }
      return state.corrections[layer.index][group]
    }
    guard let correction else { return found }
    return Tensor(shape: found.shape, elements: correction.applied(to: found.elements))
  }
}
