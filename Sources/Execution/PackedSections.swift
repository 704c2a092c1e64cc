internal import CKernels

/// The columns of a group's sections as integers, lined up for the kernels.
struct PackedSections: Sendable {
  /// The number of sections.
  let count: Int
  let panels: ColumnPanels
  /// For every section and column of the panels what the integer 1 of its weights stands for.
  private(set) var units: [Double]
  private let steps: RowSteps
  /// Vectors of 64 bytes, so that none crosses a cache line.
  private var weights: [SIMD32<Int16>]

  /// Packs sections.
  ///
  /// - Parameters:
  ///   - sections: For each section its rows of the layer's matrix, and its columns, kind after kind; all sections have as
  ///     many kinds.
  ///   - geometry: Where codes lie.
  ///   - outputs: The number of outputs.
  ///   - largestCode: The largest magnitude of a code.
  init(
    _ sections: [(rows: Range<Int>, kinds: [ColumnMatrix])], geometry: CodeGeometry, outputs: Int,
    largestCode: Int
  ) {
    precondition(largestCode <= IntegerLayer.largestCode, "codes up to \(largestCode)")
    count = sections.count
    panels = ColumnPanels(outputs: outputs, kinds: sections.first?.kinds.count ?? 1)
    // A row whose neighbor among the codes is none of the section's is alone in its step.
    steps = RowSteps(sections.map(\.rows), geometry, width: 2, planes: [0])
    let (columns, all) = (panels.columns, steps.offsets.count)
    units = [Double](repeating: 1, count: sections.count * columns)
    weights = [SIMD32<Int16>](repeating: .zero, count: panels.count * all)
    for (index, section) in sections.enumerated() {
      for (kind, own) in section.kinds.enumerated() {
        for output in 0..<outputs {
          let column = panels.column(ofOutput: output, kind: kind)
          let (panel, lane) = column.quotientAndRemainder(dividingBy: ColumnPanels.width)
          let (integers, unit) = own.integers(ofOutput: output, largestCode: largestCode)
          for step in steps.steps(ofSection: index) {
            let vector = (panel / 2 * all + step) * 2 + panel % 2
            for (half, row) in steps.rows(ofStep: step).enumerated() where row >= 0 {
              weights[vector][2 * lane + half] = integers[row]
            }
          }
          units[index * columns + column] = unit
        }
      }
    }
  }

  /// The place of a column in lists that have a number for every column of every section.
  func place(_ section: Int, output: Int, kind: Int) -> Int {
    section * panels.columns + panels.column(ofOutput: output, kind: kind)
  }

  /// Calls a body with the sections as the kernels take them.
  ///
  /// - Parameters:
  ///   - columns: What becomes of the sums of the columns.
  ///   - body: The body.
  func withKernel(_ columns: assay_column_codes, _ body: (inout assay_integer_layer) -> Void) {
    weights.withUnsafeBytes { weights in
      guard let weights = weights.baseAddress?.assumingMemoryBound(to: Int16.self) else { return }
      steps.first.withUnsafeBufferPointer { first in
        steps.offsets.withUnsafeBufferPointer { offsets in
          panels.targets.withUnsafeBufferPointer { targets in
            var layer = assay_integer_layer(
              sections: count, panels: panels.count, filled: panels.filled,
              first: first.baseAddress, offsets: offsets.baseAddress, weights: weights,
              columns: columns, targets: targets.baseAddress)
            body(&layer)
          }
        }
      }
    }
  }
}
