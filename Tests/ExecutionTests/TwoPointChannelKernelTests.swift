import CKernels
import Crossbars
import Testing

/// The kernel of layers of bent cells with a channel a group, on the processor's instructions and without.
struct TwoPointChannelKernelTests {
  @Test(arguments: [false, true], [(1, false), (2, false), (2, true)])
  func `every instruction set gives the same bits`(
    isSigned: Bool, columns: (kinds: Int, isDifference: Bool)
  ) throws {
    let numbers = KernelNumbers(stream: isSigned ? 1 : 2)
    let (sections, channels, patches, kinds) = (2, 32, 13, columns.kinds)
    /// Two sections of three and two pairs of rows.
    func product(_ functions: Int, kinds: Int) -> assay_channel_product {
      let pairs = 5 * functions
      return assay_channel_product(
        functions: functions, first: numbers.keep([0, 3, 5].map { Int32($0 * functions) }),
        offsets: numbers.keep((0..<2 * pairs).map { Int32($0 * channels) }),
        weights: numbers.integers(pairs * channels * kinds * 2, in: Int16(-900)...900),
        start: numbers.integers(sections * kinds * channels, in: Int32(-9999)...9999))
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
    layer.drive_units = numbers.numbers(sections * 3 * channels, 1e-9)
    layer.change_units = numbers.numbers(sections * 3 * channels, 1e-9)
    layer.numbers = numbers.ofColumns(
      sections * channels * kinds, units: [4e-7, 3e-7, 1e-9, 1e-9, 1e-9])
    let planes = numbers.integers((20 + patches) * channels, in: Int16.min...Int16.max)
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
    withExtendedLifetime(numbers) {}
  }
}
