internal import Configuration

extension DataSet {
  /// The same samples with the one task that a network can have on them, and its labels or targets checked.
  ///
  /// Floating-point numbers that are all whole may be classes or targets. The network's outputs decide:
  /// targets have their shape, classes have no axis for the classes. Where there is a single class, that it
  /// is found says nothing, so that the numbers are targets.
  ///
  /// - Parameter network: The network.
  /// - Returns: The samples; targets in the order of the network's outputs.
  /// - Throws: `InputError` if the numbers fit neither as labels nor as targets; with the label that the
  ///   network has no class for.
  func decided(for network: Network) throws -> DataSet {
    guard !targets.isEmpty else {
      try checkLabels(against: network)
      return self
    }
    let hasTargets = targetsFit(network)
    let hasLabels = task == nil && hasPositions(of: network)
    switch (hasTargets, hasLabels) {
    case (true, _) where !hasLabels || network.classCount == 1:
      if task == nil, labelRefusal == nil, network.classCount > 1 {
        try refuseMarkedClasses(of: network)
      }
      return withTargets(of: network)
    case (_, true):
      if let labelRefusal {
        throw InputError(
          source: labelRefusal.source, location: labelRefusal.location, found: labelRefusal.found,
          accepted: "\(labelRefusal.accepted ?? "classes from 0"); for a regression targets of the "
            + "shape \(network.declaredOutputShape) for each sample")
      }
      try checkLabels(against: network)
      var set = self
      (set.task, set.targets, set.targetShape) = (.classes, [], [])
      return set
    default:
      // Whole numbers are explained as labels first, with the shape of targets behind.
      if task == nil, labelRefusal == nil { try checkLabels(against: network) }
      throw InputError(
        source: knownSource, location: "targets",
        found: targetShape.isEmpty
          ? "one number for each sample" : "the shape \(targetShape) for each sample",
        accepted: "\(network.declaredOutputShape), the outputs of \(network.source)")
    }
  }

  /// Whether targets have the shape of a network's outputs, as the file has them or one after the other;
  /// axes of extent 1 count for nothing.
  private func targetsFit(_ network: Network) -> Bool {
    func plain(_ shape: [Int]) -> [Int] { shape.filter { $0 > 1 } }
    let wanted = plain(network.declaredOutputShape)
    return plain(targetShape) == wanted || plain(targetShape) == plain([wanted.reduce(1, *)])
  }

  /// Whether there is one number for each class that a network finds.
  private func hasPositions(of network: Network) -> Bool {
    targetShape.filter { $0 > 1 } == network.outputShape.dropLast().filter { $0 > 1 }
  }

  /// Refuses numbers that mark one class of several with a 1, which losses of classes take as well as errors
  /// do.
  private func refuseMarkedClasses(of network: Network) throws {
    let outputs = withTargets(of: network).targets
    let classes = network.classCount
    let isMarked = stride(from: 0, to: outputs.count, by: classes).allSatisfy { start in
      let row = outputs[start..<start + classes]
      return row.allSatisfy { $0 == 0 || $0 == 1 } && row.reduce(0, +) == 1
    }
    guard !isMarked else {
      throw InputError(
        source: knownSource, location: "targets",
        found: "rows of 0 with a single 1, which may mark classes",
        accepted: "the number of the class, or --task regression for targets")
    }
  }

  /// The samples as those of a regression.
  private func withTargets(of network: Network) -> DataSet {
    var set = self
    (set.task, set.labels, set.labelRefusal) = (.regression, [], nil)
    set.targetShape = network.outputShape
    let (classes, positions) = (network.classCount, network.positionCount)
    guard network.declaredOutputShape != network.outputShape else { return set }
    set.targets.withUnsafeMutableBufferPointer { moved in
      for sample in 0..<count {
        let start = sample * classes * positions
        for place in 0..<classes {
          for position in 0..<positions {
            moved[start + position * classes + place] =
              targets[start + place * positions + position]
          }
        }
      }
    }
    return set
  }

  /// Checks that there is a label for every class that a network finds.
  private func checkLabels(against network: Network) throws {
    let positions = network.outputShape.dropLast().filter { $0 > 1 }
    // Whole numbers of a file may be meant as targets, which no type of integers says.
    let remedy =
      !targets.isEmpty
      ? "; targets of a regression have the shape \(network.declaredOutputShape)"
      : isArray ? "; --task regression takes them as targets" : ""
    guard positions == labelShape.filter({ $0 > 1 }) else {
      func text(_ extents: [Int]) -> String {
        extents.isEmpty
          ? "one class for each sample"
          : "a class at each of \(extents.map(String.init).joined(separator: " × ")) positions"
      }
      throw InputError(
        source: network.source, location: "output", found: text(Array(positions)),
        accepted: text(labelShape.filter { $0 > 1 }) + ", as \(source) has labels" + remedy)
    }
    guard let index = labels.firstIndex(where: { $0 >= network.classCount }) else { return }
    let place = labelCount > 1 ? ", position \(index % labelCount)" : ""
    throw InputError(
      source: knownSource, location: "image \(index / labelCount)\(place)",
      found: "the label \(labels[index])",
      accepted: "0 to \(network.classCount - 1), the classes of \(network.source)" + remedy)
  }
}
