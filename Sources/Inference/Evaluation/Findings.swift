internal import Records

/// What the digital network and the instances made of the images, as the task has it.
enum Findings: Sendable {
  case classes(reference: ImageOutcomes, instances: [ImageOutcomes])
  case numbers(RegressionFindings)

  /// The number of instances.
  var instanceCount: Int {
    switch self {
    case .classes(_, let instances): instances.count
    case .numbers(let found): found.instances.count
    }
  }

  /// Takes an instance.
  mutating func append(_ pass: Evaluation.Pass) {
    switch self {
    case .classes(let reference, let instances):
      self = .classes(reference: reference, instances: instances + [pass.outcomes])
    case .numbers(var found):
      found.append(pass.logits)
      self = .numbers(found)
    }
  }

  /// Takes the first instance for others that are like it.
  ///
  /// - Parameter count: How many instances there are then.
  mutating func repeatFirst(upTo count: Int) {
    switch self {
    case .classes(let reference, var instances):
      while instances.count < count { instances.append(instances[0]) }
      self = .classes(reference: reference, instances: instances)
    case .numbers(var found):
      found.repeatFirst(upTo: count)
      self = .numbers(found)
    }
  }

  /// The change of top-1, or of R², against the digital network; 0 for targets that are all the same.
  var changeFromDigital: TrialMean {
    switch self {
    case .classes(let reference, let instances):
      TrialMean(
        changeOf: instances.map(\.isTop1), against: [reference.isTop1], sizes: reference.sizes)
    case .numbers(let found):
      TrialMean(found.errors.r2Change(from: [found.reference.samples]))
    }
  }

  /// The change of top-1, or of R², against other arrays, instance by instance on the same images.
  ///
  /// - Parameter other: What was found on the others, with the same task.
  /// - Returns: The change, with the interval of its differences.
  func change(from other: Findings) -> TrialMean {
    switch (self, other) {
    case (.classes(let reference, let instances), .classes(_, let others)):
      return TrialMean(
        changeOf: instances.map(\.isTop1), against: others.map(\.isTop1), sizes: reference.sizes)
    case (.numbers(let found), .numbers(let others)):
      return TrialMean(found.errors.r2Change(from: others.instances.map(\.samples)))
    default: preconditionFailure("classes beside numbers")
    }
  }
}

extension TrialMean {
  /// A change as it is attributed to causes.
  fileprivate init(_ change: Estimate?) {
    self.init(
      mean: change?.value ?? 0, lower: change?.lower ?? 0, upper: change?.upper ?? 0)
  }
}
