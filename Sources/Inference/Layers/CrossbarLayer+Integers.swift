internal import Configuration
internal import Execution
internal import Networks
internal import Records

extension CrossbarLayer {
  /// The arrays of an instance as integers, group by group; nil for groups whose reads are no products behind
  /// ideal converters of few bits.
  ///
  /// - Parameter arrays: The arrays.
  /// - Returns: One element a group.
  func integers(of arrays: LayerArrays) -> [IntegerLayer?] {
    arrays.groups.indices.map { integers(of: arrays.groups[$0], group: $0) }
  }

  private func integers(of sections: [LayerArrays.Section], group: Int) -> IntegerLayer? {
    let matrix = prepared.matrix
    let input = prepared.inputConverter(ofGroup: group)
    guard case .ideal(let converters) = conversion, isOrdinary(group: group),
      prepared.mapping.reference != .digital,
      let largest = Int(exactly: max(input.converter.highest, -input.converter.lowest)),
      largest <= IntegerLayer.largestCode
    else { return nil }
    let slices = CellSlices(prepared.mapping)
    let columnRanges = TileGrid(
      inputs: matrix.inputs, outputs: matrix.outputs, tile: prepared.mapping.usableTile
    ).columnRanges
    var found: [IntegerSection] = []
    var waiting: [IntegerSection.Columns] = []
    for (index, section) in sections.enumerated() {
      guard case .product(let values) = section.body, section.noise == nil,
        section.corrections.isEmpty, values.allSatisfy(\.isFinite)
      else { return nil }
      var conversions: [[IntegerSection.Conversion]] = []
      for stream in 0..<input.streamCount {
        let worth = Float(
          input.worth(ofStream: stream) * slices.worth(ofSlice: section.slice))
        let signed = section.converter == 0 ? worth : -worth
        guard
          let columns = converters.along(
            section, stream: stream, group: group, columns: columnRanges,
            tile: prepared.mapping.tile),
          columns.allSatisfy({ Int($0.highest - $0.lowest) < IntegerLayer.mostColumnCodes })
        else { return nil }
        conversions.append(
          columns.enumerated().map { column, converter in
            IntegerSection.Conversion(
              step: converter.step, lowest: converter.lowest, highest: converter.highest,
              worth: signed * converter.step
                * (trims.isEmpty ? 1 : trims[group][index][column]))
          })
      }
      waiting.append(
        IntegerSection.Columns(matrix: values, width: section.width, conversions: conversions))
      // Columns of both signs are read one after another.
      guard waiting.count == prepared.converterKinds else { continue }
      found.append(IntegerSection(rows: section.rows, kinds: waiting))
      waiting = []
    }
    return IntegerLayer(
      found, geometry: CodeGeometry(window: matrix.window, inputs: matrix.inputs),
      outputs: matrix.outputs, largestCode: (1 << input.streamBits) - 1,
      streamBits: input.streamBits)
  }

  /// Multiplies inputs by the matrix of a group, on arrays.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - group: The group.
  ///   - integers: The arrays of the group.
  /// - Returns: *vectors × outputs*, without the bias.
  /// - Throws: `InputError` if an input is not finite.
  func product(
    _ inputs: LayerInputs, group: Int, integers: IntegerLayer
  ) throws -> [Float] {
    guard inputs.areFinite else { throw unfinishedInput }
    let converter = prepared.inputConverter(ofGroup: group).converter
    return integers.product(
      inputs, step: converter.step, codes: converter.lowest...converter.highest,
      factors: factors(ofGroup: group))
  }
}
