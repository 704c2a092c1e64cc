internal import CrossbarModels
internal import Crossbars
internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// Through how many images an audit sees what layers are read with.
  private static let auditImages = 64
  /// How many input vectors of a layer it keeps of each.
  private static let auditVectors = 32
  /// The least reads of a layer where parts of the error decide.
  private static let leastReads = 8

  /// Compares the fast model with exact solutions on reads that the layers' arrays get while some of
  /// the evaluated images pass through the network on arrays, and finds what its errors may change.
  ///
  /// - Parameters:
  ///   - reads: How many of every layer, or in the mean.
  ///   - subject: The first instance.
  /// - Returns: What was found.
  /// - Throws: Whatever keeps the network, the model or the solver from an answer.
  func audit(_ reads: Int, of subject: AuditSubject) throws -> AuditFindings {
    let traffic = try auditTraffic(subject)
    let (errors, shares) = try outputErrors(subject, traffic.reads, budget: reads)
    let places = subject.layers.indices.filter { subject.layers[$0] != nil }
    let counts =
      options.auditsByShare
      ? AuditAllocation(
        of: Double(reads * places.count), shares: places.map { shares?[$0] ?? 0 },
        costs: places.map { _ in 1 }, least: min(reads, Self.leastReads),
        most: reads * places.count
      ).counts : places.map { _ in reads }
    let tolerance = auditedTolerance(of: subject.models.chosen)
    let stated = statedLoads
    var arrays: [AuditedArray] = []
    var layers: [CurrentAudit.Layer] = []
    let meter = StageMeter("audit: reads of layers", of: places.count, stages)
    for (place, count) in zip(places, counts) {
      defer { meter.add() }
      guard let layer = subject.layers[place] else { continue }
      let model = subject.models.model(ofLayer: place)
      let audit = LayerAudit(
        layer, traffic: layer.prepared.traffic(traffic.samples[place]),
        instance: LayerArrays.Instance(seed: options.seed, trial: 0))
      var found = try audit.run(
        count, model: model, tolerance: tolerance, stated: stated, threads: options.threads)
      found.vectors = errors[place]?.vectorCount
      found.outputError = errors[place]?.outputs.relative
      found.outputShare = shares?[place]
      layers.append(found)
      if let wanted = options.auditSpice {
        // Each layer's part of the reads, a whole one at least as long as there are that many.
        let own = spiceReads(wanted, of: layers.count - 1, counts: counts)
        guard own > 0 else { continue }
        arrays += try audit.subjects(own, of: count, model: model, threads: options.threads)
      }
    }
    var audit = CurrentAudit(
      tolerance: tolerance, readsPerLayer: reads, images: traffic.images, layers: layers)
    audit.isWeighted = options.auditsByShare ? true : nil
    return AuditFindings(
      audit: audit, modelError: try modelError(of: errors, in: subject), arrays: arrays)
  }

  /// Counts the non-ideality factors of reads that are drawn as those of an audit.
  ///
  /// - Parameters:
  ///   - reads: How many of every layer.
  ///   - subject: The first instance.
  /// - Returns: For every layer its factors; nil for digital ones.
  /// - Throws: Whatever keeps the network or the model from an answer.
  func nonIdeality(_ reads: Int, of subject: AuditSubject) throws -> [NonIdealityFactors?] {
    let samples = try auditTraffic(subject).samples
    return try subject.layers.enumerated().map { index, layer in
      try layer.flatMap {
        try LayerNonIdeality(
          $0, traffic: $0.prepared.traffic(samples[index]),
          instance: LayerArrays.Instance(seed: options.seed, trial: 0)
        ).factors(
          of: reads, model: subject.models.model(ofLayer: index), threads: options.threads)
      }
    }
  }

  /// What some of the evaluated images bring to the layers while they pass through the network on arrays.
  ///
  /// - Parameter subject: The instance.
  /// - Returns: The number of images; their vectors together, for reads of single arrays; and some vectors of
  ///   every image with what the arrays made of them, images that are far from each other first.
  /// - Throws: Whatever keeps the network from an answer.
  private func auditTraffic(
    _ subject: AuditSubject
  ) throws -> (images: Int, samples: [LayerSample], reads: [RecordedReads]) {
    let count = min(images.count, Self.auditImages)
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let groups = subject.layers.map { layer in
      Set(layer.map { OutputErrors(of: $0).groups } ?? [])
    }
    let seen = try concurrentMap(count, threads: options.threads) { index in
      let image = index * images.count / count
      let sampling = SamplingEngine(
        matrices, products: subject.products(firstImage: image),
        vectorsPerImage: Self.auditVectors)
      let recording = RecordingReads(
        groups, layers: matrices, image: image, wanted: ErrorMeasurement.vectorsPerImage,
        products: sampling)
      _ = try network.forward(
        images.batch(image..<image + 1),
        engine: recording)
      return (samples: sampling.samples, reads: recording.reads)
    }
    let order = (0..<count).sorted { EvenSpread.fraction($0) < EvenSpread.fraction($1) }
    var samples = seen.map(\.samples)
    return (count, LayerSample.joined(&samples), order.map { seen[$0].reads })
  }

  /// How many of the reads of one layer SPICE solves.
  private func spiceReads(_ wanted: Int, of layer: Int, counts: [Int]) -> Int {
    let total = counts.reduce(0, +)
    func upTo(_ layer: Int) -> Int { counts[..<layer].reduce(0, +) * wanted / max(total, 1) }
    return min(upTo(layer + 1) - upTo(layer), counts[layer])
  }

  /// The tolerance that a model was taken for; nil if it was asked for by name.
  private func auditedTolerance(of chosen: ChosenModel?) -> Double? {
    if let selection = chosen?.selection { return selection.tolerance }
    // What was not judged is exact, or was asked for.
    let isNamed = options.fast.kind != nil || options.fast.calibrated != nil
    return options.fast.tolerance ?? (isNamed ? nil : ModelSelection.defaultTolerance)
  }

  /// What the model's file states of loads, of full drive.
  private var statedLoads: [LoadKind: Double] {
    let kinds = options.fast.calibrated?.errors.loads?.kinds ?? []
    return kinds.reduce(into: [:]) { $0[$1.load] = $1.ofFullDrive }
  }
}
