internal import CKernels

/// The integers of one of the products of a layer with a channel a group, sixteen channels across.
struct ChannelProduct: Sendable {
  private let functions: Int
  private let tables: [CodeTable]
  private let isBytes: Bool
  private let kinds: Int
  private let channels: Int
  /// Where the pairs of rows of every section begin.
  private var first: [Int32] = [0]
  /// Where both numbers of every pair lie.
  private var offsets: [Int32] = []
  /// For each pair its function and its first row, counted from that of the section.
  private var pairs: [(function: Int, row: Int)] = []
  private var weights: [SIMD32<Int16>] = []
  private var start: [Int32]
  /// What the integer 1 of the sums stands for; *sections × kinds × channels*.
  private(set) var units: [Double]

  /// Prepares a product; its weights are still to be set.
  ///
  /// - Parameters:
  ///   - tables: Its functions as integers.
  ///   - isBytes: Whether weights are bytes; they lie in words all the same.
  ///   - sections: The rows of every section.
  ///   - geometry: Where codes lie.
  ///   - kinds: The number of columns of a channel.
  ///   - channels: The number of channels, a multiple of 16.
  ///   - planes: For each function the number of the first element of its plane.
  init(
    _ tables: [CodeTable], isBytes: Bool, sections: [Range<Int>], geometry: CodeGeometry,
    kinds: Int, channels: Int, planes: [Int]
  ) {
    functions = tables.count
    self.tables = tables
    self.isBytes = isBytes
    self.kinds = kinds
    self.channels = channels
    for rows in sections {
      for (function, plane) in planes.enumerated() {
        // A row alone has itself as its neighbor, with the weight 0.
        for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
          let next = min(row + 1, rows.upperBound - 1)
          offsets.append(Int32(plane + geometry.offset(ofRow: row)))
          offsets.append(Int32(plane + geometry.offset(ofRow: next)))
          pairs.append((function, row - rows.lowerBound))
        }
      }
      first.append(Int32(pairs.count))
    }
    weights = Array(repeating: .zero, count: pairs.count * (channels / 16) * kinds)
    start = Array(repeating: 0, count: sections.count * kinds * channels)
    units = Array(repeating: 0, count: sections.count * kinds * channels)
  }

  /// Where the numbers of a column stand among those of all.
  func place(section: Int, kind: Int, channel: Int) -> Int {
    (section * kinds + kind) * channels + channel
  }

  /// Sets the weights of a column, as ``PackedProduct`` does.
  ///
  /// - Parameters:
  ///   - section: The section.
  ///   - kind: The kind of columns.
  ///   - channel: The channel.
  ///   - factors: The factor of every row in every function; *functions × rows*.
  /// - Returns: What rounding leaves of them; *functions × rows*.
  @discardableResult
  mutating func set(
    section: Int, kind: Int, channel: Int, _ factors: [[Double]]
  ) -> [[Double]] {
    guard let own = ColumnIntegers(factors, tables: tables, isBytes: isBytes) else {
      return factors
    }
    let place = place(section: section, kind: kind, channel: channel)
    units[place] = own.unit
    start[place] = own.start
    let (block, lane) = channel.quotientAndRemainder(dividingBy: 16)
    for pair in Int(first[section])..<Int(first[section + 1]) {
      let (function, row) = pairs[pair]
      let vector = (pair * (channels / 16) + block) * kinds + kind
      weights[vector][2 * lane] = Int16(own.weights[function][row])
      if row + 1 < own.weights[function].count {
        weights[vector][2 * lane + 1] = Int16(own.weights[function][row + 1])
      }
    }
    return own.left
  }

  /// Calls a body with some products as the kernels take them, in order.
  static func withKernels(
    of products: [ChannelProduct], _ body: ([assay_channel_product]) -> Void
  ) {
    func add(_ product: Int, to kernels: [assay_channel_product]) {
      guard product < products.count else { return body(kernels) }
      products[product].withKernel { add(product + 1, to: kernels + [$0]) }
    }
    add(0, to: [])
  }

  private func withKernel(_ body: (assay_channel_product) -> Void) {
    weights.withUnsafeBytes { weights in
      first.withUnsafeBufferPointer { first in
        offsets.withUnsafeBufferPointer { offsets in
          start.withUnsafeBufferPointer { start in
            body(
              assay_channel_product(
                functions: functions, first: first.baseAddress, offsets: offsets.baseAddress,
                weights: weights.baseAddress?.assumingMemoryBound(to: Int16.self),
                start: start.baseAddress))
          }
        }
      }
    }
  }
}
