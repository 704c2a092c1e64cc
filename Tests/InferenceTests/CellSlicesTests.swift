import Inference
import Records
import Testing

struct CellSlicesTests {
  @Test(arguments: [2, 3, 8, 16], [1, 2, 3, 8, 16])
  func `the slices of a differential weight add up to it`(bits: Int, bitsPerCell: Int) {
    var mapping = Mapping()
    mapping.weights.bits = bits
    mapping.weights.bitsPerCell = bitsPerCell
    let slices = CellSlices(mapping)
    let largest = (1 << (bits - 1)) - 1
    for weight in Set([-largest, -largest / 3, -1, 0, 1, largest / 2, largest]) {
      var sum = 0
      for slice in 0..<mapping.sliceCount {
        let positive = slices.level(of: Int32(weight), slice: slice, polarity: .positive)
        let negative = slices.level(of: Int32(weight), slice: slice, polarity: .negative)
        #expect(positive == 0 || negative == 0)
        #expect(max(positive, negative) < 1 << mapping.sliceBits)
        sum += (positive - negative) * slices.worth(ofSlice: slice)
      }
      #expect(sum == weight)
    }
  }

  @Test(arguments: [2, 8, 16], [1, 2, 3, 8])
  func `the slices of an offset weight add up to it`(bits: Int, bitsPerCell: Int) {
    var mapping = Mapping.exact(.offset, bitsPerCell: bitsPerCell)
    mapping.weights.bits = bits
    let slices = CellSlices(mapping)
    let offset = 1 << (bits - 1)
    for weight in [1 - offset, -1, 0, offset - 1] {
      let sum = (0..<mapping.sliceCount).reduce(0) {
        $0 + slices.level(of: Int32(weight), slice: $1, polarity: .positive)
          * slices.worth(ofSlice: $1)
      }
      #expect(sum - offset == weight)
    }
  }

  @Test func `eight-bit weights in eight-bit cells use all of the conductance range`() {
    // The magnitude has 7 bits: states 0 to 127, so that 127 is the on conductance.
    #expect(Mapping().sliceBits == 7)
    #expect(Mapping().sliceCount == 1)
  }

  @Test func `the integers of a layer are symmetric and lose half a step at most`() {
    let problem = LayerProblem(inputs: 30, outputs: 20, groups: 2)
    for scale in Mapping.Granularity.allCases {
      var mapping = Mapping()
      mapping.weights.scale = scale
      let integers = IntegerWeights(problem.matrix, mapping: mapping)
      var largest: Int32 = 0
      for group in 0..<2 {
        for (place, weight) in problem.matrix.weights[group].enumerated() {
          let integer = integers.values[group][place]
          let step = integers.scales[group][place % 20]
          // Rounding is half a step; the rest is single-precision rounding.
          #expect((Float(integer) * step - weight).magnitude <= step * 0.50001)
          largest = max(largest, abs(integer))
        }
      }
      #expect(largest == 127)
    }
  }
}
