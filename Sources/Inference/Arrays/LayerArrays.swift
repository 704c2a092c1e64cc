internal import CKernels
package import Crossbars
internal import LinearAlgebra
package import Records

/// The arrays of one layer, programmed once.
package struct LayerArrays: Sendable {
  /// The arrays that hold the same rows of the matrix, one polarity and one slice of it.
  struct Section: Sendable {
    /// The rows of the matrix.
    let rows: Range<Int>
    /// The slice; 0 holds the least significant bits.
    let slice: Int
    /// Which converters read it: 0 for pairs and positive columns, 1 for negative columns.
    let converter: Int
    /// How to read it.
    let body: Body
    /// How its reads differ; nil if they are all alike.
    let noise: SectionNoise?
  }

  /// How a section is read.
  enum Body: Sendable {
    /// By one product; *rows × padded outputs*, in steps.
    case product([Float])
    /// Array by array.
    case arrays([Reader])
    /// Array by array, through the converters of the circuit.
    case converted([Reader])
  }

  /// One array of a section, or the pair whose difference is read.
  struct Reader: Sendable {
    /// The columns of the matrix.
    let columns: Range<Int>
    /// The array that adds.
    let positive: any ProgrammedCrossbar
    /// The array that subtracts before the converter, if pairs are read.
    let negative: (any ProgrammedCrossbar)?
  }

  /// Where the chance of an instance comes from.
  package struct Instance: Sendable {
    /// The seed that a user gave.
    package let seed: UInt64
    /// The number of the instance, from 0.
    package let trial: Int

    /// Creates the source of an instance.
    package init(seed: UInt64, trial: Int) {
      self.seed = seed
      self.trial = trial
    }
  }

  /// The sections of each group.
  let groups: [[Section]]

  /// Programs a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer, for its shape.
  ///   - weights: Its integers.
  ///   - mapping: How integers become cells.
  ///   - technology: The technology of the arrays.
  ///   - model: How the arrays are read.
  ///   - instance: The source of variation; nil for arrays without any.
  ///   - threads: How many threads share the work.
  /// - Throws: Whatever keeps the model from programming an array.
  package init(
    _ layer: LayerMatrix, weights: IntegerWeights, mapping: Mapping, technology: Technology,
    model: any CrossbarModel, instance: Instance?, threads: Int
  ) throws {
    let grid = TileGrid(inputs: layer.inputs, outputs: layer.outputs, tile: mapping.tile)
    let polarities = CellSlices(mapping).polarities
    let step = CellStates(technology, sliceBits: mapping.sliceBits).step
    let isConverted = mapping.outputs.source == .technology
    let fabrication = LayerFabrication(
      layer, weights: weights, mapping: mapping, technology: technology)
    let chance = instance.map { SectionNoise.Source($0, layer: layer.index) }
    @Sendable func make(_ index: Int) throws -> (ProgrammedArray, ArrayNoise?) {
      let place = fabrication.places[index]
      let rows = grid.rowRanges[place.rowTile]
      let columns = grid.columnRanges[place.columnTile]
      let reads = fabrication.repeatedReads(index, in: instance)
      let programmed = try model.program(reads.crossbar)
      let noise = try reads.deviations.map {
        try ArrayNoise(
          $0, of: reads.crossbar, read: programmed, rows: rows.count, columns: columns.count,
          step: step)
      }
      guard !isConverted, let full = programmed.product else {
        return (.general(programmed), noise)
      }
      // What the unused part of an array does to the used part is in the used part of its matrix.
      return (
        .linear(Matrix(rows: rows.count, columns: columns.count) { full[$0, $1] / step }), noise
      )
    }
    let arrays = try concurrentMap(fabrication.places.count, threads: threads, make)

    let padded = DigitalMatrix.padded(layer.outputs)
    let perGroup = fabrication.places.count / layer.groups
    let pairs = polarities.count == 2 && mapping.outputs.reads == .difference
    groups = (0..<layer.groups).map { group in
      var sections: [Section] = []
      for slice in 0..<mapping.sliceCount {
        for (rowTile, rows) in grid.rowRanges.enumerated() {
          func place(_ columnTile: Int, _ polarity: Int) -> Int {
            let tile = (slice * grid.rowRanges.count + rowTile) * grid.columnRanges.count
            return group * perGroup + (tile + columnTile) * polarities.count + polarity
          }
          func array(_ columnTile: Int, _ polarity: Int) -> ProgrammedArray {
            arrays[place(columnTile, polarity)].0
          }
          for converter in 0..<(pairs ? 1 : polarities.count) {
            let columns = grid.columnRanges.enumerated().map { columnTile, columns in
              (
                columns, array(columnTile, converter), pairs ? array(columnTile, 1) : nil
              )
            }
            let noises = grid.columnRanges.enumerated().flatMap { columnTile, columns in
              (pairs ? [0, 1] : [converter]).map {
                (columns: columns, noise: arrays[place(columnTile, $0)].1)
              }
            }
            sections.append(
              Section(
                rows: rows, slice: slice, converter: converter,
                body: Self.body(rows.count, padded: padded, columns, isConverted: isConverted),
                noise: chance?.noise(
                  ofSection: sections.count, group: group, rows: rows.count, padded: padded, noises)
              ))
          }
        }
      }
      return sections
    }
  }

  private static func body(
    _ rows: Int, padded: Int, _ arrays: [(Range<Int>, ProgrammedArray, ProgrammedArray?)],
    isConverted: Bool
  ) -> Body {
    var matrix = [Float](repeating: 0, count: rows * padded)
    var readers: [Reader] = []
    for (columns, positive, negative) in arrays {
      switch (positive, negative) {
      case (.general(let positive), .general(let negative)):
        readers.append(Reader(columns: columns, positive: positive, negative: negative))
      case (.general(let positive), _):
        readers.append(Reader(columns: columns, positive: positive, negative: nil))
      case (.linear(let positive), let negative):
        for row in 0..<rows {
          for column in columns.indices {
            var value = positive[row, column - columns.lowerBound]
            // The difference of two currents is linear in the rows, too; taking it here keeps the
            // digits that the two large currents would cost in single precision.
            if case .linear(let negative) = negative {
              value -= negative[row, column - columns.lowerBound]
            }
            matrix[row * padded + column] = Float(value)
          }
        }
      }
    }
    if isConverted { return .converted(readers) }
    return readers.isEmpty ? .product(matrix) : .arrays(readers)
  }
}
