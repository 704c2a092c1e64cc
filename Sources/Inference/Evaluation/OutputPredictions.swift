/// The numbers that a network should give for samples, and those that it and its instances give.
public struct OutputPredictions: Sendable, Equatable {
  /// What the outputs should be, *samples × positions × outputs*.
  public let targets: [Double]
  /// What the digital network gives.
  public let digital: [Float]
  /// What each instance gives; empty for the digital solver.
  public let instances: [[Float]]
  /// The number of outputs of a sample, or of each of its positions.
  public let outputs: Int
  /// The number of positions of a sample.
  public let positions: Int

  /// Creates predictions from their parts.
  ///
  /// - Parameters:
  ///   - targets: What the outputs should be, *samples × positions × outputs*.
  ///   - digital: What the digital network gives.
  ///   - instances: What each instance gives.
  ///   - outputs: The number of outputs.
  ///   - positions: The number of positions of a sample.
  package init(
    targets: [Double], digital: [Float], instances: [[Float]], outputs: Int, positions: Int
  ) {
    precondition(
      digital.count == targets.count && instances.allSatisfy { $0.count == targets.count }
        && targets.count.isMultiple(of: outputs * positions),
      "\(digital.count) outputs for \(targets.count) targets")
    self.targets = targets
    self.digital = digital
    self.instances = instances
    self.outputs = outputs
    self.positions = positions
  }

  /// One line a target: the number of the image from 0, the position and the output where there are
  /// several, the target, the digital network's output and that of every instance; comma-separated values
  /// under a line of names.
  public var table: String {
    let names =
      ["image"] + (positions > 1 ? ["position"] : []) + (outputs > 1 ? ["output"] : [])
      + ["target", "digital"] + instances.indices.map { "instance_\($0)" }
    let lines = targets.indices.map { index in
      let place =
        [index / (outputs * positions)]
        + (positions > 1 ? [index / outputs % positions] : [])
        + (outputs > 1 ? [index % outputs] : [])
      return
        (place.map(String.init) + ["\(targets[index])", "\(digital[index])"]
        + instances.map { "\($0[index])" }).joined(separator: ",")
    }
    return ([names.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}
