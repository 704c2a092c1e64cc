internal import LinearAlgebra
package import Crossbars
package import Networks
package import Records

/// Which sums the columns of a layer carry on images, as integers, before anything converts them.
package struct SumCensus: Sendable, Equatable {
  /// The name of the layer.
  package let name: String
  /// The smallest and the largest sum, 0 among them.
  package private(set) var (least, largest) = (0, 0)
  /// All sums, and those that are 0.
  package private(set) var (count, zeros) = (0, 0)

  /// The fewest bits of an ADC that has a code for every sum: as many as integers from the least to the largest need.
  package var bits: Int {
    let codes = largest - least
    return max(1, codes.bitWidth - codes.leadingZeroBitCount)
  }

  /// The part of all sums that is 0.
  package var zeroPart: Double { count > 0 ? Double(zeros) / Double(count) : 0 }

  /// The most vectors of a layer that are counted.
  private static let mostVectors = 512

  init(name: String) { self.name = name }

  /// Counts a sum.
  mutating func add(_ sum: Int) {
    (least, largest) = (min(least, sum), max(largest, sum))
    count += 1
    if sum == 0 { zeros += 1 }
  }

  /// Counts the sums of a network's layers on arrays without wires.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - images: The images; the first ``Evaluation/rangingImages`` are used.
  ///   - mapping: How the network is represented.
  ///   - technology: The technology of the arrays; nil for one without converters.
  ///   - threads: How many threads share the work.
  /// - Returns: The sums of each layer on arrays, in the order of the layers.
  /// - Throws: `InputError` if network, images and mapping do not fit.
  package static func layers(
    of network: Network, images: LabeledImages, mapping: Mapping, technology: Technology?,
    threads: Int
  ) throws -> [SumCensus] {
    let images = try LabeledImages(
      images.dataSet, name: images.name, preprocessing: images.preprocessing,
      limit: Evaluation.rangingImages
    ).arranged(for: network)
    let matrices = network.matrixLayers.map(LayerMatrix.init)
    let samples = try images.inputs(
      of: network, matrices, digital: matrices.map(DigitalMatrix.init), mapping: mapping,
      threads: threads)
    let own = matrices.filter { !mapping.isDigital(layer: $0.name) }
    return try concurrentMap(own.count, threads: threads) { index in
      let matrix = own[index]
      return try SumCensus(
        matrix, mapping: mapping.mapping(ofLayer: matrix.name).resolved(for: technology),
        sample: samples[matrix.index])
    }
  }

  private init(_ matrix: LayerMatrix, mapping: Mapping, sample: LayerSample) throws {
    self.init(name: matrix.name)
    let converters = try InputRanging(matrix, mapping: mapping, sample: sample).converters()
    let weights = IntegerWeights(matrix, mapping: mapping)
    let slices = CellSlices(mapping)
    let layout = ArrayLayout(matrix, mapping: mapping)
    let isPair = mapping.weights.encoding == .differential && mapping.outputs.reads == .difference
    let thinned = sample.thinned(toPerGroup: max(1, Self.mostVectors / matrix.groups))
    for (group, vectors) in thinned.vectors.enumerated() {
      let converter = converters[converters.count == 1 ? 0 : group]
      let codes = vectors.withUnsafeBufferPointer {
        converter.vectorCodes(of: $0, width: matrix.inputs).codes
      }
      let digits = (0..<converter.streamCount).map { stream in
        converter.stream(stream, of: codes).map { Int($0) }
      }
      for slice in 0..<mapping.sliceCount {
        let levels = slices.polarities.map { polarity in
          weights.values[group].indices.map { place in
            slices.level(
              of: weights.values[group][place], slice: slice, polarity: polarity,
              zero: weights.zero(
                group: group, rowTile: layout.grid.rowTile(of: place / matrix.outputs),
                output: place % matrix.outputs))
          }
        }
        let columns = isPair ? [zip(levels[0], levels[1]).map { $0 - $1 }] : levels
        for cells in columns {
          for rowTile in layout.grid.rowRanges.indices {
            for rows in layout.reads(rowTile) {
              for digits in digits { count(digits, rows, cells, matrix) }
            }
          }
        }
      }
    }
  }

  /// Counts the sums of some rows for all vectors.
  private mutating func count(
    _ digits: [Int], _ rows: Range<Int>, _ cells: [Int], _ matrix: LayerMatrix
  ) {
    var sums = [Int](repeating: 0, count: matrix.outputs)
    for vector in 0..<digits.count / matrix.inputs {
      for output in sums.indices { sums[output] = 0 }
      for row in rows {
        let digit = digits[vector * matrix.inputs + row]
        guard digit != 0 else { continue }
        for output in sums.indices {
          sums[output] += digit * cells[row * matrix.outputs + output]
        }
      }
      for sum in sums { add(sum) }
    }
  }
}
