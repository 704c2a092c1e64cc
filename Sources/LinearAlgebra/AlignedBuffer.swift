/// Doubles at a multiple of 64 bytes, which the kernels load without crossing cache lines.
package final class AlignedBuffer {
  /// The elements.
  package let elements: UnsafeMutableBufferPointer<Double>

  /// Creates a buffer of zeros.
  package init(count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Double>.stride, alignment: 64)
    let start = bytes.bindMemory(to: Double.self, capacity: max(count, 1))
    start.initialize(repeating: 0, count: max(count, 1))
    elements = UnsafeMutableBufferPointer(start: start, count: count)
  }

  deinit { elements.baseAddress?.deallocate() }

  /// The address of the first element; there is one even in an empty buffer.
  package var start: UnsafeMutablePointer<Double> { elements.baseAddress.unsafelyUnwrapped }

  /// The same memory as numbers of single precision, two in the place of each element.
  package var singles: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(start).assumingMemoryBound(to: Float.self),
      count: 2 * elements.count)
  }

  /// The elements eight at a time, as they lie in a bundle of vectors.
  package var lanes: UnsafeMutableBufferPointer<SIMD8<Double>> {
    UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(start).assumingMemoryBound(to: SIMD8<Double>.self),
      count: elements.count / 8)
  }
}
