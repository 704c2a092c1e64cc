internal import Crossbars
internal import LinearAlgebra
internal import Records

/// What of a layer's arrays is read at once, and what is subtracted before and after the converters.
///
/// Without converters nothing distinguishes a subtraction of currents from one of numbers, and the
/// whole of a section is one matrix whose ideal elements are the integers themselves.
struct SectionAssembly {
  private let layer: LayerMatrix
  private let weights: IntegerWeights
  private let mapping: Mapping
  private let states: CellStates
  private let slices: CellSlices
  private let layout: ArrayLayout
  private let arrays: [Array]
  private let chance: SectionNoise.Source?
  /// The number of values of one input vector.
  private let width: Int

  /// An array as its model reads it, and how its reads differ.
  typealias Array = (read: ProgrammedArray, noise: ArrayNoise?)

  /// Prepares the sections of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer, for its shape.
  ///   - weights: Its integers.
  ///   - mapping: How integers become cells.
  ///   - technology: The technology of the arrays.
  ///   - arrays: The arrays in the order of `LayerFabrication.places`.
  ///   - chance: Where the noise of reads comes from; nil for reads without.
  init(
    _ layer: LayerMatrix, weights: IntegerWeights, mapping: Mapping, technology: Technology,
    arrays: [Array], chance: SectionNoise.Source?
  ) {
    self.layer = layer
    self.weights = weights
    self.mapping = mapping
    self.arrays = arrays
    self.chance = chance
    states = CellStates(technology, sliceBits: mapping.sliceBits)
    slices = CellSlices(mapping)
    let layout = ArrayLayout(layer, mapping: mapping)
    self.layout = layout
    guard !mapping.hasNoConverters else {
      width = layer.outputs
      return
    }
    var references = 0
    if mapping.hasReferenceColumn && mapping.outputs.reads != .difference {
      // Groups of one array may be cut into one block more or less.
      references = layout.grid.columnRanges.indices.reduce(0) { sum, columnTile in
        sum + ((0..<layer.groups).map { layout.blocks(columnTile, ofGroup: $0).count }.max() ?? 0)
      }
    }
    width = DigitalMatrix.padded(layer.outputs + references)
  }

  /// Whether the currents themselves are added.
  private var isExact: Bool { mapping.hasNoConverters }

  /// Whether what is subtracted is subtracted before the converter.
  private var isDifference: Bool { isExact || mapping.outputs.reads == .difference }

  /// The sections of a group, in the order in which they are added.
  func sections(ofGroup group: Int) -> [LayerArrays.Section] {
    let polarities = slices.polarities.count
    let kinds = polarities == 2 && !isDifference ? 2 : 1
    var sections: [LayerArrays.Section] = []
    for slice in 0..<mapping.sliceCount {
      for rowTile in layout.grid.rowRanges.indices {
        for rows in layout.reads(rowTile) {
          for kind in 0..<kinds {
            let parts = layout.grid.columnRanges.indices.flatMap { columnTile in
              self.parts(
                group: group, slice: slice, rowTile: rowTile, columnTile: columnTile,
                polarity: kind, isPair: polarities == 2 && isDifference)
            }
            let firstRow =
              layout.firstRow(ofGroup: group) + rows.lowerBound
              - layout.grid.rowRanges[rowTile].lowerBound
            sections.append(
              LayerArrays.Section(
                rows: rows, firstRow: firstRow, slice: slice, converter: kind,
                body: body(parts, firstRow: firstRow, rows: rows.count), width: width,
                corrections: corrections(parts),
                noise: chance?.noise(
                  ofSection: sections.count, group: group, rows: rows.count,
                  outputs: layer.outputs,
                  parts.map { noise($0, firstRow: firstRow, rows: rows.count) }),
                references: parts.compactMap {
                  reference($0, firstRow: firstRow, rows: rows.count)
                }))
          }
        }
      }
    }
    return sections
  }

  /// Columns of one array of a section with what is subtracted from them.
  private struct Part {
    /// The number of the array.
    let number: Int
    let columns: Range<Int>
    let places: [Int]
    let positive: Array
    let negative: Array?
    /// The reference column, and the factor of each column on what it reads.
    let reference: (place: Int, factors: [Double])?
    /// What each cell of the reference column should be, in steps.
    let wantedReference: Double?
    /// What is subtracted from the elements of each column, in steps.
    let raises: [Double]?
  }

  private func parts(
    group: Int, slice: Int, rowTile: Int, columnTile: Int, polarity: Int, isPair: Bool
  ) -> [Part] {
    let polarities = slices.polarities.count
    let bundle = layout.bundle(ofGroup: group)
    let tile =
      ((bundle * mapping.sliceCount + slice) * layout.grid.rowRanges.count + rowTile)
      * layout.grid.columnRanges.count + columnTile
    func array(_ polarity: Int) -> Array { arrays[tile * polarities + polarity] }
    return layout.blocks(columnTile, ofGroup: group).map { block in
      let raises = block.columns.map { output in
        states.steps(
          of: slices.level(
            of: 0, slice: slice, polarity: .positive,
            zero: weights.zero(group: group, rowTile: rowTile, output: output)))
      }
      let reference = block.reference.map { place in
        (
          place: place,
          factors: mapping.reference == .unit
            ? raises.map { $0 / states.steps(of: states.conductances.count - 1) }
            : raises.map { _ in 1 }
        )
      }
      return Part(
        number: tile * polarities + polarity, columns: block.columns, places: block.places,
        positive: array(polarity), negative: isPair ? array(1) : nil, reference: reference,
        wantedReference: mapping.reference == .unit
          ? states.steps(of: states.conductances.count - 1) : raises.first,
        raises: isExact && mapping.reference == .digital ? raises : nil)
    }
  }

  /// What the noise of a section takes from one array, or from the two of a pair.
  private func noise(_ part: Part, firstRow: Int, rows: Int) -> SectionNoise.Part {
    let noises = [part.positive.noise, part.negative?.noise].compactMap { $0 }
    func variances(_ place: Int) -> [Double] {
      (0..<rows).map { row in
        noises.reduce(0) { $0 + $1.variances[firstRow + row, place] }
      }
    }
    return SectionNoise.Part(
      columns: part.columns, slope: noises.first?.slope,
      variances: noises.isEmpty ? nil : part.places.map(variances),
      reference: noises.isEmpty
        ? nil
        : part.reference.map { (variances($0.place), isDifference ? $0.factors : []) })
  }

  /// What the reference columns take away after their converters.
  private func corrections(_ parts: [Part]) -> [LayerArrays.Correction] {
    guard !isDifference, mapping.hasReferenceColumn else { return [] }
    return parts.enumerated().flatMap { index, part in
      (part.reference?.factors ?? []).map {
        LayerArrays.Correction(column: layer.outputs + index, factor: Float($0))
      }
    }
  }

  /// The reference column of a part as such.
  private func reference(
    _ part: Part, firstRow: Int, rows: Int
  ) -> LayerArrays.Reference? {
    guard let reference = part.reference else { return nil }
    var elements: [Double]?
    if case .linear(let matrix) = part.positive.read {
      elements = (firstRow..<firstRow + rows).map { matrix[$0, reference.place] / states.step }
    }
    return LayerArrays.Reference(
      columns: part.columns, wanted: part.wantedReference ?? 0, elements: elements,
      number: part.number, place: reference.place, array: programmed(part.positive))
  }

  private func body(_ parts: [Part], firstRow: Int, rows: Int) -> LayerArrays.Body {
    let isLinear = parts.allSatisfy {
      if case .linear = $0.positive.read { true } else { false }
    }
    guard isLinear, mapping.outputs.source != .technology else {
      let readers = parts.map(reader)
      return mapping.outputs.source == .technology ? .converted(readers) : .arrays(readers)
    }
    var matrix = Matrix(rows: rows, columns: width, repeating: 0)
    for (index, part) in parts.enumerated() {
      for row in 0..<rows {
        func steps(_ array: Array?, _ column: Int) -> Double {
          guard case .linear(let full) = array?.read else { return 0 }
          return full[firstRow + row, column] / states.step
        }
        let reference = part.reference.map { steps(part.positive, $0.place) }
        for (offset, (column, place)) in zip(part.columns, part.places).enumerated() {
          // The difference of two currents is linear in the rows, too; taking it here keeps the
          // digits that the two large currents would cost in single precision.
          var value = steps(part.positive, place) - steps(part.negative, place)
          if isDifference, let reference, let factor = part.reference?.factors[offset] {
            value -= factor * reference
          }
          if let raises = part.raises { value -= raises[offset] }
          matrix[row, column] = isExact ? Self.rounded(value) : value
        }
        if !isDifference, let reference { matrix[row, layer.outputs + index] = reference }
      }
    }
    return isExact ? .exact(matrix) : .product(matrix.elements.map(Float.init))
  }

  /// A number of steps to 24 binary places.
  ///
  /// Quotients of conductances miss the integers they stand for by some 1e-14, which would keep sums
  /// of thousands of products from being integers.
  private static func rounded(_ steps: Double) -> Double {
    (steps * 0x1p24).rounded(.toNearestOrEven) * 0x1p-24
  }

  private func programmed(_ array: Array) -> any ProgrammedCrossbar {
    switch array.read {
    case .general(let programmed): programmed
    case .linear(let matrix): ProgrammedMatrix(conductances: matrix)
    }
  }

  private func reader(_ part: Part) -> LayerArrays.Reader {
    LayerArrays.Reader(
      array: part.number, columns: part.columns, places: part.places,
      positive: programmed(part.positive),
      negative: part.negative.map(programmed), reference: part.reference, raises: part.raises)
  }
}
