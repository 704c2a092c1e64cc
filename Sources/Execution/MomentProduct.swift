internal import CKernels

/// The integers of the moments of a layer's patches, in bytes, and what they stand for: the mean of the drives, and
/// both moments of the bit lines.
struct MomentProduct: KernelProduct, Sendable {
  /// How many moments a section has.
  static let count = 3
  /// The neighbors in a step.
  static let width = 16

  private let tables: [CodeTable]
  private let steps: RowSteps
  /// *steps × moments × neighbors*.
  private var weights: [Int8]
  /// What the sums of every section begin with; the fourth is no moment, but always 1.
  private var start: [SIMD4<Int32>]
  /// What the integer 1 of the sums of every section stands for.
  private(set) var units: [SIMD4<Double>]

  /// Prepares moments; their weights are still to be set.
  ///
  /// - Parameters:
  ///   - tables: One function as integers, or none.
  ///   - sections: The rows of every section.
  ///   - geometry: Where codes lie.
  ///   - plane: The number of the first element of the function's plane.
  init(_ tables: [CodeTable], sections: [Range<Int>], geometry: CodeGeometry, plane: Int) {
    self.tables = tables
    steps = RowSteps(sections, geometry, width: Self.width, planes: tables.map { _ in plane })
    weights = Array(repeating: 0, count: steps.offsets.count * Self.count * Self.width)
    start = Array(repeating: SIMD4(0, 0, 0, 1), count: sections.count)
    units = Array(repeating: SIMD4(0, 0, 0, 1), count: sections.count)
  }

  /// Sets the weights of the rows of a section in a moment.
  mutating func set(moment: Int, section: Int, _ factors: [Double]) {
    guard !tables.isEmpty, let own = ColumnIntegers([factors], tables: tables, isBytes: true) else {
      return
    }
    units[section][moment] = own.unit
    start[section][moment] = own.start
    for step in steps.steps(ofSection: section) {
      for (neighbor, row) in steps.rows(ofStep: step).enumerated() where row >= 0 {
        weights[(step * Self.count + moment) * Self.width + neighbor] = Int8(own.weights[0][row])
      }
    }
  }

  func withKernel(_ body: (assay_layer_product) -> Void) {
    weights.withUnsafeBytes { weights in
      start.withUnsafeBytes { start in
        steps.first.withUnsafeBufferPointer { first in
          steps.offsets.withUnsafeBufferPointer { offsets in
            body(
              assay_layer_product(
                functions: tables.count, first: first.baseAddress, offsets: offsets.baseAddress,
                weights: weights.baseAddress,
                start: start.baseAddress?.assumingMemoryBound(to: Int32.self)))
          }
        }
      }
    }
  }
}
