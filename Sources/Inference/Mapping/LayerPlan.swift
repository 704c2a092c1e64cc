internal import Configuration
package import Crossbars
package import Networks
package import Records

/// What a layer takes on arrays: how many there are, and how often they are driven, read and converted.
///
/// Everything is counted on the plan by which the arrays of a network are made and read (``ArrayLayout``,
/// ``LayerFabrication``, ``InputConverter``), never on formulas of its own.
package struct LayerPlan: Sendable {
  /// The name of the layer.
  package let name: String
  /// How it is represented, with its converters decided.
  package private(set) var mapping: Mapping
  /// K and N: the inputs and the outputs of one group.
  package let (inputs, outputs): (Int, Int)
  /// The number of groups, and P: the input vectors that an image brings to each.
  package let (groups, positions): (Int, Int)
  /// R and C: the rows and the columns of arrays that hold a group.
  package let (rowTiles, columnTiles): (Int, Int)
  /// The sets of arrays: those of one group, or of the groups that share arrays.
  package let bundles: Int
  /// The slices of a weight.
  package let slices: Int
  /// The arrays of a slice: 2 for pairs, else 1.
  package let polarities: Int
  /// The streams of an input, and the bits of one.
  package let (streams, streamBits): (Int, Int)
  /// The bits of a row's driver: those of a stream, and the sign of inputs that have one.
  package let driverBits: Int
  /// How many times the columns of a group's arrays are read for a vector and stream, all rows of arrays together.
  package let turns: Int
  /// How many times in a row one array is read for a vector and stream: for groups that share it, and for rows that are
  /// not driven at once.
  package let serialReads: Int
  /// The converted columns of a read of one group in all columns of arrays, for one slice and one polarity: its outputs,
  /// and reference columns that have converters.
  package let convertedColumns: Int
  /// The same of the widest column of arrays.
  package let widestColumns: Int

  /// Plans a layer.
  ///
  /// - Parameters:
  ///   - matrix: The layer, for its name and shape.
  ///   - positions: The input vectors that an image brings to each group.
  ///   - isSigned: Whether inputs can be negative.
  ///   - mapping: How the layer is represented, with its converters decided.
  /// - Throws: `InputError` if one bit would have to hold a sign and a magnitude.
  package init(
    _ matrix: LayerMatrix, positions: Int, isSigned: Bool, mapping: Mapping
  ) throws {
    let layout = ArrayLayout(matrix, mapping: mapping)
    let grid = layout.grid
    let rows = try InputConverter(
      limit: 1, isBipolar: isSigned, mapping: mapping, layer: matrix.name)
    (name, self.mapping, self.positions) = (matrix.name, mapping, positions)
    (inputs, outputs, groups) = (matrix.inputs, matrix.outputs, matrix.groups)
    (rowTiles, columnTiles) = (grid.rowRanges.count, grid.columnRanges.count)
    bundles = layout.bundles.count
    slices = mapping.sliceCount
    polarities = CellSlices(mapping).polarities.count
    (streams, streamBits) = (rows.streamCount, rows.streamBits)
    driverBits = rows.streamBits + (isSigned ? 1 : 0)
    let reads = grid.rowRanges.indices.map { layout.reads($0).count }
    turns = reads.reduce(0, +)
    serialReads = (reads.max() ?? 1) * (layout.bundles.map(\.count).max() ?? 1)
    let hasReferences = mapping.hasReferenceColumn && mapping.outputs.reads == .column
    let columns = grid.columnRanges.enumerated().map { index, range in
      range.count + (hasReferences ? layout.blocks(index, ofGroup: 0).count : 0)
    }
    convertedColumns = columns.reduce(0, +)
    widestColumns = columns.max() ?? 0
  }

  /// The same arrays with an ADC in the place of what converts.
  ///
  /// - Parameter bits: The bits of the ADC, which reads what was read before.
  /// - Returns: The plan.
  package func converted(byADCOf bits: Int) -> LayerPlan {
    var other = self
    other.mapping.partialSums = nil
    other.mapping.outputs.source = .ideal
    other.mapping.outputs.bits = bits
    return other
  }

  /// The sets of arrays that hold the same rows and columns of the matrix: all slices and both polarities.
  package var tiles: Int { bundles * rowTiles * columnTiles }

  /// The number of arrays.
  package var arrays: Int { tiles * slices * polarities }

  /// How many columns of the same slice are converted on their own: 2 where the columns of a pair are.
  package var conversionsOfPair: Int { mapping.outputs.reads == .column ? polarities : 1 }

  /// The part of the cells that hold a weight.
  package var utilization: Double {
    Double(weights) / Double(tiles * mapping.tile.rows * mapping.tile.columns)
  }

  /// The number of weights.
  package var weights: Int { groups * inputs * outputs }

  /// The vectors times the streams of all groups for an image: how often something is read.
  private var vectors: Int { positions * streams * groups }

  /// The reads of single arrays for an image; those of groups that share an array follow each other.
  package var reads: Int { vectors * turns * columnTiles * slices * polarities }

  /// The rows that are driven for an image; arrays of the same rows and columns of the matrix share their drivers.
  package var rowDrives: Int { vectors * inputs * columnTiles }

  /// The conversions of an image.
  package var conversions: Int {
    vectors * turns * slices * conversionsOfPair * convertedColumns
  }

  /// How often an accumulator adds to an output, for an image: once a vector, stream and row of arrays.
  package var accumulations: Int { vectors * turns * outputs }

  /// Plans the layers of a network that are on arrays.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of the arrays; nil for one without converters.
  /// - Returns: The plans in the order of the layers.
  /// - Throws: `InputError` if the mapping does not fit the network or the technology, or leaves all layers digital.
  package static func layers(
    of network: Network, mapping: Mapping, technology: Technology?
  ) throws -> [LayerPlan] {
    try mapping.check(against: network)
    let layers = network.matrixLayers.filter { !mapping.isDigital(layer: $0.name) }
    guard !layers.isEmpty else {
      throw InputError(
        source: network.source,
        found: network.matrixLayers.isEmpty
          ? "no product with a constant matrix" : "no layer that \(mapping.source) has on arrays",
        accepted: "a network with a layer on arrays")
    }
    // Streams of bits have no sign, and the whole network is read for each.
    let signs = network.inputSigns(ofImages: mapping.images == nil)
    let length = mapping.images?.length ?? 1
    return try layers.map { layer in
      let resolved = try mapping.mapping(ofLayer: layer.name).resolved(for: technology)
      if let technology { try resolved.check(against: technology) }
      return try LayerPlan(
        LayerMatrix(layer), positions: layer.positions * length, isSigned: signs[layer.index],
        mapping: resolved)
    }
  }

  /// Plans one array whose cells all hold a weight, read once.
  ///
  /// - Parameters:
  ///   - rows: The rows of the array.
  ///   - columns: Its columns.
  ///   - mapping: How weights and inputs are represented; its tile gives way to the array.
  ///   - technology: The technology of the array; nil for one without converters.
  /// - Returns: The plan.
  /// - Throws: `InputError` if the mapping does not fit the technology.
  package static func array(
    rows: Int, columns: Int, mapping: Mapping, technology: Technology?
  ) throws -> LayerPlan {
    var own = mapping
    (own.layerRules, own.digitalLayers) = ([], [])
    (own.tile.rows, own.tile.columns) = (rows, columns)
    let resolved = try own.resolved(for: technology)
    if let technology { try resolved.check(against: technology) }
    let usable = resolved.usableTile
    let matrix = LayerMatrix(
      name: "array", index: 0, inputs: rows, outputs: usable.columns,
      weights: [[Float](repeating: 0, count: rows * usable.columns)])
    return try LayerPlan(matrix, positions: 1, isSigned: false, mapping: resolved)
  }
}
