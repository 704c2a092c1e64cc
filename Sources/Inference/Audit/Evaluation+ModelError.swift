internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// How often images pass through the network with errors.
  private static let injections = 8
  /// How many images pass at once, as in an evaluation.
  private static let batchSize = 32
  /// How many batches pass at most.
  private static let mostBatches = 64
  /// Outputs that are off by less of their deviation change one of thousands of images.
  private static let leastOff = 1e-3
  /// How many changes of outputs are kept to tell what most of them are within.
  private static let keptChanges = 1 << 20

  /// Finds what measured errors may change of what the evaluation finds.
  ///
  /// - Parameters:
  ///   - errors: For every layer its errors; nil for digital ones.
  ///   - subject: The instance.
  /// - Returns: What they change.
  /// - Throws: Whatever keeps the network from an answer.
  func modelError(of errors: [OutputErrors?], in subject: AuditSubject) throws -> ModelError {
    let all = (images.count + Self.batchSize - 1) / Self.batchSize
    let count = min(all, Self.mostBatches)
    let draws = (0..<Self.injections).map {
      ErrorInjection.Draw(seed: options.seed, injection: $0)
    }
    let fields = draws.map { ($0.fields(of: errors), $0) }
    let batches = try concurrentMap(count, threads: options.threads) { index in
      let start = index * all / count * Self.batchSize
      return try injected(
        fields, into: start..<min(start + Self.batchSize, images.count), of: subject,
        kept: max(1, Self.keptChanges / count))
    }
    let seen = batches.reduce(0) { $0 + $1.images }
    var found = ModelError(
      injections: Self.injections, images: seen,
      vectors: errors.reduce(0) { $0 + ($1?.vectorCount ?? 0) },
      outputs: InjectedBatch.outputs(of: batches))
    guard !isRegression else {
      let means = (0...Self.injections).map { pass in
        batches.reduce(0.0) { $0 + $1.squaredErrors[pass] } / Double(seen)
      }
      let roots = means.map { $0.squareRoot() }
      found.rmse = ModelError.Part(Array(roots[1...]), before: roots[0])
      if let variance = targetSpread?.variance, variance > 0 {
        let r2 = means.map { 1 - $0 / variance }
        found.r2 = ModelError.Part(Array(r2[1...]), before: r2[0])
      }
      return found
    }
    /// Whether every image counts, without errors and with each injection.
    func part(_ counts: (ImageOutcomes, InjectedBatch) -> [Bool]) -> ModelError.Part {
      let rows = (0...Self.injections).map { pass in
        batches.flatMap { counts($0.outcomes[pass], $0) }
      }
      return ModelError.Part(
        Array(rows[1...]), before: rows[0],
        evaluated: Int(Double(rows[0].count) * Double(images.count) / Double(seen)),
        moves: found.outputs.relative > Self.leastOff)
    }
    found.top1 = part { outcomes, _ in outcomes.isTop1 }
    if network.classCount > 5 { found.top5 = part { outcomes, _ in outcomes.isTop5 } }
    found.agreement = part { outcomes, batch in
      zip(outcomes.predicted, batch.digital).map(==)
    }
    let losses = (0...Self.injections).map { pass in batches.flatMap { $0.outcomes[pass].losses } }
    if !losses[0].isEmpty {
      let means = losses.map { $0.reduce(0, +) / Double($0.count) }
      found.loss = ModelError.Part(Array(means[1...]), before: means[0])
    }
    return found
  }

  /// Lets some images pass without errors, and with those of every injection.
  private func injected(
    _ errors: [([ErrorField?], ErrorInjection.Draw)], into range: Range<Int>,
    of subject: AuditSubject, kept: Int
  ) throws -> InjectedBatch {
    let before = try forward(range, in: subject, errors: nil)
    var batch = InjectedBatch(before, images: range.count, classes: network.classCount)
    func take(_ outputs: Tensor) throws {
      if isRegression {
        batch.squaredErrors.append(squaredErrors(outputs, range))
      } else {
        batch.outcomes.append(
          try ImageOutcomes(outputs, labels: images.dataSet.labels(of: range), network: network))
      }
    }
    try take(before)
    for errors in errors {
      let after = try forward(range, in: subject, errors: errors)
      batch.add(after, before: before, kept: kept / Self.injections)
      try take(after)
    }
    if !isRegression {
      batch.digital = try ImageOutcomes(
        network.forward(
          images.batch(range)),
        labels: images.dataSet.labels(of: range), network: network
      ).predicted
    }
    return batch
  }

  /// The mean square errors of some samples, summed.
  private func squaredErrors(_ outputs: Tensor, _ range: Range<Int>) -> Double {
    let size = outputs.elements.count / range.count
    let targets = images.targets[range.lowerBound * size..<range.upperBound * size]
    return zip(outputs.elements, targets).reduce(0.0) {
      let error = Double($1.0) - $1.1
      return $0 + error * error
    } / Double(size)
  }
}
