internal import Execution
internal import LinearAlgebra
internal import Networks
internal import Records

extension Evaluation {
  /// What the images became, once through a network.
  struct Pass: Sendable {
    /// What the classes are; empty for a regression.
    var outcomes = ImageOutcomes()
    /// The outputs, where they are kept; those of a regression, which are judged together.
    var logits: [Float]
    var errors: [RelativeError] = []
    var uses: [CodeUse] = []
    var activations: [Float] = []
  }

  func digitalPass(_ meter: ProgressMeter) throws -> Pass {
    try joined(
      images.unstreamed.batches(threads: options.threads) { range, batch in
        let logits = try network.forward(batch)
        meter.add(range.count)
        return try pass(logits, range)
      })
  }

  func crossbarPass(
    _ layers: [CrossbarLayer?], arrays: [LayerArrays?], integers: [LayerIntegers],
    digital: [DigitalMatrix], corrections: RestatingEngine.Corrections?, recorded: String?,
    trial: Int, meter: ProgressMeter
  ) throws -> Pass {
    // Every bit of a stream is another read, and so is every read of the same arrays.
    let length = images.stream?.length ?? 1
    let before = options.repeatsReads ? trial * length : 0
    return try joined(
      images.unstreamed.batches(
        // Exact solutions take seconds an image, so threads share single images.
        of: options.solver == .nodal ? 1 : 32, threads: options.threads
      ) { range, batch in
        func engine(bit: Int) -> CrossbarEngine {
          CrossbarEngine(
            layers, arrays: arrays, integers: integers, digital: digital,
            measuresErrors: bit == 0 && range.lowerBound < Self.errorImages,
            firstImage: (before + bit) * Self.imagesOfRead + range.lowerBound,
            corrections: corrections)
        }
        let first = engine(bit: 0)
        let layer = network.matrixLayers.first { $0.name == recorded }
        let recorder = layer.map { OutputRecorder($0, products: first) }
        func read(_ batch: Tensor) throws -> Tensor {
          try recorder.map { try network.forward(batch, engine: $0) }
            ?? network.forward(batch, engine: first)
        }
        let logits =
          try images.stream.map { stream in
            func bits(_ bit: Int) -> Tensor {
              stream.bits(of: batch, firstImage: range.lowerBound, trial: trial, bit: bit)
            }
            var sum = try read(bits(0))
            for bit in 1..<max(stream.length, 1) {
              let found = try network.forward(bits(bit), engine: engine(bit: bit))
              for place in sum.elements.indices { sum.elements[place] += found.elements[place] }
            }
            for place in sum.elements.indices { sum.elements[place] /= Float(stream.length) }
            return sum
          } ?? read(batch)
        var found = try pass(logits, range)
        found.activations = recorder?.outputs(images: range.count) ?? []
        found.errors = first.errors
        found.uses = first.codeUses
        meter.add(range.count)
        return found
      })
  }

  func pass(_ logits: Tensor, _ range: Range<Int>) throws -> Pass {
    guard isRegression else {
      return Pass(
        outcomes: try ImageOutcomes(
          logits, labels: images.dataSet.labels(of: range), network: network),
        logits: options.keepsOutputs ? logits.elements : [])
    }
    if let index = logits.elements.firstIndex(where: { !$0.isFinite }) {
      throw ImageOutcomes.refusal(
        of: range.lowerBound + index / (network.classCount * network.positionCount),
        position: index / network.classCount % network.positionCount, network: network)
    }
    return Pass(logits: logits.elements)
  }

  func joined(_ passes: [Pass]) -> Pass {
    var all = passes[0]
    for pass in passes.dropFirst() {
      all.outcomes.append(pass.outcomes)
      all.logits += pass.logits
      all.activations += pass.activations
      for (layer, error) in pass.errors.enumerated() { all.errors[layer] += error }
    }
    return all
  }
}
