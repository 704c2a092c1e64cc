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
package final class TwoPointLayer: CodeProduct {
  private let turns: CodeTurns
  package let outputs: Int
  private let sections: Int
  private let panels: ColumnPanels
  private let isSigned: Bool
  private let isCoupled: Bool
  private let isRefined: Bool
  /// Whether changes follow from shares and moments, and are no products.
  package let areChangesFitted: Bool
  private let isDifference: Bool
  private let wordTables: StreamTables<Int16>
  private let byteTables: StreamTables<UInt8>

  private let words: PackedProduct
  private let bytes: PackedProduct
  private let changes: PackedProduct
  private let changeBytes: PackedProduct
  private let last: PackedProduct
  private let driveMoments: MomentProduct
  private let changeMoments: MomentProduct
  private let driveUnits: [SIMD4<Float>]
  private let changeUnits: [SIMD4<Float>]
  /// The numbers of the columns, *streams × sections × panels × numbers × 16*.
  private let numbers: [Float]
  private let streams: Int

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
    self.outputs = outputs
    self.sections = sections.count
    isSigned = functions.isSigned
    let panels = ColumnPanels(outputs: outputs, kinds: sections.first?.kinds.count ?? 1)
    self.panels = panels
    let isCoupled = sections.first?.kinds.first?.terms.isEmpty == false
    self.isCoupled = isCoupled
    isRefined = sections.contains(where: \.isRefined)
    areChangesFitted = functions.areChangesFitted
    let streams = sections.first?.kinds.first?.conversions.count ?? 0
    self.streams = streams
    let tables = FunctionTables(functions, isCoupled: isCoupled, isFine: isFine)
    wordTables = StreamTables(
      tables.words + tables.changes + tables.last, codes: functions.codes, streamBits: streamBits,
      streams: streams)
    byteTables = StreamTables(
      tables.bytes + tables.changeBytes + tables.driveMoments + tables.changeMoments,
      codes: functions.codes, streamBits: streamBits, streams: streams)
    turns = CodeTurns(
      geometry, sums: panels.stride,
      functionBytes: 2 * wordTables.functions + byteTables.functions,
      slack: MomentProduct.width - 1)
    let plane = turns.count
    let rows = sections.map(\.rows)
    let columns = panels.columns
    func product(_ tables: [CodeTable], isBytes: Bool, from first: Int) -> PackedProduct {
      PackedProduct(
        tables, isBytes: isBytes, sections: rows, geometry: geometry, columns: columns,
        planes: tables.indices.map { (first + $0) * plane })
    }
    func moments(_ tables: [CodeTable], plane number: Int) -> MomentProduct {
      MomentProduct(tables, sections: rows, geometry: geometry, plane: number * plane)
    }
    let (firstChange, firstMoment) = (
      tables.words.count, tables.bytes.count + tables.changeBytes.count
    )
    var words = product(tables.words, isBytes: false, from: 0)
    var bytes = product(tables.bytes, isBytes: true, from: 0)
    var changes = product(tables.changes, isBytes: false, from: firstChange)
    var changeBytes = product(tables.changeBytes, isBytes: true, from: tables.bytes.count)
    var last = product(tables.last, isBytes: false, from: firstChange + tables.changes.count)
    var driveMoments = moments(tables.driveMoments, plane: firstMoment)
    var changeMoments = moments(tables.changeMoments, plane: firstMoment + 1)
    let ofStream = sections.count * columns * Int(assay_column_numbers.rawValue)
    var numbers = [Float](repeating: 0, count: streams * ofStream)
    for (index, section) in sections.enumerated() {
      if isCoupled {
        for (moment, factors) in section.moments.enumerated() {
          driveMoments.set(moment: moment, section: index, factors)
          changeMoments.set(moment: moment, section: index, factors)
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
          let units = [words, bytes, changes, changeBytes, last].map { $0.units[place] }
          let first = (index * panels.count + panel) * Int(assay_column_numbers.rawValue)
          for stream in 0..<streams {
            for (number, value) in own.numbers(
              ofOutput: output, stream: stream, units: units, isSigned: functions.isSigned)
            {
              numbers[stream * ofStream + (first + number) * ColumnPanels.width + lane] = value
            }
          }
        }
      }
    }
    (self.words, self.bytes, self.changes, self.last) = (words, bytes, changes, last)
    self.changeBytes = changeBytes
    (self.driveMoments, self.changeMoments) = (driveMoments, changeMoments)
    driveUnits = driveMoments.units.map { SIMD4<Float>($0) }
    changeUnits =
      tables.areAlike
      ? driveMoments.units.map { SIMD4<Float>($0 * tables.momentRatio) }
      : changeMoments.units.map { SIMD4<Float>($0) }
    self.numbers = numbers
  }

  package func write(
    _ inputs: LayerInputs, converter: CodeConverter, factors: [Float], to outputs: LayerOutputs,
    first: Int
  ) throws(UnfiniteNumbers) {
    let codes = Int(converter.codes.lowerBound)...Int(converter.codes.upperBound)
    let wordTables = (0..<streams).map { self.wordTables.tables(ofStream: $0, codes: codes) }
    let byteTables = (0..<streams).map { self.byteTables.tables(ofStream: $0, codes: codes) }
    var words = [Int16](repeating: 0, count: self.wordTables.functions * turns.count)
    var bytes = [UInt8](repeating: 0, count: self.byteTables.functions * turns.count)
    var sums: [Float] = []
    var failure: UnfiniteNumbers?
    withKernel { layer, numbers in
      do throws(UnfiniteNumbers) {
        try turns.forEach(inputs, [converter.kernel]) { turn throws(UnfiniteNumbers) in
          sums.assign(0, count: turn.starts.count * panels.stride)
          for stream in 0..<streams {
            assay_code_words(
              turn.used, turn.codes, Int32(codes.lowerBound), self.wordTables.functions,
              wordTables[stream], codes.count, turns.count, &words)
            assay_code_bytes(
              turn.used, turn.codes, Int32(codes.lowerBound), self.byteTables.functions,
              byteTables[stream], codes.count, turns.count, &bytes)
            layer.numbers = numbers + stream * (self.numbers.count / streams)
            assay_two_point_layer_sums(
              &layer, turn.starts.count, turn.starts, words, bytes, panels.stride, &sums)
          }
          try turn.write(
            sums, stride: panels.stride, factors: factors, to: outputs, firstChannel: first)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Calls a body with the layer as the kernels take it, and the numbers of its first stream.
  private func withKernel(
    _ body: (inout assay_two_point_layer, UnsafePointer<Float>) -> Void
  ) {
    PackedProduct.withKernels(of: [words, bytes, changes, changeBytes, last]) { kernels in
      MomentProduct.withKernels(of: [driveMoments, changeMoments]) { moments in
        driveUnits.withUnsafeBytes { driveUnits in
          changeUnits.withUnsafeBytes { changeUnits in
            numbers.withUnsafeBufferPointer { numbers in
              panels.targets.withUnsafeBufferPointer { targets in
                guard let first = numbers.baseAddress else { return }
                var layer = assay_two_point_layer(
                  sections: sections, panels: panels.count, words: kernels[0], bytes: kernels[1],
                  changes: kernels[2], change_bytes: kernels[3], last: kernels[4],
                  is_signed: isSigned ? 1 : 0, is_coupled: isCoupled ? 1 : 0,
                  is_refined: isRefined ? 1 : 0, is_change_fitted: areChangesFitted ? 1 : 0,
                  is_difference: isDifference ? 1 : 0, drive_moments: moments[0],
                  change_moments: moments[1],
                  drive_units: driveUnits.bindMemory(to: Float.self).baseAddress,
                  change_units: changeUnits.bindMemory(to: Float.self).baseAddress,
                  numbers: first, targets: targets.baseAddress)
                body(&layer, first)
              }
            }
          }
        }
      }
    }
  }
}
