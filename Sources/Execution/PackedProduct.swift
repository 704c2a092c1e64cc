internal import CKernels

/// The integers of one of the products of a layer in steps and panels, and what they stand for.
struct PackedProduct: KernelProduct, Sendable {
  /// The number of functions.
  let functions: Int
  /// The steps of the rows.
  let steps: RowSteps
  /// *panels / 2 × steps × 2 panels × 16 columns × numbers of a step*, 64 bytes a vector so that none crosses a cache
  /// line.
  private(set) var words: [SIMD32<Int16>] = []
  private(set) var bytes: [SIMD64<Int8>] = []
  /// What the sums of every column begin with; *sections × columns*.
  private(set) var start: [Int32]
  /// What the integer 1 of the sums of every column stands for; *sections × columns*.
  private(set) var units: [Double]

  private let isBytes: Bool
  private let columns: Int
  private let tables: [CodeTable]

  /// Prepares a product; its weights are still to be set.
  ///
  /// - Parameters:
  ///   - tables: Its functions as integers.
  ///   - isBytes: Whether they and the weights are bytes.
  ///   - sections: The rows of every section.
  ///   - geometry: Where codes lie.
  ///   - columns: The number of columns, of which every 16 make a panel.
  ///   - planes: For each function the number of the first element of its plane.
  init(
    _ tables: [CodeTable], isBytes: Bool, sections: [Range<Int>], geometry: CodeGeometry,
    columns: Int, planes: [Int]
  ) {
    self.tables = tables
    self.isBytes = isBytes
    self.columns = columns
    functions = tables.count
    steps = RowSteps(sections, geometry, width: isBytes ? 4 : 2, planes: planes)
    let count = columns / ColumnPanels.width * steps.offsets.count
    if isBytes {
      bytes = Array(repeating: .zero, count: count)
    } else {
      words = Array(repeating: .zero, count: count)
    }
    start = Array(repeating: 0, count: sections.count * columns)
    units = Array(repeating: 0, count: sections.count * columns)
  }

  /// Sets the weights of a column.
  ///
  /// - Parameters:
  ///   - column: The column.
  ///   - section: The section.
  ///   - factors: The factor of every row in every function; *functions × rows*.
  /// - Returns: What rounding leaves of them; *functions × rows*.
  @discardableResult
  mutating func set(column: Int, section: Int, _ factors: [[Double]]) -> [[Double]] {
    let (panel, lane) = column.quotientAndRemainder(dividingBy: ColumnPanels.width)
    guard let own = ColumnIntegers(factors, tables: tables, isBytes: isBytes) else {
      return factors
    }
    units[section * columns + column] = own.unit
    start[section * columns + column] = own.start
    let weights = own.weights
    let vectors = steps.offsets.count
    for step in steps.steps(ofSection: section) {
      let vector = (panel / 2 * vectors + step) * 2 + panel % 2
      let function = steps.functions[step]
      for (part, row) in steps.rows(ofStep: step).enumerated() where row >= 0 {
        if isBytes {
          bytes[vector][4 * lane + part] = Int8(weights[function][row])
        } else {
          words[vector][2 * lane + part] = Int16(weights[function][row])
        }
      }
    }
    return own.left
  }

  func withKernel(_ body: (assay_layer_product) -> Void) {
    func call(_ weights: UnsafeRawPointer?) {
      steps.first.withUnsafeBufferPointer { first in
        steps.offsets.withUnsafeBufferPointer { offsets in
          start.withUnsafeBufferPointer { start in
            body(
              assay_layer_product(
                functions: functions, first: first.baseAddress, offsets: offsets.baseAddress,
                weights: weights, start: start.baseAddress))
          }
        }
      }
    }
    if isBytes {
      bytes.withUnsafeBytes { call($0.baseAddress) }
    } else {
      words.withUnsafeBytes { call($0.baseAddress) }
    }
  }
}
