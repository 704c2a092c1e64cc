internal import Records

extension CrossbarLayer {
  /// How the ideal converters of the columns are used by some input vectors.
  ///
  /// - Parameters:
  ///   - inputs: *vectors × inputs*.
  ///   - group: The group.
  ///   - arrays: The instance.
  ///   - first: The number of the first vector among all that the group of the layer gets.
  /// - Returns: The use; nothing where there are no converters or those of a circuit.
  /// - Throws: Whatever keeps an array from being read.
  func codeUse(
    _ inputs: UnsafeBufferPointer<Float>, group: Int, arrays: LayerArrays, first: UInt64
  ) throws -> CodeUse {
    var use = CodeUse()
    guard case .ideal(let converters) = conversion, prepared.mapping.outputs.resolution > 0 else {
      return use
    }
    let matrix = prepared.matrix
    let vectors = inputs.count / matrix.inputs
    let codes = prepared.codes(of: Array(inputs)[...], group: group)
    let grid = prepared.grid
    for stream in 0..<prepared.inputConverter.streamCount {
      let digits = prepared.inputConverter.stream(stream, of: codes)
      for section in arrays.groups[group] {
        guard
          let readers = converters.along(
            section, stream: stream, group: group, grid: grid)
        else { continue }
        let currents = try digits.withUnsafeBufferPointer {
          try section.noisyCurrents(
            rowCodes($0, vectors), scale: prepared.scale,
            reads: ReadNumbers(first: first, stream: stream))
        }
        for vector in 0..<vectors {
          let start = vector * section.width
          for output in 0..<matrix.outputs {
            use.count(currents[start + output], by: readers[output])
          }
        }
      }
    }
    return use
  }
}
