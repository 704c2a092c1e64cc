internal import Configuration
package import Crossbars
internal import LinearAlgebra
package import Networks
package import Records

/// The arrays that hold one layer of a network, as chance makes them, before a model reads them.
package struct LayerFabrication: Sendable {
  /// Where an array stands in its layer; all numbers count from 0.
  package struct Place: Sendable, Equatable {
    /// The group of the layer.
    package var group: Int
    /// The slice; 0 holds the least significant bits.
    package var slice: Int
    /// The row of arrays.
    package var rowTile: Int
    /// The column of arrays.
    package var columnTile: Int
    /// Which array of a differential pair.
    package var polarity: CellSlices.Polarity
  }

  /// The arrays in the order in which they are made: group by group, slice by slice, row by row of
  /// arrays, and the two of a pair beside each other.
  package let places: [Place]
  private let layer: LayerMatrix
  private let weights: IntegerWeights
  private let mapping: Mapping
  private let grid: TileGrid
  private let slices: CellSlices
  private let states: CellStates
  private let isVaried: Bool

  /// Plans the arrays of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - weights: Its integers.
  ///   - mapping: How integers become cells.
  ///   - technology: The technology of the arrays.
  init(
    _ layer: LayerMatrix, weights: IntegerWeights, mapping: Mapping, technology: Technology
  ) {
    self.layer = layer
    self.weights = weights
    self.mapping = mapping
    grid = TileGrid(inputs: layer.inputs, outputs: layer.outputs, tile: mapping.tile)
    slices = CellSlices(mapping)
    states = CellStates(technology, sliceBits: mapping.sliceBits)
    isVaried = mapping.isVaried(on: technology)
    var places: [Place] = []
    for group in 0..<layer.groups {
      for slice in 0..<mapping.sliceCount {
        for rowTile in grid.rowRanges.indices {
          for columnTile in grid.columnRanges.indices {
            places += slices.polarities.map {
              Place(
                group: group, slice: slice, rowTile: rowTile, columnTile: columnTile, polarity: $0)
            }
          }
        }
      }
    }
    self.places = places
  }

  /// Plans the arrays of a layer as an evaluation of a network does.
  ///
  /// - Parameters:
  ///   - name: The name of the layer.
  ///   - network: The network.
  ///   - mapping: How the network is represented.
  ///   - technology: The technology of the arrays.
  /// - Throws: `InputError` if the network has no such layer, if it stays digital, or if mapping and
  ///   technology do not fit.
  package init(
    layer name: String, of network: Network, mapping: Mapping, technology: Technology
  ) throws {
    let mapping = try mapping.resolved(for: technology)
    try mapping.check(against: network, technology: technology)
    guard let layer = network.matrixLayers.first(where: { $0.name == name }) else {
      throw InputError(
        source: network.source, found: "no layer \(name)",
        accepted: network.matrixLayers.isEmpty
          ? "a network with a product that arrays can hold"
          : network.matrixLayers.map(\.name).joined(separator: ", "))
    }
    guard !mapping.digitalLayers.contains(name) else {
      throw InputError(
        source: mapping.source, location: "key layers.digital",
        found: "layer \(name), which stays digital", accepted: "a layer on arrays")
    }
    let matrix = LayerMatrix(layer)
    self.init(
      matrix, weights: IntegerWeights(matrix, mapping: mapping), mapping: mapping,
      technology: technology)
  }

  /// The rows of the layer that an array holds.
  ///
  /// - Parameter index: The place of the array in ``places``.
  /// - Returns: The rows, of the array's group.
  package func rows(ofArray index: Int) -> Range<Int> { grid.rowRanges[places[index].rowTile] }

  /// The columns of the layer that an array holds.
  ///
  /// - Parameter index: The place of the array in ``places``.
  /// - Returns: The columns, of the array's group.
  package func columns(ofArray index: Int) -> Range<Int> {
    grid.columnRanges[places[index].columnTile]
  }

  /// The numbers that tell an array of an instance from all others of the same seed.
  ///
  /// - Parameters:
  ///   - index: The place of the array in ``places``.
  ///   - instance: The instance.
  /// - Returns: Where the chance of the array comes from.
  package func chance(ofArray index: Int, in instance: LayerArrays.Instance) -> InstanceChance {
    let place = places[index]
    return InstanceChance(
      seed: instance.seed,
      array: [
        instance.trial, layer.index, place.group, place.slice, place.polarity.rawValue,
        place.rowTile, place.columnTile,
      ].map(UInt64.init))
  }

  /// Makes and programs an array.
  ///
  /// - Parameters:
  ///   - index: The place of the array in ``places``.
  ///   - instance: The source of variation; nil for an array without any.
  /// - Returns: The array and what was drawn for it, the noise of its first read as well; an exact array
  ///   where two instances cannot differ.
  package func fabricated(
    _ index: Int, in instance: LayerArrays.Instance?
  ) -> FabricatedArray {
    let (rows, columns) = extents(index)
    return states.fabricated(
      mapping.tile, rows: rows.count, columns: columns.count,
      chance: isVaried ? instance.map { chance(ofArray: index, in: $0) } : nil
    ) { level(index, row: rows.lowerBound + $0, column: columns.lowerBound + $1) }
  }

  /// Makes and programs an array that is read again and again.
  ///
  /// - Parameters: As of ``fabricated(_:in:)``.
  /// - Returns: The array over its reads.
  package func repeatedReads(
    _ index: Int, in instance: LayerArrays.Instance?
  ) -> RepeatedReads {
    let (rows, columns) = extents(index)
    return states.repeatedReads(
      mapping.tile, rows: rows.count, columns: columns.count,
      chance: isVaried ? instance.map { chance(ofArray: index, in: $0) } : nil
    ) { level(index, row: rows.lowerBound + $0, column: columns.lowerBound + $1) }
  }

  private func extents(_ index: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    (rows(ofArray: index), columns(ofArray: index))
  }

  private func level(_ index: Int, row: Int, column: Int) -> Int {
    let place = places[index]
    return slices.level(
      of: weights.values[place.group][row * layer.outputs + column], slice: place.slice,
      polarity: place.polarity)
  }
}
