import NetworkTestSupport
import Networks
import Testing

/// Transposed convolutions against their definition: every input number adds its patch.
struct TransposedConvolutionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var groups = 1
    var stride = 1
    var dilation = 1
    var padding = 0
    var more = 0
    var testDescription: String {
      "groups \(groups), stride \(stride), dilation \(dilation), padding \(padding), \(more) more"
    }
  }

  static let cases = [
    Case(), Case(stride: 2, padding: 1, more: 1), Case(groups: 2, stride: 3),
    Case(dilation: 2, padding: 1), Case(groups: 2, stride: 2, dilation: 2, padding: 2, more: 1),
  ]

  @Test(arguments: cases)
  func `a transposed convolution follows its definition`(test: Case) throws {
    let (channels, outputs, rows, columns, kernel) = (4, 3, 3, 4, 2)
    let weights = pattern(channels * outputs * kernel * kernel, seed: 2)
    let bias = pattern(test.groups * outputs, seed: 3)
    let image = pattern(channels * rows * columns, seed: 7)
    func extent(_ places: Int) -> Int {
      (places - 1) * test.stride + test.more + (kernel - 1) * test.dilation + 1 - 2 * test.padding
    }
    let (height, width) = (extent(rows), extent(columns))
    var expected = (0..<test.groups * outputs).flatMap {
      [Double](repeating: Double(bias[$0]), count: height * width)
    }
    for channel in 0..<channels {
      let group = channel / (channels / test.groups)
      for output in 0..<outputs {
        for place in 0..<rows * columns {
          for tap in 0..<kernel * kernel {
            let y = place / columns * test.stride + tap / kernel * test.dilation - test.padding
            let x = place % columns * test.stride + tap % kernel * test.dilation - test.padding
            guard (0..<height).contains(y), (0..<width).contains(x) else { continue }
            let weight = weights[(channel * outputs + output) * kernel * kernel + tap]
            expected[((group * outputs + output) * height + y) * width + x] +=
              Double(image[channel * rows * columns + place]) * Double(weight)
          }
        }
      }
    }
    var builder = ModelBuilder(input: [channels, rows, columns])
    builder.node(
      "ConvTranspose",
      [
        builder.constant([channels, outputs, kernel, kernel], weights),
        builder.constant([test.groups * outputs], bias),
      ],
      [
        "group": .integer(test.groups), "strides": .integers([test.stride, test.stride]),
        "dilations": .integers([test.dilation, test.dilation]),
        "pads": .integers([Int](repeating: test.padding, count: 4)),
        "output_padding": .integers([test.more, test.more]),
      ])
    builder.node("Flatten")
    let found = try bothWays(builder, image)
    #expect(isClose(found, expected.map { Float($0) }), "\(found.prefix(4)), \(expected.prefix(4))")
    let layer = try #require(try builder.network().matrixLayers.first)
    #expect(layer.inputs == channels / test.groups && layer.outputs == outputs * kernel * kernel)
    #expect(layer.positions == rows * columns && layer.groups == test.groups)
  }
}
