internal import CKernels
package import Networks

/// A layer with a channel a group whose columns are read by the two-point member: all groups at once.
///
/// It gives what a ``TwoPointLayer`` a group gives with the same functions, to the bit.
package final class TwoPointChannels: ChannelLayer {
  private let turns: CodeTurns
  private let sections: Int
  private let channels: Int
  private let kinds: Int
  private let isSigned: Bool
  private let isCoupled: Bool
  private let isRefined: Bool
  private let isDifference: Bool
  private let tables: StreamTables<Int16>
  /// The shares in words and bytes, the changes in both, softenings or bends, and both moments.
  private let products: [ChannelProduct]
  private let driveUnits: [Float]
  private let changeUnits: [Float]
  /// *streams × sections × channels / 16 × kinds × numbers × 16*.
  private let numbers: [Float]
  private let streams: Int

  private static let lanes = 16
  /// The mean of the drives, and both moments of the bit lines.
  private static let moments = 3

  /// Packs a layer.
  ///
  /// - Parameters:
  ///   - groups: For each group its sections in the order in which they are added; all groups have the same rows in
  ///     as many kinds of columns.
  ///   - functions: What all of them share; their changes are summed.
  ///   - window: The window of the convolution, of which each group has one channel and one output.
  ///   - streamBits: The bits of a stream.
  ///   - isDifference: Whether converters read the first kind of columns less the second.
  ///   - isFine: Whether bytes refine what words round.
  package init?(
    _ groups: [[TwoPointSection]], functions: CodeFunctions, window: Window, streamBits: Int,
    isDifference: Bool, isFine: Bool
  ) {
    guard let own = groups.first, let kinds = own.first?.kinds.count,
      let streams = own.first?.kinds.first?.conversions.count,
      !functions.areChangesFitted,
      groups.allSatisfy({
        $0.map(\.rows) == own.map(\.rows)
          && $0.allSatisfy { section in
            section.kinds.count == kinds
              && section.kinds.allSatisfy {
                $0.conversions.count == streams
                  && $0.terms.isEmpty == own[0].kinds[0].terms.isEmpty
              }
          }
      })
    else { return nil }
    (self.kinds, self.streams, self.isDifference) = (kinds, streams, isDifference)
    isSigned = functions.isSigned
    sections = own.count
    let isCoupled = !own[0].kinds[0].terms.isEmpty
    self.isCoupled = isCoupled
    isRefined = groups.contains { $0.contains(where: \.isRefined) }
    let geometry = CodeGeometry(window: window, inputs: groups.count * window.kernelCount)
    let channels = (groups.count + Self.lanes - 1) / Self.lanes * Self.lanes
    self.channels = channels
    let tables = FunctionTables(functions, isCoupled: isCoupled, isFine: isFine)
    self.tables = StreamTables(
      tables.products.flatMap(\.self), codes: functions.codes, streamBits: streamBits,
      streams: streams)
    turns = CodeTurns(
      geometry, sums: channels, functionBytes: 2 * self.tables.functions, slack: Self.lanes)
    let plane = turns.count
    let rows = own.map(\.rows)
    var planes = 0
    func product(_ tables: [CodeTable], isBytes: Bool, kinds: Int) -> ChannelProduct {
      defer { planes += tables.count }
      return ChannelProduct(
        tables, isBytes: isBytes, sections: rows, geometry: geometry, kinds: kinds,
        channels: channels, planes: tables.indices.map { (planes + $0) * plane })
    }
    var words = product(tables.words, isBytes: false, kinds: kinds)
    var bytes = product(tables.bytes, isBytes: true, kinds: kinds)
    var changes = product(tables.changes, isBytes: false, kinds: kinds)
    var changeBytes = product(tables.changeBytes, isBytes: true, kinds: kinds)
    var last = product(tables.last, isBytes: false, kinds: kinds)
    var driveMoments = product(tables.driveMoments, isBytes: true, kinds: Self.moments)
    var changeMoments = product(tables.changeMoments, isBytes: true, kinds: Self.moments)
    let size = Int(assay_column_numbers.rawValue) * Self.lanes
    let ofStream = own.count * channels / Self.lanes * kinds * size
    var numbers = [Float](repeating: 0, count: streams * ofStream)
    for (channel, sections) in groups.enumerated() {
      let (block, lane) = channel.quotientAndRemainder(dividingBy: Self.lanes)
      for (index, section) in sections.enumerated() {
        for (moment, weights) in section.moments.enumerated() where isCoupled {
          driveMoments.set(section: index, kind: moment, channel: channel, [weights])
          guard !tables.areAlike else { continue }
          changeMoments.set(section: index, kind: moment, channel: channel, [weights])
        }
        for (kind, columns) in section.kinds.enumerated() {
          let left = words.set(section: index, kind: kind, channel: channel, columns.words)
          bytes.set(
            section: index, kind: kind, channel: channel, (isFine ? left : []) + columns.bytes)
          changes.set(section: index, kind: kind, channel: channel, columns.changes)
          changeBytes.set(section: index, kind: kind, channel: channel, columns.changeBytes)
          last.set(section: index, kind: kind, channel: channel, columns.last)
          let place = words.place(section: index, kind: kind, channel: channel)
          let units = [words, bytes, changes, changeBytes, last].map { $0.units[place] }
          for stream in 0..<streams {
            let first =
              stream * ofStream
              + ((index * (channels / Self.lanes) + block) * kinds + kind) * size
            for (number, value) in columns.numbers(
              ofOutput: 0, stream: stream, units: units, isSigned: functions.isSigned)
            {
              numbers[first + number * Self.lanes + lane] = value
            }
          }
        }
      }
    }
    products = [words, bytes, changes, changeBytes, last, driveMoments, changeMoments]
    self.numbers = numbers
    driveUnits = driveMoments.units.map(Float.init)
    changeUnits =
      tables.areAlike
      ? driveMoments.units.map { Float($0 * tables.momentRatio) }
      : changeMoments.units.map(Float.init)
  }

  package func write(
    _ inputs: LayerInputs, converters: [CodeConverter], factors: [Float], to outputs: LayerOutputs
  ) throws(UnfiniteNumbers) {
    guard let codes = converters.first?.codes else { return }
    let range = Int(codes.lowerBound)...Int(codes.upperBound)
    let tables = (0..<streams).map { self.tables.tables(ofStream: $0, codes: range) }
    var planes = [Int16](repeating: 0, count: self.tables.functions * turns.count)
    var sums: [Float] = []
    var failure: UnfiniteNumbers?
    withKernel { layer, numbers in
      do throws(UnfiniteNumbers) {
        try turns.forEach(inputs, converters.map(\.kernel)) { turn throws(UnfiniteNumbers) in
          sums.assign(0, count: turn.starts.count * channels)
          for stream in 0..<streams {
            assay_code_words(
              turn.used, turn.codes, Int32(range.lowerBound), self.tables.functions,
              tables[stream], range.count, turns.count, &planes)
            layer.numbers = numbers + stream * (self.numbers.count / streams)
            assay_two_point_channel_sums(&layer, turn.starts.count, turn.starts, planes, &sums)
          }
          try turn.write(sums, stride: channels, factors: factors, to: outputs, firstChannel: 0)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Calls a body with the layer as the kernels take it, and the numbers of its first stream.
  private func withKernel(
    _ body: (inout assay_two_point_channels, UnsafePointer<Float>) -> Void
  ) {
    ChannelProduct.withKernels(of: products) { kernels in
      driveUnits.withUnsafeBufferPointer { driveUnits in
        changeUnits.withUnsafeBufferPointer { changeUnits in
          numbers.withUnsafeBufferPointer { numbers in
            guard let first = numbers.baseAddress else { return }
            var layer = assay_two_point_channels(
              sections: sections, channels: channels, kinds: Int32(kinds),
              is_signed: isSigned ? 1 : 0, is_coupled: isCoupled ? 1 : 0,
              is_refined: isRefined ? 1 : 0,
              is_difference: isDifference ? 1 : 0, words: kernels[0], bytes: kernels[1],
              changes: kernels[2], change_bytes: kernels[3], last: kernels[4],
              drive_moments: kernels[5], change_moments: kernels[6],
              drive_units: driveUnits.baseAddress, change_units: changeUnits.baseAddress,
              numbers: first)
            body(&layer, first)
          }
        }
      }
    }
  }
}
