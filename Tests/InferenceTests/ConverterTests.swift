import Crossbars
import Inference
import Records
import Testing

struct ConverterTests {
  @Test func `zero is a value of every converter`() {
    for (low, high) in [(0.3, 1.0), (-1.0, 0.2), (-0.7, 0.7), (-5, -2)] as [(Float, Float)] {
      let converter = Converter(covering: low...high, bits: 8)
      #expect(converter.lowest == converter.lowest.rounded())
      #expect(converter.highest - converter.lowest == 255)
      // The grid is shifted by half a step at most to meet zero.
      #expect((converter.range.lowerBound - low).magnitude <= 0.51 * converter.step)
      #expect((converter.range.upperBound - high).magnitude <= 0.51 * converter.step)
    }
  }

  @Test func `a narrow range far from zero is read from zero`() {
    let converter = Converter(covering: 1e6...1_000_001, bits: 16)
    #expect(converter.lowest == 0 && converter.highest == 65535)
    #expect(converter.range.contains(1e6))
  }

  @Test func `a converter of an empty range still has a positive step`() {
    #expect(Converter(covering: 0...0, bits: 8).step > 0)
  }

  @Test(arguments: [1, 4, 8, 12])
  func `the chosen range is as good as the best of an exhaustive search`(bits: Int) {
    var generator = SeededGenerator(seed: 3, stream: UInt64(bits))
    let values = (0..<4000).map { _ in Float(generator.normal() * generator.normal() + 0.5) }
    let range = Self.histogram(values).bestRange(bits: bits, shape: .free)
    func error(_ low: Float, _ high: Float) -> Double {
      let step = (high - low) / Float((1 << bits) - 1)
      return values.reduce(0) { sum, value in
        let code = ((min(max(value, low), high) - low) / step).rounded()
        let difference = Double(low + code * step - value)
        return sum + difference * difference
      }
    }
    let low = values.min() ?? 0
    let high = values.max() ?? 0
    var best = Double.infinity
    for i in 0..<32 {
      for j in (i + 1)...32 {
        let width = (high - low) / 32
        best = min(best, error(low + Float(i) * width, low + Float(j) * width))
      }
    }
    let converter = Converter(covering: range, bits: bits)
    // A converter's grid holds zero, which this search is free from: that costs up to half a step
    // of the range, much for one bit.
    let found = error(converter.range.lowerBound, converter.range.upperBound)
    #expect(found <= best * (bits == 1 ? 1.5 : 1.1))
  }

  @Test func `a range from zero or symmetric keeps its shape`() {
    let histogram = Self.histogram([-1, 0, 0.5, 3])
    #expect(histogram.bestRange(bits: 8, shape: .fromZero).lowerBound == 0)
    let symmetric = histogram.bestRange(bits: 8, shape: .symmetric)
    #expect(symmetric.lowerBound == -symmetric.upperBound)
  }

  @Test(arguments: [2, 3, 4])
  func `signed values that are codes are read without error`(bits: Int) {
    let largest = Float((1 << (bits - 1)) - 1)
    let values = stride(from: -largest, through: largest, by: 1).flatMap { [$0, $0, $0] }
    let range = Self.histogram(values).bestRange(bits: bits, shape: .symmetric)
    #expect(range == -largest...largest)
  }

  @Test func `every range holds zero`() {
    for values in [[3, 4], [-4, -3], [3, 3], [0, 0, 7]] as [[Float]] {
      for shape in [ValueHistogram.Shape.free, .symmetric] {
        for bits in [1, 8] {
          #expect(Self.histogram(values).bestRange(bits: bits, shape: shape).contains(0))
        }
      }
    }
  }

  @Test func `values of any magnitude are counted`() {
    let least = Float.leastNonzeroMagnitude
    let extremes: [[Float]] = [
      [least, 3 * least], [8000 * least, 80_000 * least], [-3e38, 3e38], [3.3e38, 3.4e38],
      [0.5, Float(0.5).nextUp], [-least, 3e38],
    ]
    for values in extremes {
      for shape in [ValueHistogram.Shape.fromZero, .symmetric, .free] {
        let range = Self.histogram(values).bestRange(bits: 8, shape: shape)
        #expect(range.lowerBound.isFinite && range.upperBound.isFinite)
        #expect(Double(range.upperBound) > 0.9 * Double(values.max() ?? 0))
      }
    }
  }

  @Test func `heavier values decide a range`() {
    var generator = SeededGenerator(seed: 3, stream: 9)
    let narrow = (0..<4000).map { _ in Float(generator.uniform()) }
    let wide = narrow.map { 10 * $0 }
    let limits = [1e-6, 1, 1e6].map { weight in
      var histogram = ValueHistogram()
      for values in [narrow, wide] { values.withUnsafeBufferPointer { histogram.extend(over: $0) } }
      wide.withUnsafeBufferPointer { histogram.count($0) }
      narrow.withUnsafeBufferPointer { histogram.count($0, weight: weight) }
      return histogram.bestRange(bits: 6, shape: .fromZero).upperBound
    }
    #expect(limits[0] > 9 && limits[0] >= limits[1] && limits[1] > limits[2])
  }

  @Test func `values that are all zero give a range without width`() {
    #expect(Self.histogram([0, 0, 0]).bestRange(bits: 8, shape: .free) == 0...0)
    #expect(ValueHistogram().bestRange(bits: 8, shape: .free) == 0...0)
  }

  @Test func `inputs are rounded to the nearest code and clipped`() throws {
    let histogram = Self.histogram((0...255).map { Float($0) })
    let converter = try InputConverter(histogram, mapping: Mapping(), layer: "x")
    #expect(!converter.isBipolar)
    let step = converter.converter.step
    let values: [Float] = [-3, 0, 0.49, 0.51, 1.5, 2.5, 254.4, 1000].map { $0 * step }
    let codes = values.withUnsafeBufferPointer { converter.codes(of: $0) }
    // Ties go to the even code.
    #expect(codes == [0, 0, 0, 1, 2, 2, 254, 255])
  }

  @Test(arguments: 1...8)
  func `the streams of a code add up to it, whatever its sign`(bitsPerStream: Int) throws {
    var mapping = Mapping()
    mapping.inputs.bitsPerStream = bitsPerStream
    let values = (-127...127).map { Float($0) }
    let converter = try InputConverter(Self.histogram(values), mapping: mapping, layer: "x")
    #expect(converter.isBipolar)
    #expect(converter.fullScale == (1 << min(bitsPerStream, 7)) - 1)
    var sum = [Float](repeating: 0, count: values.count)
    for stream in 0..<converter.streamCount {
      let digits = converter.stream(stream, of: values)
      #expect(digits.allSatisfy { Int($0.magnitude) <= converter.fullScale })
      for place in sum.indices {
        sum[place] += digits[place] * Float(converter.worth(ofStream: stream))
      }
    }
    #expect(sum == values)
  }

  @Test func `one bit cannot hold a sign and a magnitude`() {
    var mapping = Mapping()
    mapping.inputs.bits = 1
    #expect(throws: (any Error).self) {
      try InputConverter(Self.histogram([-1, 1]), mapping: mapping, layer: "x")
    }
  }

  private static func histogram(_ values: [Float]) -> ValueHistogram {
    var histogram = ValueHistogram()
    values.withUnsafeBufferPointer { histogram.extend(over: $0) }
    values.withUnsafeBufferPointer { histogram.count($0) }
    return histogram
  }
}
