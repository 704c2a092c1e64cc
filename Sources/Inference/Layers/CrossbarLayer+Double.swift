internal import LinearAlgebra
internal import Records

extension CrossbarLayer {
  /// The product of codes and integer weights through ideal converters, in double precision.
  ///
  /// - Parameters:
  ///   - codes: The codes of the rows, *vectors × inputs*.
  ///   - converters: The converters of the columns.
  ///   - vectors: The number of vectors.
  ///   - group: The group.
  ///   - arrays: The instance.
  ///   - first: The number of the first vector among all that the group of the layer gets.
  /// - Returns: *vectors × outputs*.
  /// - Throws: Whatever keeps an array from being read.
  func doubleSums(
    _ codes: [Float], through converters: ColumnConverters, vectors: Int, group: Int,
    arrays: LayerArrays, first: UInt64
  ) throws -> [Double] {
    let outputs = prepared.matrix.outputs
    let slices = CellSlices(prepared.mapping)
    var sums = [Double](repeating: 0, count: vectors * outputs)
    for stream in 0..<prepared.inputConverter.streamCount {
      let digits = prepared.inputConverter.stream(stream, of: codes)
      for (index, section) in arrays.groups[group].enumerated() {
        guard
          let columns = converters.along(
            section, stream: stream, group: group, grid: prepared.grid)
        else { continue }
        let trim = trims.isEmpty ? nil : trims[group][index]
        let worth =
          prepared.inputConverter.worth(ofStream: stream) * slices.worth(ofSlice: section.slice)
        let currents = try digits.withUnsafeBufferPointer {
          try section.exactSteps(
            rowCodes($0, vectors), scale: prepared.scale,
            reads: ReadNumbers(first: first, stream: stream))
        }
        /// What the code of a column stands for, in steps.
        func converted(_ vector: Int, _ column: Int) -> Double {
          let converter = columns[column]
          let step = Double(converter.step)
          return step * converter.code(of: currents[vector, column] / step)
            * Double(trim?[column] ?? 1)
        }
        for vector in 0..<vectors {
          for output in 0..<outputs {
            var value = converted(vector, output)
            if !section.corrections.isEmpty {
              let correction = section.corrections[output]
              value -= Double(correction.factor) * converted(vector, correction.column)
            }
            sums[vector * outputs + output] +=
              Double(section.converter == 0 ? worth : -worth) * value
          }
        }
      }
    }
    guard prepared.mapping.reference == .digital else { return sums }
    let raises = (0..<outputs).map { digitalRaise(ofGroup: group, output: $0) }
    for vector in 0..<vectors {
      let own = codes[vector * prepared.matrix.inputs..<(vector + 1) * prepared.matrix.inputs]
      let total = own.reduce(0.0) { $0 + Double($1) }
      for output in 0..<outputs { sums[vector * outputs + output] -= raises[output] * total }
    }
    return sums
  }

  /// What raised weights and the off current add to an output for every input code, where digital logic subtracts
  /// it.
  func digitalRaise(ofGroup group: Int, output: Int) -> Double {
    let slices = CellSlices(prepared.mapping)
    let off = (0..<prepared.mapping.sliceCount).reduce(0.0) {
      $0 + Double(slices.worth(ofSlice: $1)) * prepared.states.offset
    }
    return Double(prepared.weights.zero(group: group, rowTile: 0, output: output)) + off
  }
}
