internal import Configuration
package import Crossbars
internal import LinearAlgebra
package import Networks
package import Records

/// The arrays that hold one layer of a network, as chance makes them, before a model reads them.
package struct LayerFabrication: Sendable {
  /// Where an array stands in its layer; all numbers count from 0.
  package struct Place: Sendable, Equatable {
    /// The group of the layer, or the first of those that share the array.
    package var group: Int
    /// How many groups share the array.
    package var groupCount = 1
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
  private let layout: ArrayLayout
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
    layout = ArrayLayout(layer, mapping: mapping)
    let grid = layout.grid
    slices = CellSlices(mapping)
    states = CellStates(technology, sliceBits: mapping.sliceBits)
    isVaried = mapping.hasVariedArrays(on: technology)
    var places: [Place] = []
    for bundle in layout.bundles {
      for slice in 0..<mapping.sliceCount {
        for rowTile in grid.rowRanges.indices {
          for columnTile in grid.columnRanges.indices {
            places += slices.polarities.map {
              Place(
                group: bundle.lowerBound, groupCount: bundle.count, slice: slice, rowTile: rowTile,
                columnTile: columnTile, polarity: $0)
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
  ///   - whole: How the network is represented.
  ///   - technology: The technology of the layer's arrays.
  /// - Throws: `InputError` if the network has no such layer, if it stays digital, or if mapping and
  ///   technology do not fit.
  package init(
    layer name: String, of network: Network, mapping whole: Mapping, technology: Technology
  ) throws {
    try whole.check(against: network)
    let mapping = try whole.mapping(ofLayer: name).resolved(for: technology)
    try mapping.check(against: technology)
    guard let layer = network.matrixLayers.first(where: { $0.name == name }) else {
      throw InputError(
        source: network.source, found: "no layer \(name)",
        accepted: network.matrixLayers.isEmpty
          ? "a network with a product that arrays can hold"
          : network.matrixLayers.map(\.name).joined(separator: ", "))
    }
    guard !whole.isDigital(layer: name) else {
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
  package func rows(ofArray index: Int) -> Range<Int> {
    layout.grid.rowRanges[places[index].rowTile]
  }

  /// The columns of the layer that an array holds.
  ///
  /// - Parameter index: The place of the array in ``places``.
  /// - Returns: The columns, of the array's group.
  package func columns(ofArray index: Int) -> Range<Int> {
    layout.grid.columnRanges[places[index].columnTile]
  }

  /// Where the part of a group that an array holds lies in the array.
  struct Part {
    /// The row of the array that the first row is.
    let firstRow: Int
    /// The columns of the matrix beside each other, with their places and their reference column.
    let blocks: [ArrayLayout.Block]
  }

  /// The part of a group in an array.
  ///
  /// - Parameters:
  ///   - group: One of the groups that share the array.
  ///   - index: The place of the array in ``places``.
  /// - Returns: Where it lies.
  func part(ofGroup group: Int, inArray index: Int) -> Part {
    Part(
      firstRow: layout.firstRow(ofGroup: group),
      blocks: layout.blocks(places[index].columnTile, ofGroup: group))
  }

  /// The number of reference columns of a group in a column of arrays; 1 where there is none.
  func blockCount(_ columnTile: Int, ofGroup group: Int) -> Int {
    layout.blocks(columnTile, ofGroup: group).count
  }

  /// The numbers that tell an array of an instance from all others of the same seed.
  ///
  /// - Parameters:
  ///   - index: The place of the array in ``places``.
  ///   - instance: The instance.
  /// - Returns: Where the chance of the array comes from.
  package func chance(ofArray index: Int, in instance: LayerArrays.Instance) -> InstanceChance {
    instance.chance(of: places[index], layer: layer.index)
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
    var array = states.fabricated(
      mapping.tile, states: targetStates(places[index]),
      chance: isVaried ? instance.map { chance(ofArray: index, in: $0) } : nil)
    if let shared = mapping.outputs.columnsPerConverter {
      array.shareConverters(among: shared)
    }
    return array
  }

  /// Makes and programs an array that is read again and again.
  ///
  /// - Parameters: As of ``fabricated(_:in:)``.
  /// - Returns: The array over its reads.
  package func repeatedReads(
    _ index: Int, in instance: LayerArrays.Instance?
  ) -> RepeatedReads {
    var reads = states.repeatedReads(
      mapping.tile, states: targetStates(places[index]),
      chance: isVaried ? instance.map { chance(ofArray: index, in: $0) } : nil)
    if let shared = mapping.outputs.columnsPerConverter { reads.shareConverters(among: shared) }
    return reads
  }

  /// The rows and the columns of an array from the first to the last that is used.
  func used(_ index: Int) -> (rows: Int, columns: Int) {
    let place = places[index]
    let bundle = layout.bundles[layout.bundle(ofGroup: place.group)]
    let last = bundle.upperBound - 1
    let rows =
      layout.firstRow(ofGroup: last) + layout.grid.rowRanges[place.rowTile].count
    let columns = layout.blocks(place.columnTile, ofGroup: last).flatMap {
      $0.places + [$0.reference].compactMap { $0 }
    }
    return (rows, (columns.max() ?? 0) + 1)
  }

  /// The state of each cell of an array, *rows × columns of the tile*.
  private func targetStates(_ place: Place) -> [Int] {
    let width = mapping.tile.columns
    var found = [Int](repeating: 0, count: mapping.tile.rows * width)
    let rows = layout.grid.rowRanges[place.rowTile]
    let columns = layout.grid.columnRanges[place.columnTile]
    let bundle = layout.bundle(ofGroup: place.group)
    for group in layout.bundles[bundle] {
      let firstRow = layout.firstRow(ofGroup: group)
      let blocks = layout.blocks(place.columnTile, ofGroup: group)
      let places = blocks.flatMap(\.places)
      let references = blocks.compactMap(\.reference)
      func zero(_ output: Int) -> Int32 {
        weights.zero(group: group, rowTile: place.rowTile, output: output)
      }
      let ofReference =
        mapping.reference == .unit
        ? states.conductances.count - 1
        : slices.level(
          of: 0, slice: place.slice, polarity: .positive, zero: zero(columns.lowerBound))
      for (index, row) in rows.enumerated() {
        let start = (firstRow + index) * width
        for (column, output) in zip(places, columns) {
          let weight = row * layer.outputs + output
          found[start + column] = slices.level(
            of: weights.values[group][weight], slice: place.slice,
            polarity: place.polarity, zero: zero(output),
            raise: weights.raises.isEmpty ? 0 : weights.raises[group][weight])
        }
        for reference in references { found[start + reference] = ofReference }
      }
    }
    return found
  }
}

extension LayerArrays.Instance {
  /// The numbers that tell an array of the instance from all others of the same seed.
  ///
  /// - Parameters:
  ///   - place: Where it stands.
  ///   - layer: The number of the layer.
  /// - Returns: Where its chance comes from.
  func chance(of place: LayerFabrication.Place, layer: Int) -> InstanceChance {
    InstanceChance(
      seed: seed,
      array: [
        trial, layer, place.group, place.slice, place.polarity.rawValue, place.rowTile,
        place.columnTile,
      ].map(UInt64.init))
  }
}
