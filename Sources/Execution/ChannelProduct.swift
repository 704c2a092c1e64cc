internal import CKernels

/// The integers of one of the products of a layer with a channel a group, sixteen channels across.
struct ChannelProduct: KernelProduct, Sendable {
  private let functions: Int
  private let tables: [CodeTable]
  private let isBytes: Bool
  private let kinds: Int
  private let channels: Int
  private let pairs: TapPairs
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
    pairs = TapPairs(sections, geometry, planes: planes)
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
    for pair in pairs.pairs(ofSection: section) {
      let (function, row) = pairs.places[pair]
      let vector = (pair * (channels / 16) + block) * kinds + kind
      weights[vector][2 * lane] = Int16(own.weights[function][row])
      if row + 1 < own.weights[function].count {
        weights[vector][2 * lane + 1] = Int16(own.weights[function][row + 1])
      }
    }
    return own.left
  }

  func withKernel(_ body: (assay_channel_product) -> Void) {
    weights.withUnsafeBytes { weights in
      pairs.first.withUnsafeBufferPointer { first in
        pairs.offsets.withUnsafeBufferPointer { offsets in
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
