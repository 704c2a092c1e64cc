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
    let slices = CellSlices(mapping)
    let states = CellStates(technology, sliceBits: mapping.sliceBits)
    let polarities = slices.polarities
    let isConverted = mapping.outputs.source == .technology
    let isVaried = mapping.isVaried(on: technology)
    // The places of one group in the order in which its arrays are made.
    var places: [(slice: Int, rowTile: Int, columnTile: Int, polarity: CellSlices.Polarity)] = []
    for slice in 0..<mapping.sliceCount {
      for rowTile in grid.rowRanges.indices {
        for columnTile in grid.columnRanges.indices {
          for polarity in polarities { places.append((slice, rowTile, columnTile, polarity)) }
        }
      }
    }
    let planned = places
    @Sendable func make(_ index: Int) throws -> ProgrammedArray {
      let group = index / planned.count
      let place = planned[index % planned.count]
      let rows = grid.rowRanges[place.rowTile]
      let columns = grid.columnRanges[place.columnTile]
      let values = weights.values[group]
      let chance =
        isVaried
        ? instance.map { instance in
          InstanceChance(
            seed: instance.seed,
            array: [
              instance.trial, layer.index, group, place.slice, place.polarity.rawValue,
              place.rowTile, place.columnTile,
            ].map(UInt64.init))
        } : nil
      let crossbar = states.crossbar(
        mapping.tile, rows: rows.count, columns: columns.count, chance: chance
      ) { row, column in
        let weight = values[(rows.lowerBound + row) * layer.outputs + columns.lowerBound + column]
        return slices.level(of: weight, slice: place.slice, polarity: place.polarity)
      }
      // What the unused part of an array does to the used part is in the used part of its matrix.
      if isConverted { return .general(try model.program(crossbar)) }
      let array = try ProgrammedArray(model, crossbar)
      guard case .linear(let full) = array else { return array }
      return .linear(
        Matrix(rows: rows.count, columns: columns.count) { full[$0, $1] / states.step })
    }
    let arrays = try concurrentMap(layer.groups * planned.count, threads: threads, make)

    let padded = DigitalMatrix.padded(layer.outputs)
    let pairs = polarities.count == 2 && mapping.outputs.reads == .difference
    groups = (0..<layer.groups).map { group in
      var sections: [Section] = []
      for slice in 0..<mapping.sliceCount {
        for (rowTile, rows) in grid.rowRanges.enumerated() {
          func array(_ columnTile: Int, _ polarity: Int) -> ProgrammedArray {
            let tile = (slice * grid.rowRanges.count + rowTile) * grid.columnRanges.count
            return arrays[
              group * planned.count + (tile + columnTile) * polarities.count + polarity]
          }
          for converter in 0..<(pairs ? 1 : polarities.count) {
            let columns = grid.columnRanges.enumerated().map { columnTile, columns in
              (
                columns, array(columnTile, converter), pairs ? array(columnTile, 1) : nil
              )
            }
            sections.append(
              Section(
                rows: rows, slice: slice, converter: converter,
                body: Self.body(rows.count, padded: padded, columns, isConverted: isConverted)))
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
