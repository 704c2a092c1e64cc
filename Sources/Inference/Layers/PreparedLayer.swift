package import Crossbars

/// A layer as arrays hold it: its integers, the converters of its rows and the unit in which its
/// currents are counted; the same for every instance.
package struct PreparedLayer: Sendable {
  /// The layer.
  package let matrix: LayerMatrix
  /// How it is represented.
  package let mapping: Mapping
  /// The technology of its arrays.
  package let technology: Technology
  /// Its weights as integers.
  package let weights: IntegerWeights
  /// The converters of the rows.
  package let inputConverter: InputConverter
  /// The conductances of its cells.
  let states: CellStates
  /// Voltages and currents of codes.
  let scale: ElectricalScale

  /// Prepares a layer.
  ///
  /// - Parameters:
  ///   - matrix: The layer.
  ///   - mapping: How it is represented.
  ///   - technology: The technology of its arrays.
  ///   - sample: The layer's inputs on calibration images, which choose the range of the rows.
  /// - Throws: `InputError` if the mapping does not fit.
  package init(
    _ matrix: LayerMatrix, mapping: Mapping, technology: Technology, sample: LayerSample
  ) throws {
    try mapping.check(against: technology)
    self.matrix = matrix
    self.mapping = mapping
    self.technology = technology
    weights = IntegerWeights(matrix, mapping: mapping)
    inputConverter = try InputConverter(sample.inputs, mapping: mapping, layer: matrix.name)
    states = CellStates(technology, sliceBits: mapping.sliceBits)
    scale = ElectricalScale(
      volts: technology.read.voltage / Double(inputConverter.fullScale), step: states.step,
      rows: mapping.tile.rows)
  }

  /// Programs the arrays of one instance.
  ///
  /// - Parameters:
  ///   - model: How the arrays are read.
  ///   - instance: The source of variation; nil for arrays without any.
  ///   - threads: How many threads share the work.
  /// - Returns: The arrays.
  /// - Throws: Whatever keeps the model from programming an array.
  package func arrays(
    model: any CrossbarModel, instance: LayerArrays.Instance? = nil, threads: Int
  ) throws -> LayerArrays {
    try LayerArrays(
      matrix, weights: weights, mapping: mapping, technology: technology, model: model,
      instance: instance, threads: threads)
  }
}
