import Foundation
import NetworkTestSupport
import Networks
import Testing

/// Gradients of a small network beside those of PyTorch, which scripts/torch-gradients.py printed.
struct TorchGradientTests {
  /// The loss, then the gradients in the order of the parameters.
  private static let wanted: [Double] = [
    0.8100717, -0.1631259, 0.01237919, 0.03563745, -0.01757131, 0.1104436, 0.1577645, -0.03930841,
    -0.09751297, 0.1248718, 0.1333655, 0.0456044, 0.02971793, -0.1032703, 0.1343296, -0.1246459,
    0.02414936, 0.08343591, -0.1136725, 0.201371, -0.1636872, -0.09527731, 0.02241942, -0.020156,
    -0.03757498, 0.04073003, -0.0491859, 0.05051173, 0.00492055, -0.05911618, -0.1461204,
    -0.09839979,
    -0.2126605, -0.009531491, -0.02506715, -0.03187066, 0.09135679, -0.1657766, -0.07943359,
    0.09011176,
    -0.1185424, 0.1481243, -0.006172516, -0.07277553, -0.06232618, -0.01856575, -0.143532,
    -0.2654289,
    0.1788277, -0.07343628, -0.0815383, 0.1853961, -0.1666615, 0.1563693, 0.1720064, 0.3282405,
    0.09560266, -0.09312631, 0.1338258, -0.007081463, -0.1472581, 0.02051378, 0.1887024,
    -0.01911636,
    -0.1069492, -0.06263683, 0.2298446, 0.01937457, -0.03468287, -0.2145364, 0.1053462,
    0.0006293424,
    0.02653738, -0.1325129, 0.09643805, -0.01114242, -0.09269239, 0.007396763, 0.1575846,
    0.001092367,
    -0.03864288, -0.1200341, 0.05138885, -0.0130195, -0.03142762, -0.006941737, 0.1309072,
    0.01931804,
    0.0388381, -0.1890633, 0.3506137, 0.007119693, -0.1352759, -0.2224575, 0.5407892, 0.04075005,
    -0.04314696, -0.5383923, 0.3518408, 0.01374016, -0.1232324, -0.2423485, 0.2641497, 0.009742717,
    -0.1031785, -0.1707138, 0.2326512, 0.01518444, -0.0354715, -0.2123642,
  ]

  @Test func `gradients are those of PyTorch`() throws {
    var builder = ModelBuilder(input: [2, 4, 4])
    func constant(_ shape: [Int], _ seed: Int) -> String {
      builder.constant(shape, pattern(shape.reduce(1, *), seed: seed))
    }
    builder.node(
      "Conv", [constant([3, 2, 3, 3], 1), constant([3], 2)], ["pads": .integers([1, 1, 1, 1])])
    builder.node("Relu")
    builder.node(
      "MaxPool", [], ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    builder.node("Flatten")
    builder.node("Gemm", [constant([12, 4], 3), constant([4], 4)])
    let network = try builder.network()
    let session = try GradientSession(network, images: 3)
    let labels = [2, 0, 3]
    var loss = 0.0
    let found = try session.gradients(
      pattern(3 * 32, seed: 5), parameters: session.layout.numbers(of: network.matrixLayers)
    ) { logits, gradient in
      for (image, label) in labels.enumerated() {
        let places = image * 4..<image * 4 + 4
        let powers = places.map { exp(Double(logits[$0])) }
        let sum = powers.reduce(0, +)
        for (offset, place) in places.enumerated() {
          // A tenth of every label is spread over all classes.
          let share = 0.025 + (offset == label ? 0.9 : 0)
          loss -= share * log(powers[offset] / sum) / 3
          gradient[place] = Float((powers[offset] / sum - share) / 3)
        }
      }
    }
    #expect(found.count + 1 == Self.wanted.count)
    #expect((loss - Self.wanted[0]).magnitude < 1e-5)
    for (own, wanted) in zip(found, Self.wanted.dropFirst()) {
      #expect((Double(own) - wanted).magnitude < 2e-6 + 1e-5 * wanted.magnitude)
    }
  }
}
