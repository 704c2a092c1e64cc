import Crossbars
import Execution
import Networks
import Testing

/// Images for a layer with a channel a group, and room for its outputs.
struct ChannelImages {
  /// A window with padding, and one with strides and dilation.
  static let windows = [
    Window(
      rows: WindowAxis(input: 6, kernel: 3, paddingBefore: 1, paddingAfter: 1, output: 6),
      columns: WindowAxis(input: 7, kernel: 3, paddingBefore: 1, paddingAfter: 1, output: 7)),
    Window(
      rows: WindowAxis(
        input: 9, kernel: 5, stride: 2, paddingBefore: 2, paddingAfter: 2, output: 5),
      columns: WindowAxis(input: 8, kernel: 3, stride: 2, dilation: 2, output: 2)),
  ]

  let window: Window
  let groups: Int
  let images = 3
  private let values: [Float]

  init(
    _ window: Window, groups: Int, in range: ClosedRange<Float>,
    using generator: inout SeededGenerator
  ) {
    self.window = window
    self.groups = groups
    values = (0..<images * groups * window.inputCount).map { _ in
      Float.random(in: range, using: &generator)
    }
  }

  /// The inputs of a group; those of the others follow them in every image.
  func inputs(_ group: Int) -> LayerInputs {
    let size = window.inputCount
    return LayerInputs(
      values, imageSize: groups * size, offset: group * size, window: window,
      positions: window.positions, width: window.kernelCount,
      rows: 0..<images * window.positions)
  }

  /// What is written where the outputs of a layer belong.
  func written(
    bias: [Float], limits: ClosedRange<Float>, _ write: (LayerOutputs) throws -> Void
  ) throws -> [Float] {
    var all = [Float](repeating: .nan, count: images * groups * window.positions)
    try all.withUnsafeMutableBufferPointer {
      let start = try #require($0.baseAddress)
      try write(
        LayerOutputs(
          start, positions: window.positions, channels: groups, isPlanar: true, bias: bias,
          limits: limits))
    }
    return all
  }
}
