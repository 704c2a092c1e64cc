internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// How many images every layer's errors are measured on before their parts decide.
  private static let pilotImages = 4
  /// How many exact solutions of arrays there are for each read of an audit, for whole output vectors.
  private static let solutionsPerRead = 8
  /// On how many images the parts of layers are found, in pairs that are far from each other.
  private static let shareImages = 8

  /// Measures the output errors of all layers.
  ///
  /// A few images tell what every layer's errors make of the network's outputs; the others go to the layers
  /// whose part is large for what they cost.
  ///
  /// - Parameters:
  ///   - subject: The instance.
  ///   - reads: What images brought to the layers.
  ///   - budget: The mean number of reads of a layer in the audit.
  /// - Returns: For every layer its errors, nil for digital ones, and its part of the squared error of the
  ///   outputs, 0 for digital ones; no parts where no layer has any.
  /// - Throws: Whatever keeps network or solver from an answer.
  func outputErrors(
    _ subject: AuditSubject, _ reads: [RecordedReads], budget: Int
  ) throws -> (errors: [OutputErrors?], shares: [Double]?) {
    let instance = LayerArrays.Instance(seed: options.seed, trial: 0)
    let places = subject.layers.indices.filter { subject.layers[$0] != nil }
    var errors = subject.layers.map { $0.map(OutputErrors.init) }
    func measure(_ counts: [Int]) throws -> [Int] {
      // One layer's arrays at a time: those of a large network do not fit into memory.
      let meter = StageMeter("audit: outputs of layers", of: places.count, stages)
      return try zip(places, counts).map { place, count in
        defer { meter.add() }
        guard let layer = subject.layers[place], let arrays = subject.arrays[place],
          var found = errors[place]
        else { return 0 }
        let known = found.images.count
        let measurement = try ErrorMeasurement(
          layer, arrays: arrays, instance: instance, corrections: subject.corrections?[place],
          threads: options.threads)
        if count > known {
          try measurement.measure(
            &found, reads[known..<count].map { $0.layers[place] }, threads: options.threads)
          errors[place] = found
        }
        return measurement.readsPerImage
      }
    }
    let pilot = min(Self.pilotImages, reads.count)
    let costs = try measure(places.map { _ in pilot })
    let first = try shares(of: errors, in: subject)
    let allocation = AuditAllocation(
      of: Double(budget * places.count * Self.solutionsPerRead),
      shares: places.map { first?[$0] ?? 0 }, costs: costs.map(Double.init), least: pilot,
      most: reads.count)
    guard allocation.counts.contains(where: { $0 > pilot }) else { return (errors, first) }
    _ = try measure(allocation.counts)
    return (errors, try shares(of: errors, in: subject))
  }

  /// The part of every layer of the squared change of the network's outputs, each layer's errors alone.
  private func shares(
    of errors: [OutputErrors?], in subject: AuditSubject
  ) throws -> [Double]? {
    let pairs = min(Self.shareImages / 2, (images.count + 1) / 2)
    let ranges = (0..<pairs).map { pair in
      let start = pair * images.count / pairs
      return start..<min(start + 2, images.count)
    }
    let before = try ranges.map { try forward($0, in: subject, errors: nil).elements }
    let draw = ErrorInjection.Draw(seed: options.seed, injection: 0)
    let fields = draw.fields(of: errors)
    let squares = try concurrentMap(errors.count, threads: options.threads) { place in
      // Of a large network every layer's passes take minutes: one without errors changes nothing.
      guard fields[place] != nil, errors[place]?.areNone == false else { return 0.0 }
      let alone = fields.indices.map { $0 == place ? fields[$0] : nil }
      return try zip(ranges, before).reduce(0.0) { sum, part in
        let after = try forward(part.0, in: subject, errors: (alone, draw)).elements
        return sum
          + zip(after, part.1).reduce(0.0) {
            let change = Double($1.0) - Double($1.1)
            return $0 + change * change
          }
      }
    }
    let total = squares.reduce(0, +)
    return total > 0 && total.isFinite ? squares.map { $0 / total } : nil
  }

  /// The network's outputs for some images on arrays.
  ///
  /// - Parameters:
  ///   - range: The images.
  ///   - subject: The instance.
  ///   - errors: What is added to the outputs of layers, and what it is drawn from; nil for nothing.
  /// - Returns: *images × outputs*.
  /// - Throws: Whatever keeps the network from an answer.
  func forward(
    _ range: Range<Int>, in subject: AuditSubject,
    errors: (layers: [ErrorField?], draw: ErrorInjection.Draw)?
  ) throws -> Tensor {
    let batch = try images.batch(range)
    let products = subject.products(firstImage: range.lowerBound)
    guard let errors else { return try network.forward(batch, engine: products) }
    return try network.forward(
      batch,
      engine: ErrorInjection(
        errors.layers, products: products, firstImage: range.lowerBound, draw: errors.draw))
  }
}
