internal import Configuration
package import Execution
package import Networks
internal import Records

extension CrossbarLayer {
  /// The arrays of an instance in integers.
  ///
  /// - Parameter arrays: The arrays.
  /// - Returns: The integers.
  package func integers(of arrays: LayerArrays) -> LayerIntegers {
    let matrix = prepared.matrix
    if let channels = twoPointChannels(of: arrays) { return channels }
    if case .counts(let converters) = conversion {
      return LayerIntegers(
        groups: arrays.groups.indices.map {
          countingLayer(converters, of: arrays, group: $0)
        })
    }
    let sections = arrays.groups.enumerated().map { group, sections in
      takesCodes(group: group) ? integerSections(of: sections, group: group) : nil
    }
    return LayerIntegers(
      groups: sections.enumerated().map { group, found in
        let input = prepared.inputConverter(ofGroup: group)
        if let found {
          return IntegerLayer(
            found, geometry: CodeGeometry(window: matrix.window, inputs: matrix.inputs),
            outputs: matrix.outputs, largestCode: input.fullScale, streamBits: input.streamBits)
        }
        guard takesCodes(group: group) else { return nil }
        return twoPointIntegers(of: arrays.groups[group], group: group)
      }, all: depthwiseIntegers(sections.compactMap(\.self)))
  }

  /// Whether products of integers with codes are the group's: its codes are few, and single precision is enough behind
  /// the sums.
  func takesCodes(group: Int) -> Bool {
    let converter = prepared.inputConverter(ofGroup: group).converter
    return isOrdinary(group: group) && prepared.mapping.reference != .digital
      && max(converter.highest, -converter.lowest) <= Float(IntegerLayer.largestCode)
  }

  /// All groups of a layer with a channel a group at once; nil for other layers, and where columns of a group are no
  /// products.
  private func depthwiseIntegers(_ groups: [[IntegerSection]]) -> DepthwiseLayer? {
    guard let window = channelWindow, groups.count == prepared.matrix.groups else { return nil }
    let input = prepared.inputConverter(ofGroup: 0)
    return DepthwiseLayer(
      groups, window: window, largestCode: input.fullScale, streamBits: input.streamBits)
  }

  /// The window of a layer with a channel a group; nil for other layers.
  var channelWindow: Window? {
    let matrix = prepared.matrix
    guard let window = matrix.window, matrix.groups > 1, matrix.outputs == 1,
      matrix.inputs == window.kernelCount
    else { return nil }
    return window
  }

  /// What the converters of a section make of its columns in every stream; nil for those of a circuit, and
  /// for more codes than integers are fine enough for.
  func conversions(
    of section: LayerArrays.Section, group: Int, index: Int
  ) -> [[IntegerSection.Conversion]]? {
    guard case .ideal(let converters) = conversion else { return nil }
    let input = prepared.inputConverter(ofGroup: group)
    let slices = CellSlices(prepared.mapping)
    let grid = prepared.grid
    var conversions: [[IntegerSection.Conversion]] = []
    for stream in 0..<input.streamCount {
      let worth = Float(input.worth(ofStream: stream) * slices.worth(ofSlice: section.slice))
      let signed = section.converter == 0 ? worth : -worth
      guard
        let columns = converters.along(
          section, stream: stream, group: group, grid: grid),
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
    return conversions
  }

  /// The sections of a group whose columns are products; nil if others are among them.
  private func integerSections(
    of sections: [LayerArrays.Section], group: Int
  ) -> [IntegerSection]? {
    var found: [IntegerSection] = []
    var waiting: [IntegerSection.Columns] = []
    for (index, section) in sections.enumerated() {
      guard case .product(let values) = section.body, section.noise == nil,
        values.allSatisfy(\.isFinite),
        let conversions = conversions(of: section, group: group, index: index)
      else { return nil }
      waiting.append(
        IntegerSection.Columns(matrix: values, width: section.width, conversions: conversions))
      if !section.corrections.isEmpty {
        waiting.append(references(of: section, values, conversions))
      }
      // Columns of both signs are read one after another.
      guard !section.corrections.isEmpty || waiting.count == prepared.converterKinds else {
        continue
      }
      found.append(IntegerSection(rows: section.rows, kinds: waiting))
      waiting = []
    }
    return found
  }

  /// For every output of a section the reference column whose code is subtracted from its own.
  private func references(
    of section: LayerArrays.Section, _ values: [Float],
    _ conversions: [[IntegerSection.Conversion]]
  ) -> IntegerSection.Columns {
    let corrections = section.corrections
    let matrix = section.rows.indices.flatMap { row in
      corrections.map { values[(row - section.rows.lowerBound) * section.width + $0.column] }
    }
    return IntegerSection.Columns(
      matrix: matrix, width: corrections.count,
      conversions: conversions.map { $0.subtracted(corrections) })
  }

  /// What makes codes of the inputs of a group.
  func codeConverter(ofGroup group: Int) -> CodeConverter {
    let converter = prepared.inputConverter(ofGroup: group).converter
    return CodeConverter(step: converter.step, codes: converter.lowest...converter.highest)
  }

  /// Multiplies inputs by the matrix of a group, on arrays.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - group: The group.
  ///   - integers: The arrays of the group.
  /// - Returns: *vectors × outputs*, without the bias.
  /// - Throws: `InputError` if an input or an output is not finite.
  package func product(
    _ inputs: LayerInputs, group: Int, integers: any CodeProduct
  ) throws -> [Float] {
    try naming {
      try integers.product(
        inputs, converter: codeConverter(ofGroup: group), factors: factors(ofGroup: group))
    }
  }

  /// Multiplies inputs by the matrix of a group, on arrays, and writes the outputs.
  ///
  /// - Parameters:
  ///   - inputs: The inputs.
  ///   - group: The group.
  ///   - integers: The arrays of the group.
  ///   - outputs: Where the outputs of the layer go.
  /// - Throws: `InputError` if an input or an output is not finite.
  func write(
    _ inputs: LayerInputs, group: Int, integers: any CodeProduct, to outputs: LayerOutputs
  ) throws {
    try naming {
      try integers.write(
        inputs, converter: codeConverter(ofGroup: group), factors: factors(ofGroup: group),
        to: outputs, first: group * prepared.matrix.outputs)
    }
  }

  /// Multiplies the inputs of all groups, on arrays, and writes the outputs.
  ///
  /// - Parameters:
  ///   - inputs: The inputs of the first group.
  ///   - integers: The arrays of all groups.
  ///   - outputs: Where the outputs of the layer go.
  /// - Throws: `InputError` if an input or an output is not finite.
  func write(
    _ inputs: LayerInputs, integers: any ChannelLayer, to outputs: LayerOutputs
  ) throws {
    let groups = 0..<prepared.matrix.groups
    try naming {
      try integers.write(
        inputs, converters: groups.map(codeConverter), factors: groups.flatMap(factors),
        to: outputs)
    }
  }

  /// Names the layer whose numbers are not finite.
  func naming<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as UnfiniteNumbers {
      throw error == .inputs ? unfinishedInput : unfinishedOutput
    }
  }
}

extension [IntegerSection.Conversion] {
  /// What the converters of reference columns take away from every output.
  ///
  /// - Parameter corrections: For every output its reference column, and the factor on its code.
  /// - Returns: One for each output.
  func subtracted(_ corrections: [LayerArrays.Correction]) -> [IntegerSection.Conversion] {
    corrections.map { correction in
      let conversion = self[correction.column]
      return IntegerSection.Conversion(
        step: conversion.step, lowest: conversion.lowest, highest: conversion.highest,
        worth: -correction.factor * conversion.worth)
    }
  }
}
