import CKernels
import Testing

/// The kernel of 3 × 3 convolutions against sums in double precision.
struct WinogradTests {
  /// Numbers that lie on 64 bytes, as the kernel wants them.
  private struct Numbers {
    let pointer: UnsafeMutablePointer<Float>
    let count: Int

    init(_ count: Int, _ value: (Int) -> Float = { _ in 0 }) {
      self.count = count
      pointer = UnsafeMutableRawPointer.allocate(byteCount: 4 * max(count, 16), alignment: 64)
        .bindMemory(to: Float.self, capacity: count)
      for place in 0..<count { (pointer + place).initialize(to: value(place)) }
    }
  }

  /// Numbers without a pattern, from −1/2 to 1/2.
  private func scattered(_ place: Int, _ seed: UInt64) -> Float {
    var x = (UInt64(place) &+ seed &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
    x ^= x >> 27
    x = x &* 0x94D0_49BB_1331_11EB
    return Float(x >> 40) / Float(1 << 24) - 0.5
  }

  @Test(arguments: [(16, 16, 12, 9), (32, 48, 7, 7), (128, 16, 6, 5)])
  func `tiles lose no more digits than sums in single precision`(
    inputs: Int, outputs: Int, rows: Int, columns: Int
  ) {
    let shape = assay_winograd_shape(
      inputs: inputs, outputs: outputs, rows: rows, columns: columns, output_rows: rows,
      output_columns: columns, top: 1, left: 1)
    let source = Numbers(inputs * rows * columns) { max(scattered($0, 1) + 0.1, 0) }
    let weights = Numbers(inputs * 9 * outputs) { scattered($0, 2) }
    let bias = Numbers(outputs) { scattered($0, 3) }
    let turned = Numbers(inputs * 16 * outputs)
    let target = Numbers(outputs * rows * columns)
    let space = Numbers(assay_winograd_space(shape))
    defer {
      for numbers in [source, weights, bias, turned, target, space] {
        numbers.pointer.deallocate()
      }
    }
    assay_winograd_weights(inputs, outputs, weights.pointer, turned.pointer)
    assay_winograd(
      shape, source.pointer, turned.pointer, bias.pointer, -.infinity, .infinity, target.pointer,
      space.pointer)

    var (tiles, sums) = (0.0, 0.0)
    for output in 0..<outputs {
      for row in 0..<rows {
        for column in 0..<columns {
          var (exact, single) = (Double(bias.pointer[output]), bias.pointer[output])
          for input in 0..<inputs {
            for tap in 0..<9 {
              let (y, x) = (row + tap / 3 - 1, column + tap % 3 - 1)
              guard 0..<rows ~= y, 0..<columns ~= x else { continue }
              let value = source.pointer[
                ((input / 16 * rows + y) * columns + x) * 16 + input % 16]
              let weight = weights.pointer[(input * 9 + tap) * outputs + output]
              exact += Double(value) * Double(weight)
              single += value * weight
            }
          }
          let found = target.pointer[
            ((output / 16 * rows + row) * columns + column) * 16 + output % 16]
          tiles += (Double(found) - exact) * (Double(found) - exact)
          sums += (Double(single) - exact) * (Double(single) - exact)
        }
      }
    }
    #expect(tiles <= sums)
    #expect(sums > 0)
  }

  @Test func `bounds hold numbers and leave what is none`() {
    let shape = assay_winograd_shape(
      inputs: 16, outputs: 16, rows: 3, columns: 3, output_rows: 1, output_columns: 1, top: 0,
      left: 0)
    let given: [Float] = [-3, -1, 0, 2, 9, .nan]
    let turned = Numbers(16 * 16 * 16)
    let source = Numbers(16 * 9)
    let bias = Numbers(16) { given[$0 % 6] }
    let target = Numbers(16)
    let space = Numbers(assay_winograd_space(shape))
    defer {
      for numbers in [turned, source, bias, target, space] { numbers.pointer.deallocate() }
    }
    assay_winograd(
      shape, source.pointer, turned.pointer, bias.pointer, -1, 2, target.pointer, space.pointer)
    let found = Array(UnsafeBufferPointer(start: target.pointer, count: 5))
    let wanted: [Float] = [-1, -1, 0, 2, 2]
    #expect(found == wanted)
    #expect(target.pointer[5].isNaN)
  }
}
