internal import CKernels
internal import Configuration
internal import LinearAlgebra
internal import Records

/// A layer on arrays as it is read: codes into the rows, decoded outputs out of the columns.
package struct CrossbarLayer: Sendable {
  /// The layer as its arrays hold it.
  package let prepared: PreparedLayer
  /// What turns the currents of the columns into numbers.
  package let conversion: ColumnConversion
  /// The digital factor on each output of each group.
  package let gains: [[Float]]
  /// For each section of each group the factor on what its columns give, reference columns behind the
  /// outputs; empty where nothing is trimmed on reference columns.
  package let trims: [[[Float]]]
  /// The instance without variation, with which the converters were ranged.
  package let nominal: LayerArrays

  init(
    _ prepared: PreparedLayer, conversion: ColumnConversion, gains: [[Float]]? = nil,
    trims: [[[Float]]] = [], nominal: LayerArrays
  ) {
    self.trims = trims
    self.prepared = prepared
    self.conversion = conversion
    self.gains =
      gains
      ?? [[Float]](
        repeating: [Float](repeating: 1, count: prepared.matrix.outputs),
        count: prepared.matrix.groups)
    self.nominal = nominal
  }

  /// The ideal converters of the columns of the first stream and arrays, *slice × polarity*, nil for no
  /// quantization; empty where the circuit has converters.
  package var outputConverters: [[Converter?]] {
    guard case .ideal(let converters) = conversion else { return [] }
    return (0..<converters.sliceCount).map { slice in
      (0..<converters.kindCount).map { converters[.init(slice: slice, kind: $0)] }
    }
  }

  /// For each slice and kind of converter the limits of its range, in amperes; empty without them.
  ///
  /// Those of the circuit are alike in a layer; of ideal ones that differ by stream or array these are
  /// the lowest and the highest.
  package var outputRanges: [[[Double]]] {
    func limits(_ lower: Double, _ upper: Double) -> [Double] {
      [lower * prepared.scale.current, upper * prepared.scale.current]
    }
    switch conversion {
    case .counts(let converters):
      let ofSlices = (0..<prepared.mapping.sliceCount).map { slice in
        converters.slopes.extent.all.filter { $0.slice == slice }.map { converters.slopes[$0] }
          .filter { $0 > 0 }.max().map { converters.sensitivity / $0 } ?? 0
      }
      return ofSlices.map { [limits(-$0, $0)] }
    case .circuit(let decoding):
      let all = limits(decoding.range.lowerBound, decoding.range.upperBound)
      let kinds = CellSlices(prepared.mapping).polarities.count
      return Array(
        repeating: Array(repeating: all, count: kinds), count: prepared.mapping.sliceCount)
    case .ideal(let converters):
      guard prepared.mapping.outputs.resolution > 0 else { return [] }
      return (0..<converters.sliceCount).map { slice in
        (0..<converters.kindCount).compactMap { kind in
          let ranges = converters.all(slice: slice, kind: kind).map(\.range)
          guard let lower = ranges.map(\.lowerBound).min(),
            let upper = ranges.map(\.upperBound).max()
          else { return nil }
          return limits(Double(lower), Double(upper))
        }
      }
    }
  }

  /// Multiplies input vectors by the matrix of a group, on arrays.
  ///
  /// - Parameters:
  ///   - inputs: *vectors × inputs*.
  ///   - group: The group.
  ///   - arrays: The instance.
  ///   - first: The number of the first vector among all that the group of the layer gets; it tells the
  ///     noise of its reads from that of others.
  ///   - positions: The vectors of an image, which tell the draws of converters.
  /// - Returns: *vectors × outputs*, without the bias.
  /// - Throws: Whatever keeps an array from being read.
  package func product(
    _ inputs: UnsafeBufferPointer<Float>, group: Int, arrays: LayerArrays, first: UInt64 = 0,
    positions: Int = 1
  ) throws -> [Float] {
    // Blocks of vectors keep codes and sums in the cache from one section to the next.
    let block = 512
    let matrix = prepared.matrix
    let count = inputs.count / matrix.inputs
    let padded = DigitalMatrix.padded(matrix.outputs)
    guard inputs.areFinite else { throw unfinishedInput }
    let inputConverter = prepared.inputConverter(ofGroup: group)
    let step = inputConverter.converter.step
    let magnification = inputConverter.magnification
    let factors = factors(ofGroup: group)
    let layerStep = Double(step) / Double(magnification)
    let exactFactors = zip(prepared.weights.scales[group], gains[group]).map {
      Double($0) * Double(step) * Double($1) / Double(magnification)
    }
    let isOrdinary = isOrdinary(group: group)
    return try [Float](unsafeUninitializedCapacity: count * matrix.outputs) {
      outputs, initialized in
      for start in stride(from: 0, to: count, by: block) {
        let vectors = min(block, count - start)
        let (codes, steps) = inputConverter.vectorCodes(
          of: UnsafeBufferPointer(
            rebasing: inputs[start * matrix.inputs..<(start + vectors) * matrix.inputs]),
          width: matrix.inputs)
        guard isOrdinary else {
          let sums = try codeProduct(
            codes, vectors: vectors, group: group, arrays: arrays, first: first + UInt64(start))
          for place in sums.indices {
            // Only the ratio to the layer's own range is left where vectors have ranges.
            let part = steps.isEmpty ? 1 : steps[place / matrix.outputs] / layerStep
            outputs[initialized] = Float(sums[place] * exactFactors[place % matrix.outputs] * part)
            initialized += 1
          }
          continue
        }
        let sums = try convertedSums(
          codes, vectors: vectors, group: group, arrays: arrays, first: first + UInt64(start),
          positions: positions)
        for vector in 0..<vectors {
          for output in 0..<matrix.outputs {
            outputs[initialized] = sums[vector * padded + output] * factors[output]
            initialized += 1
          }
        }
      }
    }
  }

  /// The factor on the sum of every output of a group.
  func factors(ofGroup group: Int) -> [Float] {
    let step = prepared.inputConverter(ofGroup: group).converter.step
    return zip(prepared.weights.scales[group], gains[group]).map { $0 * step * $1 }
  }

  /// Whether single precision is enough for the outputs of a group, and asked for: products of two small scales may be
  /// subnormal where the outputs are not, and sums of currents that nothing has rounded keep their digits.
  func isOrdinary(group: Int) -> Bool {
    let converter = prepared.inputConverter(ofGroup: group)
    // An output without weights has the factor 0.
    let scales = prepared.weights.scales[group]
    return converter.magnification == 1
      && zip(factors(ofGroup: group), scales).allSatisfy { $0.isNormal || $1 == 0 }
      && !prepared.mapping.hasNoConverters && !converter.isOfVectors
      && prepared.arithmetic != .double
  }

  /// What is thrown where an input is not finite.
  var unfinishedInput: InputError {
    InputError(
      source: "layer \(prepared.matrix.name)", found: "an input that is not finite",
      accepted: "a network and images that stay within single precision")
  }

  /// What is thrown where an output is not finite.
  var unfinishedOutput: InputError {
    InputError(
      source: "layer \(prepared.matrix.name)", found: "an output on arrays that is not finite",
      accepted: "a network and images that stay within single precision")
  }

  /// The product of codes and integer weights as the arrays give it.
  ///
  /// Where wires are ideal and nothing converts the currents, it is the integers' own, as long as it
  /// stays below 2^53.
  ///
  /// - Parameters:
  ///   - codes: The codes of the rows, *vectors × inputs*.
  ///   - vectors: The number of vectors.
  ///   - group: The group.
  ///   - arrays: The instance.
  ///   - first: The number of the first vector among all that the group of the layer gets.
  /// - Returns: *vectors × outputs*.
  /// - Throws: Whatever keeps an array from being read.
  package func codeProduct(
    _ codes: [Float], vectors: Int, group: Int, arrays: LayerArrays, first: UInt64 = 0
  ) throws -> [Double] {
    let matrix = prepared.matrix
    guard prepared.mapping.hasNoConverters else {
      if prepared.arithmetic == .double, case .ideal(let converters) = conversion {
        return try doubleSums(
          codes, through: converters, vectors: vectors, group: group, arrays: arrays, first: first)
      }
      let padded = DigitalMatrix.padded(matrix.outputs)
      let sums = try convertedSums(
        codes, vectors: vectors, group: group, arrays: arrays, first: first)
      return (0..<vectors * matrix.outputs).map {
        Double(sums[$0 / matrix.outputs * padded + $0 % matrix.outputs])
      }
    }
    let slices = CellSlices(prepared.mapping)
    var sums = [Double](repeating: 0, count: vectors * matrix.outputs)
    for stream in 0..<prepared.inputConverter.streamCount {
      let digits = prepared.inputConverter.stream(stream, of: codes)
      let streamWorth = prepared.inputConverter.worth(ofStream: stream)
      for (index, section) in arrays.groups[group].enumerated() {
        let trim = trims.isEmpty ? nil : trims[group][index]
        let worth = Double(streamWorth * slices.worth(ofSlice: section.slice))
        let found = try digits.withUnsafeBufferPointer {
          try section.exactSteps(
            rowCodes($0, vectors), scale: prepared.scale,
            reads: ReadNumbers(first: first, stream: stream))
        }
        for place in sums.indices {
          let factor = trim.map { Double($0[place % matrix.outputs]) } ?? 1
          sums[place] += worth * factor * found.elements[place]
        }
      }
    }
    return sums
  }

  func rowCodes(_ codes: UnsafeBufferPointer<Float>, _ vectors: Int) -> RowCodes {
    guard let base = codes.baseAddress else {
      preconditionFailure("no codes of \(vectors) vectors")
    }
    return RowCodes(codes: base, count: vectors, width: prepared.matrix.inputs)
  }

  /// The product of codes and integer weights through converters, *vectors × padded outputs*.
  private func convertedSums(
    _ codes: [Float], vectors: Int, group: Int, arrays: LayerArrays, first: UInt64,
    positions: Int = 1
  ) throws -> [Float] {
    let matrix = prepared.matrix
    let padded = DigitalMatrix.padded(matrix.outputs)
    let slices = CellSlices(prepared.mapping)
    var sums = [Float](repeating: 0, count: vectors * padded)
    let grid = prepared.grid
    // What codes of zero stand for, in steps; circuits may have their zero anywhere.
    var origins = [Double](repeating: 0, count: padded)
    for stream in 0..<prepared.inputConverter.streamCount {
      let digits = prepared.inputConverter.stream(stream, of: codes)
      let reads = ReadNumbers(first: first, stream: stream)
      let streamWorth = prepared.inputConverter.worth(ofStream: stream)
      for (index, section) in arrays.groups[group].enumerated() {
        let trim = trims.isEmpty ? nil : trims[group][index]
        let worth = Float(streamWorth * slices.worth(ofSlice: section.slice))
        let signed = section.converter == 0 ? worth : -worth
        switch conversion {
        case .ideal(let converters):
          guard
            let found = converters.along(
              section, stream: stream, group: group, grid: grid)
          else { continue }
          let lined = SectionConverters(
            found, weight: signed, trims: trim, width: section.width)
          try sums.withUnsafeMutableBufferPointer { sums in
            try digits.withUnsafeBufferPointer {
              try section.accumulate(
                rowCodes($0, vectors), converters: lined, scale: prepared.scale, reads: reads,
                into: sums)
            }
          }
        case .counts(let converters):
          try count(
            section, digits, vectors: vectors, reads: reads,
            by: countConversions(
              converters, of: section, stream: stream, group: group, instance: arrays.instance),
            counter: converters.counter(ofStream: stream),
            draws: draws(arrays, group: group, positions: positions, step: Int(first >> 48)),
            read: readNumber(section: index, stream: stream, group: group, arrays: arrays),
            to: &sums)
        case .circuit(let decoding):
          let weight = signed * Float(decoding.step)
          for outputs in try self.outputs(of: section, digits, vectors: vectors, reads: reads) {
            for column in outputs.columns {
              // Pairs have as many origins to add as to subtract, and so has a dummy column.
              let factor = outputs.subtracted(0, column: column)?.factor ?? 0
              origins[column] +=
                Double(signed) * decoding.origin * (1 - factor) * Double(trim?[column] ?? 1)
            }
            for vector in 0..<vectors {
              for column in outputs.columns {
                var value = outputs.value(vector, column: column)
                if let reference = outputs.subtracted(vector, column: column) {
                  value -= reference.factor * reference.value
                }
                sums[vector * padded + column] += weight * (trim?[column] ?? 1) * Float(value)
              }
            }
          }
        }
      }
    }
    if origins.contains(where: { $0 != 0 }) {
      for place in sums.indices { sums[place] += Float(origins[place % padded]) }
    }
    guard prepared.mapping.reference == .digital else { return sums }
    // The raised weights and the off current add this much for every input code.
    let raises = (0..<matrix.outputs).map { digitalRaise(ofGroup: group, output: $0) }
    var totals = [Float](repeating: 0, count: vectors)
    assay_row_sums(vectors, matrix.inputs, codes, &totals)
    for vector in 0..<vectors {
      for output in 0..<matrix.outputs {
        sums[vector * padded + output] -= Float(raises[output] * Double(totals[vector]))
      }
    }
    return sums
  }

  /// What the circuit's converters give for one stream of codes, array by array.
  ///
  /// - Parameters:
  ///   - digits: One stream of the codes of the rows, *vectors × inputs*.
  ///   - vectors: The number of vectors.
  ///   - group: The group.
  ///   - arrays: The instance.
  /// - Returns: The outputs of each array; none where the converters are ideal.
  /// - Throws: Whatever keeps an array from being read.
  package func circuitOutputs(
    _ digits: [Float], vectors: Int, group: Int, arrays: LayerArrays
  ) throws -> [ConvertedOutputs] {
    guard case .circuit = conversion else { return [] }
    return try arrays.groups[group].flatMap { try outputs(of: $0, digits, vectors: vectors) }
  }

  private func outputs(
    of section: LayerArrays.Section, _ digits: [Float], vectors: Int, reads: ReadNumbers? = nil
  ) throws -> [ConvertedOutputs] {
    let outputs = try digits.withUnsafeBufferPointer {
      try section.outputs(rowCodes($0, vectors), scale: prepared.scale, reads: reads)
    }
    guard let found = outputs else {
      throw InputError(
        source: "layer \(prepared.matrix.name)", found: "a column current that is not finite",
        accepted: "a technology and a model that stay within double precision")
    }
    return found
  }
}
