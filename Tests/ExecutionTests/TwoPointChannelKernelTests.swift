import CKernels
import Crossbars
import Testing

/// The kernel of layers of bent cells with a channel a group, on the processor's instructions and without.
struct TwoPointChannelKernelTests {
  /// Numbers at an address that holds as long as they do.
  private final class Stored<Element> {
    let start: UnsafeMutablePointer<Element>

    init(_ elements: [Element]) {
      start = .allocate(capacity: elements.count)
      start.initialize(from: elements, count: elements.count)
    }

    deinit { start.deallocate() }
  }

  @Test(arguments: [false, true], [(1, false), (2, false), (2, true)])
  func `every instruction set gives the same bits`(
    isSigned: Bool, columns: (kinds: Int, isDifference: Bool)
  ) throws {
    var generator = SeededGenerator(seed: 3, stream: isSigned ? 1 : 2)
    let (sections, channels, patches, kinds) = (2, 32, 13, columns.kinds)
    var stored: [AnyObject] = []
    func keep<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
      let kept = Stored(elements)
      stored.append(kept)
      return kept.start
    }
    /// Two sections of three and two pairs of rows.
    func product(_ functions: Int, kinds: Int) -> assay_channel_product {
      let pairs = 5 * functions
      let weights = (0..<pairs * channels * kinds * 2).map { _ in
        Int16.random(in: -900...900, using: &generator)
      }
      let start = (0..<sections * kinds * channels).map { _ in
        Int32.random(in: -9999...9999, using: &generator)
      }
      return assay_channel_product(
        functions: functions, first: UnsafePointer(keep([0, 3, 5].map { Int32($0 * functions) })),
        offsets: UnsafePointer(keep((0..<2 * pairs).map { Int32($0 * channels) })),
        weights: UnsafePointer(keep(weights)), start: UnsafePointer(keep(start)))
    }
    var layer = assay_two_point_channels()
    (layer.sections, layer.channels, layer.kinds) = (sections, channels, Int32(kinds))
    layer.words = product(2, kinds: kinds)
    layer.bytes = product(1, kinds: kinds)
    layer.changes = product(1, kinds: kinds)
    layer.change_bytes = product(2, kinds: kinds)
    layer.last = product(1, kinds: kinds)
    layer.drive_moments = product(1, kinds: 3)
    layer.change_moments = product(1, kinds: 3)
    layer.is_coupled = 1
    layer.is_signed = isSigned ? 1 : 0
    layer.is_difference = columns.isDifference ? 1 : 0
    func numbers(_ count: Int, _ size: Float) -> [Float] {
      (0..<count).map { _ in Float.random(in: -size...size, using: &generator) }
    }
    layer.drive_units = UnsafePointer(keep(numbers(sections * 3 * channels, 1e-9)))
    layer.change_units = UnsafePointer(keep(numbers(sections * 3 * channels, 1e-9)))
    let each = Int(assay_column_numbers.rawValue)
    var all = numbers(sections * channels * kinds * each, 0.02)
    for place in 0..<sections * channels * kinds {
      let first = place / 16 * each * 16 + place % 16
      func set(_ number: assay_number, _ value: Float) {
        all[first + Int(number.rawValue) * 16] = value
      }
      set(assay_column_words, 4e-7)
      set(assay_column_bytes, 3e-7)
      set(assay_column_changes, 1e-9)
      set(assay_column_change_bytes, 1e-9)
      set(assay_column_last, 1e-9)
      set(assay_column_lowest, -150)
      set(assay_column_highest, 105)
      set(assay_column_worth, Float(place % 7) - 2.5)
    }
    layer.numbers = UnsafePointer(keep(all))
    let planes = (0..<(20 + patches) * channels).map { _ in
      Int16.random(in: -32768...32767, using: &generator)
    }
    let starts = (0..<patches).map { Int32($0 * channels) }
    let results = [true, false].map { isPlain in
      var sums = [Float](repeating: 0.25, count: patches * channels)
      if isPlain {
        assay_two_point_channel_sums_plain(&layer, patches, starts, planes, &sums)
      } else {
        assay_two_point_channel_sums(&layer, patches, starts, planes, &sums)
      }
      return sums
    }
    #expect(results[0] == results[1])
    #expect(Set(results[0]).count > 100)
    withExtendedLifetime(stored) {}
  }
}
