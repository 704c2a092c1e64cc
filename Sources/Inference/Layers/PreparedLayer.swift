internal import Configuration
package import Crossbars
package import Records

/// A layer as arrays hold it: its integers, the converters of its rows and the unit in which its
/// currents are counted; the same for every instance.
package struct PreparedLayer: Sendable {
  /// The layer.
  package let matrix: LayerMatrix
  /// How it is represented.
  package let mapping: Mapping
  /// The technology of its arrays, with the feedback resistance that was chosen for the layer.
  package private(set) var technology: Technology
  /// Its weights as integers.
  package let weights: IntegerWeights
  /// The converters of the rows: one for all groups, or one for each.
  ///
  /// They differ in their range alone.
  package private(set) var inputConverters: [InputConverter]
  /// The conductances of its cells.
  let states: CellStates
  /// Voltages and currents of codes.
  let scale: ElectricalScale
  /// In what its products are computed.
  let arithmetic: Arithmetic

  /// Prepares a layer.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of its arrays.
  ///   - sample: The layer's inputs on sample images, which choose the range of the rows.
  ///   - ranges: The ranges that are given instead; nil for none.
  ///   - arithmetic: In what its products are computed.
  /// - Throws: `InputError` if the mapping does not fit, or cells are too much alike.
  package init(
    _ matrix: LayerMatrix, mapping: Mapping, technology: Technology, sample: LayerSample,
    ranges: GivenRanges? = nil, arithmetic: Arithmetic = .automatic
  ) throws {
    let mapping = try mapping.mapping(ofLayer: matrix.name).resolved(for: technology)
    try mapping.check(against: technology)
    self.matrix = matrix
    self.mapping = mapping
    self.technology = technology
    self.arithmetic = arithmetic
    weights = IntegerWeights(matrix, mapping: mapping)
    inputConverters =
      try ranges?.inputConverters(groups: matrix.groups, mapping: mapping)
      ?? InputRanging(matrix, mapping: mapping, sample: sample).converters()
    states = CellStates(technology, sliceBits: mapping.sliceBits)
    scale = ElectricalScale(
      volts: technology.read.voltage / Double(inputConverters[0].fullScale), step: states.step,
      rows: mapping.tile.rows)
    guard scale.current.isNormal, Float(states.offset).isFinite else {
      throw InputError(
        source: "technology \(technology.name)", location: "layer \(matrix.name)",
        found: "cells whose states differ by \(states.step) S at \(scale.volts) V a code",
        accepted: "cells whose states can be told apart in single precision")
    }
  }

  /// A layer with other weights, between the same converters.
  ///
  /// - Parameters:
  ///   - other: The layer.
  ///   - matrix: The weights, of the same shape.
  init(_ other: PreparedLayer, matrix: LayerMatrix) {
    precondition(
      matrix.inputs == other.matrix.inputs && matrix.outputs == other.matrix.outputs
        && matrix.groups == other.matrix.groups, "weights of another shape")
    self.init(other, matrix: matrix, weights: IntegerWeights(matrix, mapping: other.mapping))
  }

  /// A layer with other integers, between the same converters.
  init(_ other: PreparedLayer, weights: IntegerWeights) {
    self.init(other, matrix: other.matrix, weights: weights)
  }

  private init(_ other: PreparedLayer, matrix: LayerMatrix, weights: IntegerWeights) {
    (self.matrix, self.weights) = (matrix, weights)
    (mapping, technology, arithmetic) = (other.mapping, other.technology, other.arithmetic)
    (inputConverters, states, scale) = (other.inputConverters, other.states, other.scale)
  }

  /// The parts of the matrix of one group in arrays.
  var grid: TileGrid {
    TileGrid(
      inputs: matrix.inputs, outputs: matrix.outputs, tile: mapping.usableTile,
      split: mapping.split)
  }

  /// The converters of the rows of the first group; those of other groups have the same bits, sign
  /// and streams.
  package var inputConverter: InputConverter { inputConverters[0] }

  /// The converters of the rows of a group.
  package func inputConverter(ofGroup group: Int) -> InputConverter {
    inputConverters[inputConverters.count == 1 ? 0 : group]
  }

  /// The codes of input vectors of a group.
  ///
  /// - Parameters:
  ///   - vectors: *vectors × inputs*.
  ///   - group: The group.
  /// - Returns: *vectors × inputs*.
  func codes(of vectors: ArraySlice<Float>, group: Int) -> [Float] {
    vectors.withUnsafeBufferPointer {
      inputConverter(ofGroup: group).vectorCodes(of: $0, width: matrix.inputs).codes
    }
  }

  /// The digits of sample vectors of a group, stream after stream.
  ///
  /// - Parameters:
  ///   - vectors: *vectors × inputs*.
  ///   - group: The group.
  /// - Returns: For each stream *vectors × inputs*.
  func digits(of vectors: [Float], group: Int) -> [[Float]] {
    let codes = codes(of: vectors[...], group: group)
    return (0..<inputConverter.streamCount).map { inputConverter.stream($0, of: codes) }
  }

  /// How many kinds of ideal converters a slice has: one for each polarity that is converted.
  var converterKinds: Int {
    mapping.weights.encoding == .differential && mapping.outputs.reads == .column ? 2 : 1
  }

  /// For each group the number of columns that are converted: its outputs, and reference columns where these
  /// have converters.
  var columnCounts: [Int] {
    let layout = ArrayLayout(matrix, mapping: mapping)
    let isConverted = mapping.hasReferenceColumn && mapping.outputs.reads == .column
    return (0..<matrix.groups).map { group in
      guard isConverted else { return matrix.outputs }
      return layout.grid.columnRanges.indices.reduce(matrix.outputs) {
        $0 + layout.blocks($1, ofGroup: group).count
      }
    }
  }

  /// The layer with another feedback resistance of its amplifiers.
  ///
  /// - Parameter feedbackResistance: The resistance, in ohms.
  /// - Returns: The layer.
  func amplified(by feedbackResistance: Double) -> PreparedLayer {
    var other = self
    other.technology.periphery.amplifier?.feedbackResistance = feedbackResistance
    return other
  }

  /// The layer with other steps of its rows.
  ///
  /// - Parameter factor: The factor on the step of a group.
  /// - Returns: The layer.
  func stepped(by factor: (_ group: Int) -> Float) -> PreparedLayer {
    var other = self
    other.inputConverters = inputConverters.enumerated().map { $1.stepped(by: factor($0)) }
    return other
  }

  /// What the arrays of the layer are read with.
  ///
  /// - Parameter sample: Input vectors of the layer.
  /// - Returns: The vectors as codes.
  package func traffic(_ sample: LayerSample) -> LayerTraffic {
    LayerTraffic(
      sample, inputs: matrix.inputs, converters: inputConverters, technology: technology)
  }

  /// Whether two instances of the layer can differ.
  package var isVaried: Bool { mapping.isVaried(on: technology) }

  /// The arrays of the layer as chance makes them, before a model reads them.
  package var fabrication: LayerFabrication {
    LayerFabrication(matrix, weights: weights, mapping: mapping, technology: technology)
  }

  /// Programs the arrays of one instance.
  ///
  /// - Parameters:
  ///   - model: How the arrays are read.
  ///   - instance: The source of variation; nil for arrays without any.
  ///   - stored: The arrays, in the order of `LayerFabrication.places`; nil to fabricate them.
  ///   - wires: What tells of the wires.
  ///   - threads: How many threads share the work.
  /// - Returns: The arrays.
  /// - Throws: Whatever keeps the model from programming an array.
  package func arrays(
    model: any CrossbarModel, instance: LayerArrays.Instance? = nil,
    stored: [RepeatedReads]? = nil, wires: LayerArrays.Wires = .solved, threads: Int
  ) throws -> LayerArrays {
    try LayerArrays(
      matrix, weights: weights, mapping: mapping, technology: technology, model: model,
      instance: instance, stored: stored, isDouble: arithmetic == .double, wires: wires,
      threads: threads)
  }
}
