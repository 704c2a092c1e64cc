import CKernels
import Crossbars

/// Random numbers for kernels, at addresses that hold as long as this does.
final class KernelNumbers {
  var generator: SeededGenerator
  private var release: [() -> Void] = []

  init(stream: UInt64) {
    generator = SeededGenerator(seed: 3, stream: stream)
  }

  deinit {
    for release in release { release() }
  }

  /// Keeps numbers.
  func keep<Element>(_ elements: [Element]) -> UnsafeMutablePointer<Element> {
    let start = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    start.initialize(from: elements, count: elements.count)
    release.append { start.deallocate() }
    return start
  }

  /// Keeps integers of a range.
  func integers<Element: FixedWidthInteger>(
    _ count: Int, in range: ClosedRange<Element>
  ) -> UnsafeMutablePointer<Element> {
    keep((0..<count).map { _ in Element.random(in: range, using: &generator) })
  }

  /// Keeps numbers of either sign.
  func numbers(_ count: Int, _ size: Float) -> UnsafePointer<Float> {
    UnsafePointer(keep((0..<count).map { _ in Float.random(in: -size...size, using: &generator) }))
  }

  /// Keeps the numbers of columns, which lie sixteen across.
  ///
  /// - Parameters:
  ///   - columns: How many columns.
  ///   - units: What the integer 1 of their sums is: of the shares in words and bytes, the changes in both, and
  ///     softenings or bends.
  /// - Returns: The numbers as `assay_number` orders them.
  func ofColumns(_ columns: Int, units: [Float]) -> UnsafePointer<Float> {
    let each = Int(assay_column_numbers.rawValue)
    var all = (0..<columns * each).map { _ in Float.random(in: -0.02...0.02, using: &generator) }
    for place in 0..<columns {
      let own: [(assay_number, Float)] = [
        (assay_column_words, units[0]), (assay_column_bytes, units[1]),
        (assay_column_changes, units[2]), (assay_column_change_bytes, units[3]),
        (assay_column_last, units[4]), (assay_column_lowest, -150), (assay_column_highest, 105),
        (assay_column_worth, Float(place % 7) - 2.5),
      ]
      for (number, value) in own {
        all[place / 16 * each * 16 + place % 16 + Int(number.rawValue) * 16] = value
      }
    }
    return UnsafePointer(keep(all))
  }
}
