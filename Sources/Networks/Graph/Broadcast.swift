/// How the places of two tensors meet in a result.
struct Broadcast: Sendable {
  let shape: [Int]
  /// For each place of the result the place in the left tensor; nil if they are the same.
  let left: [Int32]?
  /// For each place of the result the place in the right tensor; nil if they are the same.
  let right: [Int32]?
  /// How many numbers of the left, or the right, tensor the result repeats one after the other; nil if it takes them
  /// in another order.
  let leftPeriod: Int?
  let rightPeriod: Int?

  /// Aligns two shapes at their last axes; nil if two extents differ and neither is 1, or if the
  /// result is too large.
  init?(_ left: [Int], _ right: [Int]) {
    let rank = max(left.count, right.count)
    let wideLeft = [Int](repeating: 1, count: rank - left.count) + left
    let wideRight = [Int](repeating: 1, count: rank - right.count) + right
    var shape: [Int] = []
    for (first, second) in zip(wideLeft, wideRight) {
      guard first == second || first == 1 || second == 1 else { return nil }
      shape.append(first == 1 ? second : first)
    }
    guard elementCount(shape) != nil else { return nil }
    self.shape = shape
    self.left = wideLeft == shape ? nil : Self.places(of: wideLeft, in: shape)
    self.right = wideRight == shape ? nil : Self.places(of: wideRight, in: shape)
    (leftPeriod, rightPeriod) = (Self.period(self.left), Self.period(self.right))
  }

  private static func period(_ places: [Int32]?) -> Int? {
    guard let places, let largest = places.max() else { return nil }
    let period = Int(largest) + 1
    let isRepeated =
      places.count.isMultiple(of: period)
      && places.indices.allSatisfy { Int(places[$0]) == $0 % period }
    return isRepeated ? period : nil
  }

  /// For each place of a shape the place in a source that is spread over it, aligned at the last
  /// axes; extents of 1 are spread.
  static func places(of source: [Int], spreadTo shape: [Int]) -> [Int32] {
    places(of: [Int](repeating: 1, count: shape.count - source.count) + source, in: shape)
  }

  private static func places(of source: [Int], in shape: [Int]) -> [Int32] {
    let picks = zip(source, shape).map { own, wanted in
      own == wanted
        ? (0..<Int32(clamping: wanted)).map { $0 } : [Int32](repeating: 0, count: wanted)
    }
    return Rearrangement(of: source, picks: picks, order: Array(source.indices)).indices ?? []
  }
}
