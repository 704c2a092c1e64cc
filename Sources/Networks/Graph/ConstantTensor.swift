/// A tensor whose numbers stand in the file or follow from the file alone.
struct ConstantTensor: Sendable {
  enum Storage: Sendable {
    case floats([Float])
    case integers([Int])
  }

  var shape: [Int]
  var storage: Storage

  var count: Int {
    switch storage {
    case .floats(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// The numbers as floating point, whatever they are stored as.
  var floats: [Float] {
    switch storage {
    case .floats(let values): values
    case .integers(let values): values.map(Float.init)
    }
  }

  /// The numbers if they are integers.
  var integers: [Int]? {
    guard case .integers(let values) = storage else { return nil }
    return values
  }

  /// The same numbers moved to other places.
  func rearranged(_ rearrangement: Rearrangement) -> ConstantTensor {
    guard let indices = rearrangement.indices else {
      return ConstantTensor(shape: rearrangement.shape, storage: storage)
    }
    switch storage {
    case .floats(let values):
      let moved = indices.map { $0 < 0 ? rearrangement.fill : values[Int($0)] }
      return ConstantTensor(shape: rearrangement.shape, storage: .floats(moved))
    case .integers(let values):
      let fill = Int(exactly: rearrangement.fill.rounded()) ?? 0
      let moved = indices.map { $0 < 0 ? fill : values[Int($0)] }
      return ConstantTensor(shape: rearrangement.shape, storage: .integers(moved))
    }
  }
}
