/// A tensor whose numbers stand in the file or follow from the file alone.
struct ConstantTensor: Sendable {
  enum Storage: Sendable {
    case floats([Float])
    case integers([Int])
  }

  var shape: [Int]
  var storage: Storage
  /// The type in the file; numbers of the type double are kept in single precision.
  var type: ElementType
  /// Which numbers are the number of images that a file leaves free; nil for none.
  ///
  /// They stand as 1, for one image. Nothing is computed with them, so that the mark stays true.
  var batchPlaces: [Bool]?
  /// For each number the one of which it is an integer multiple, as a quantized file states it; 0 where
  /// any will do, nil where none is stated.
  var steps: [Float]?

  init(
    shape: [Int], storage: Storage, type: ElementType? = nil, batchPlaces: [Bool]? = nil
  ) {
    self.shape = shape
    self.storage = storage
    let plainType: ElementType = if case .floats = storage { .float } else { .int64 }
    self.type = type ?? plainType
    self.batchPlaces = batchPlaces?.contains(true) == true ? batchPlaces : nil
  }

  var count: Int {
    switch storage {
    case .floats(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// Whether a number is the number of images, which the file leaves free.
  var dependsOnBatch: Bool { batchPlaces != nil }

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
      var same = self
      same.shape = rearrangement.shape
      return same
    }
    func moved<Value>(_ values: [Value], fill: Value) -> [Value] {
      indices.map { $0 < 0 ? fill : values[Int($0)] }
    }
    let storage: Storage =
      switch storage {
      case .floats(let values): .floats(moved(values, fill: rearrangement.fill))
      case .integers(let values):
        .integers(moved(values, fill: Int(exactly: rearrangement.fill.rounded()) ?? 0))
      }
    var result = ConstantTensor(
      shape: rearrangement.shape, storage: storage, type: type,
      batchPlaces: batchPlaces.map { moved($0, fill: false) })
    if rearrangement.fill == 0 { result.steps = steps.map { moved($0, fill: 0) } }
    return result
  }
}
