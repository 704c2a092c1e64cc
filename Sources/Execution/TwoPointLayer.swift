internal import CKernels
package import Networks

/// A group of a layer whose columns are read by the two-point member, in integers.
///
/// Goals, in order of priority:
/// 1. an image's outputs depend on that image alone, to the last bit, and on no thread, batch or processor: sums
///    are exact in 32 bits, and what follows is rounded in one order;
/// 2. errors far below a step of the columns' converters: what carries the current goes in words, what carries some
///    hundredths of it in bytes;
/// 3. speed: functions by tables of codes, one basis for all arrays, no patches and no currents written out.
package struct TwoPointLayer: CodeProduct {
  private let geometry: CodeGeometry
  package let outputs: Int
  private let sections: Int
  private let panels: ColumnPanels
  private let isSigned: Bool
  private let isCoupled: Bool
  private let isDifference: Bool
  private let wordTables: StreamTables<Int16>
  private let byteTables: StreamTables<UInt8>

  private let words: PackedProduct
  private let bytes: PackedProduct
  private let changes: PackedProduct
  private let changeBytes: PackedProduct
  private let last: PackedProduct
  private let driveMoments: PackedProduct
  private let changeMoments: PackedProduct
  private let driveUnits: [Float]
  private let changeUnits: [Float]
  /// For each stream the numbers of the columns, *sections × panels × numbers × 16*.
  private let numbers: [[Float]]

  /// Packs a group of a layer.
  ///
  /// - Parameters:
  ///   - sections: The sections in the order in which they are added; all have as many kinds of columns.
  ///   - functions: What all of them share.
  ///   - geometry: Where codes lie.
  ///   - outputs: The number of outputs.
  ///   - streamBits: The bits of a stream.
  ///   - isDifference: Whether converters read the first kind of columns less the second.
  ///   - isFine: Whether bytes refine what words round.
  package init(
    _ sections: [TwoPointSection], functions: CodeFunctions, geometry: CodeGeometry, outputs: Int,
    streamBits: Int, isDifference: Bool, isFine: Bool = false
  ) {
    self.isDifference = isDifference
    self.geometry = geometry
    self.outputs = outputs
    self.sections = sections.count
    isSigned = functions.isSigned
    let panels = ColumnPanels(outputs: outputs, kinds: sections.first?.kinds.count ?? 1)
    self.panels = panels
    let largestCode = max(functions.codes.upperBound, -functions.codes.lowerBound)
    let inWords = [functions.words, functions.changes, functions.last].enumerated().map {
      index, functions in
      functions.map { CodeTable(words: $0, largestCode: largestCode, isFine: isFine && index == 0) }
    }
    let isCoupled = sections.first?.kinds.first?.terms.isEmpty == false
    self.isCoupled = isCoupled
    let refined = isFine ? functions.words : []
    // Moments are of the first function of the shares, and of that of the changes.
    let ofMoments =
      isCoupled
      ? [functions.words, functions.changes + functions.changeBytes].compactMap(\.first) : []
    let inBytes = [refined + functions.bytes, functions.changeBytes, ofMoments].map {
      $0.map(CodeTable.init(bytes:))
    }
    wordTables = StreamTables(
      Array(inWords.joined()), codes: functions.codes, streamBits: streamBits)
    byteTables = StreamTables(
      Array(inBytes.joined()), codes: functions.codes, streamBits: streamBits)
    let plane = CodeTurns(geometry).count
    let rows = sections.map(\.rows)
    let columns = panels.columns
    func product(
      _ tables: [CodeTable], isBytes: Bool, from first: Int, columns: Int, together: Int = 2
    ) -> PackedProduct {
      PackedProduct(
        tables, isBytes: isBytes, sections: rows, geometry: geometry, columns: columns,
        planes: tables.indices.map { (first + $0) * plane }, together: together)
    }
    let (firstChange, firstLast) = (inWords[0].count, inWords[0].count + inWords[1].count)
    var words = product(inWords[0], isBytes: false, from: 0, columns: columns)
    var bytes = product(inBytes[0], isBytes: true, from: 0, columns: columns)
    var changes = product(inWords[1], isBytes: false, from: firstChange, columns: columns)
    var changeBytes = product(inBytes[1], isBytes: true, from: inBytes[0].count, columns: columns)
    var last = product(inWords[2], isBytes: false, from: firstLast, columns: columns)
    let firstMoment = inBytes[0].count + inBytes[1].count
    var driveMoments = product(
      Array(inBytes[2].prefix(1)), isBytes: true, from: firstMoment, columns: ColumnPanels.width,
      together: 1)
    // Of streams of one bit all functions are alike.
    let areAlike = isCoupled && inBytes[2][0].values == inBytes[2][1].values
    var changeMoments = product(
      areAlike ? [] : Array(inBytes[2].dropFirst()), isBytes: true, from: firstMoment + 1,
      columns: ColumnPanels.width, together: 1)
    let streams = sections.first?.kinds.first?.conversions.count ?? 0
    var numbers = [[Float]](
      repeating: [Float](
        repeating: 0,
        count: sections.count * columns * Int(assay_column_numbers.rawValue)),
      count: streams)
    for (index, section) in sections.enumerated() {
      if isCoupled {
        for moment in 0..<3 {
          driveMoments.set(column: moment, section: index, [section.moments[moment]])
          guard !areAlike else { continue }
          changeMoments.set(column: moment, section: index, [section.moments[moment]])
        }
      }
      for (kind, own) in section.kinds.enumerated() {
        for output in 0..<outputs {
          let column = panels.column(ofOutput: output, kind: kind)
          let (panel, lane) = column.quotientAndRemainder(dividingBy: ColumnPanels.width)
          func factors(_ matrices: [[Double]]) -> [[Double]] {
            matrices.map { matrix in
              section.rows.indices.map {
                matrix[($0 - section.rows.lowerBound) * outputs + output]
              }
            }
          }
          let left = words.set(column: column, section: index, factors(own.words))
          bytes.set(
            column: column, section: index, (isFine ? left : []) + factors(own.bytes))
          changes.set(column: column, section: index, factors(own.changes))
          changeBytes.set(column: column, section: index, factors(own.changeBytes))
          last.set(column: column, section: index, factors(own.last))
          let place = index * columns + column
          for stream in 0..<streams {
            let conversion = own.conversions[stream][output]
            let step = Double(conversion.step)
            func set(_ number: assay_number, _ value: Double, offset: Int = 0) {
              let first = (index * panels.count + panel) * Int(assay_column_numbers.rawValue)
              numbers[stream][
                (first + Int(number.rawValue) + offset) * ColumnPanels.width + lane] = Float(value)
            }
            set(assay_column_words, words.units[place] / step)
            set(assay_column_bytes, bytes.units[place] / step)
            set(assay_column_changes, changes.units[place])
            set(assay_column_change_bytes, changeBytes.units[place])
            // Softenings are currents, bends are not.
            set(assay_column_last, last.units[place] / (functions.isSigned ? step : 1))
            set(assay_column_lowest, Double(conversion.lowest))
            set(assay_column_highest, Double(conversion.highest))
            set(assay_column_worth, Double(conversion.worth))
            let powers = TwoPointSection.powers(isSigned: functions.isSigned)
            for (term, values) in own.terms.enumerated() {
              // Bends are in the unit of currents still, and their term takes it along.
              let power = powers[term] + (term == TwoPointSection.bendTerm ? 1 : 0)
              set(
                assay_column_terms, TwoPointSection.scaled(values[output], by: step, power: power),
                offset: term)
            }
          }
        }
      }
    }
    (self.words, self.bytes, self.changes, self.last) = (words, bytes, changes, last)
    self.changeBytes = changeBytes
    (self.driveMoments, self.changeMoments) = (driveMoments, changeMoments)
    driveUnits = driveMoments.units.map(Float.init)
    changeUnits =
      areAlike
      ? driveMoments.units.map { Float($0 / inBytes[2][0].unit * inBytes[2][1].unit) }
      : changeMoments.units.map(Float.init)
    self.numbers = numbers
  }

  package func write(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float], to outputs: LayerOutputs,
    first: Int
  ) throws(UnfiniteNumbers) {
    let turns = CodeTurns(geometry)
    let codes = Int(converter.codes.lowerBound)...Int(converter.codes.upperBound)
    let streams = numbers.indices
    let wordTables = streams.map { self.wordTables.tables(ofStream: $0, codes: codes) }
    let byteTables = streams.map { self.byteTables.tables(ofStream: $0, codes: codes) }
    var words = [Int16](repeating: 0, count: self.wordTables.functions * turns.count)
    var bytes = [UInt8](repeating: 0, count: self.byteTables.functions * turns.count)
    var sums: [Float] = []
    try turns.forEach(inputs, [converter.kernel]) { turn throws(UnfiniteNumbers) in
      sums.assign(0, count: turn.starts.count * panels.stride)
      for stream in streams {
        wordTables[stream].withUnsafeBufferPointer { table in
          guard let table = table.baseAddress else { return }
          assay_code_words(
            turn.used, turn.codes, Int32(codes.lowerBound), self.wordTables.functions, table,
            codes.count, turns.count, &words)
        }
        byteTables[stream].withUnsafeBufferPointer { table in
          guard let table = table.baseAddress else { return }
          assay_code_bytes(
            turn.used, turn.codes, Int32(codes.lowerBound), self.byteTables.functions, table,
            codes.count, turns.count, &bytes)
        }
        add(numbers[stream], turn.starts, words, bytes, to: &sums)
      }
      try turn.write(
        sums, stride: panels.stride, factors: factors, to: outputs, firstChannel: first)
    }
  }

  /// Adds what the sections give for one stream.
  private func add(
    _ numbers: [Float], _ starts: [Int32], _ words: [Int16], _ bytes: [UInt8],
    to sums: inout [Float]
  ) {
    withKernel(numbers) { layer in
      assay_two_point_layer_sums(
        &layer, starts.count, starts, words, bytes, panels.stride, &sums)
    }
  }

  /// Calls a body with the layer as the kernels take it.
  private func withKernel(_ numbers: [Float], _ body: (inout assay_two_point_layer) -> Void) {
    let products = [words, bytes, changes, changeBytes, last, driveMoments, changeMoments]
    PackedProduct.withKernels(of: products) { kernels in
      driveUnits.withUnsafeBufferPointer { driveUnits in
        changeUnits.withUnsafeBufferPointer { changeUnits in
          numbers.withUnsafeBufferPointer { numbers in
            panels.targets.withUnsafeBufferPointer { targets in
              var layer = assay_two_point_layer(
                sections: sections, panels: panels.count, words: kernels[0], bytes: kernels[1],
                changes: kernels[2], change_bytes: kernels[3], last: kernels[4],
                is_signed: isSigned ? 1 : 0, is_coupled: isCoupled ? 1 : 0,
                is_difference: isDifference ? 1 : 0, drive_moments: kernels[5],
                change_moments: kernels[6], drive_units: driveUnits.baseAddress,
                change_units: changeUnits.baseAddress, numbers: numbers.baseAddress,
                targets: targets.baseAddress)
              body(&layer)
            }
          }
        }
      }
    }
  }
}
