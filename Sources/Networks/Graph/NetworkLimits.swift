/// Bounds that keep a malformed file from exhausting memory; real classifiers stay far below.
enum NetworkLimits {
  /// The most numbers that one tensor may hold for one image.
  static let elements = 1 << 26
  /// The most numbers that all tensors together may hold for one image.
  static let totalElements = 1 << 28
  /// The most numbers in the file's constants.
  static let constants = 1 << 28
  /// The most products, or numbers looked at, for one image: hours of work for a whole data set.
  static let work = 1 << 38
  /// The most products of constants: minutes of work when a file is read.
  static let foldedWork = 1 << 34
  /// The most nodes, those of every call of a function counted anew.
  static let nodes = 1 << 18
  /// The most steps of a recurrent layer.
  static let steps = 1 << 14
  /// The most axes of a tensor.
  static let rank = 8
  /// The largest kernel, stride, dilation or padding.
  static let window = 1 << 20
  /// The opsets whose operators are read.
  static let opsets = 7...28
}

/// The number of places of a shape.
///
/// - Parameters:
///   - shape: The extent of each axis.
///   - limit: The most places that are allowed.
/// - Returns: The product, or nil if an extent is negative or the product exceeds the limit.
func elementCount(_ shape: [Int], limit: Int = NetworkLimits.elements) -> Int? {
  var count = 1
  for extent in shape {
    guard extent >= 0 else { return nil }
    // An extent of 0 must not hide the others: products of some axes are taken later.
    let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
    guard !overflow, product <= limit else { return nil }
    count = product
  }
  return shape.contains(0) ? 0 : count
}

/// How far one step along each axis moves in a row-major tensor.
func rowMajorStrides(_ shape: [Int]) -> [Int] {
  var strides = [Int](repeating: 1, count: shape.count)
  for axis in shape.indices.dropLast().reversed() {
    strides[axis] = strides[axis + 1] * max(shape[axis + 1], 1)
  }
  return strides
}
