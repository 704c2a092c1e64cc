import CKernels
import Foundation
import Testing

/// The kernels of steps between matrix layers against the same steps number by number.
struct ElementwiseKernelTests {
  /// Numbers of every size, both signs, at more places than vectors have.
  private let numbers: [Float] =
    (-400...400).map { Float($0) / 31 } + [1e-30, -1e-20, 1e-8, -3e-5, 0.4999, 0.5001, 0, 88, -88]

  /// A function is rounded once, of double precision: another last bit is one number in millions.
  private func compare(_ function: assay_function, to exact: (Double) -> Double) {
    for count in [numbers.count, 8, 7, 1, 0] {
      var found = [Float](repeating: .nan, count: count)
      assay_apply(function, count, numbers, &found)
      for (x, value) in zip(numbers, found) {
        let wanted = Float(exact(Double(x)))
        #expect((value - wanted).magnitude <= wanted.ulp, "\(x): \(value), \(wanted)")
      }
      let moved = zip(numbers, found).count { $1 != Float(exact(Double($0))) }
      #expect(moved <= count / 400)
    }
  }

  @Test func `x times the normal distribution`() {
    compare(assay_gelu) { 0.5 * $0 * erfc(-$0 * 0.5.squareRoot()) }
  }

  @Test func `the error function keeps its digits near zero`() {
    compare(assay_error_function) { erf($0) }
  }

  @Test func `functions of what is no number are none`() {
    for function in [assay_gelu, assay_error_function] {
      var found: [Float] = [0, 0, 0]
      assay_apply(function, 3, [.nan, .infinity, 1], &found)
      #expect(found[0].isNaN)
      #expect(found[1] == (function == assay_gelu ? .infinity : 1))
      #expect(found[2].isFinite)
    }
  }

  @Test(arguments: [1, 5, 8, 29])
  func `rows of a softmax`(length: Int) {
    let source = (0..<3 * length).map { Float(($0 * 37) % 23) * 9 - 80 }
    var found = [Float](repeating: 0, count: source.count)
    assay_softmax(3, length, source, &found)
    for row in 0..<3 {
      let own = source[row * length..<(row + 1) * length].map(Double.init)
      let largest = own.max() ?? 0
      let sum = own.reduce(0) { $0 + exp($1 - largest) }
      for (place, value) in own.enumerated() {
        let wanted = exp(value - largest) / sum
        #expect((Double(found[row * length + place]) - wanted).magnitude <= 2e-7 * wanted + 1e-45)
      }
    }
  }

  @Test(arguments: [(24, true, true), (5, true, false), (19, false, true)])
  func `blocks are normalized by their own numbers`(
    length: Int, isCentered: Bool, isShifted: Bool
  ) {
    let count = 2 * length
    let source = (0..<count).map { Float(($0 * 29) % 17) / 3 + 5 }
    let scale = (0..<count).map { 1 + Float($0) / 50 }
    let shift = (0..<count).map { Float($0 % 4) - 1.5 }
    var found = [Float](repeating: 0, count: count)
    assay_normalize_blocks(
      count, length, isCentered ? 1 : 0, 1e-3, scale, isShifted ? shift : nil, source, &found)
    for block in 0..<2 {
      let places = block * length..<(block + 1) * length
      let own = source[places].map(Double.init)
      let mean = isCentered ? own.reduce(0, +) / Double(length) : 0
      let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)
      for place in places {
        let normal = (Double(source[place]) - mean) / (variance + Double(Float(1e-3))).squareRoot()
        let wanted = normal * Double(scale[place]) + (isShifted ? Double(shift[place]) : 0)
        #expect((Double(found[place]) - wanted).magnitude <= 1e-6)
      }
    }
  }

  @Test(arguments: [(3, 7, 50), (1, 1, 1), (4, 24, 24), (2, 3, 16)])
  func `products are added one after the other`(rows: Int, inner: Int, columns: Int) {
    let left = (0..<rows * inner).map { Float(($0 * 31) % 19) / 7 - 1 }
    let right = (0..<inner * columns).map { Float(($0 * 43) % 29) / 11 - 1 }
    var found = [Float](repeating: .nan, count: rows * columns)
    assay_single_product(rows, inner, columns, left, right, &found)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum: Float = 0
        for place in 0..<inner {
          sum += left[row * inner + place] * right[place * columns + column]
        }
        #expect(found[row * columns + column] == sum)
      }
    }
  }
}
