/// The columns of a group in panels of 16, two of which the kernels take together.
///
/// Of two kinds of columns each panel of the second lies beside that of the first which holds the same outputs.
struct ColumnPanels: Sendable {
  /// The number of columns of a panel.
  static let width = 16

  /// The number of panels; even.
  let count: Int
  /// The number of panels that hold columns: all, or all but the last.
  let filled: Int
  /// The first of the sums that a panel adds to.
  let targets: [Int32]
  /// The number of sums of a patch.
  let stride: Int
  private let outputs: Int
  private let kinds: Int

  /// Lines columns up.
  ///
  /// - Parameters:
  ///   - outputs: The number of outputs.
  ///   - kinds: The number of columns of an output, one or two.
  init(outputs: Int, kinds: Int) {
    (self.outputs, self.kinds) = (outputs, kinds)
    let blocks = (outputs + Self.width - 1) / Self.width
    let count = kinds == 2 ? 2 * blocks : (blocks + 1) / 2 * 2
    self.count = count
    filled = kinds == 2 ? count : blocks
    stride = blocks * Self.width
    targets = (0..<count).map { panel in
      // A panel that fills up adds nothing to the last.
      Int32((kinds == 2 ? panel / 2 : min(panel, blocks - 1)) * Self.width)
    }
  }

  /// The number of columns of all panels.
  var columns: Int { count * Self.width }

  /// The column of an output.
  func column(ofOutput output: Int, kind: Int) -> Int {
    let (block, lane) = output.quotientAndRemainder(dividingBy: Self.width)
    return (kinds == 2 ? 2 * block + kind : block) * Self.width + lane
  }
}
