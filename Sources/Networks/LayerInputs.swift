/// What a group of a layer is multiplied by: rows of numbers, or images whose patches are the rows.
public struct LayerInputs: Sendable {
  /// The numbers of some images, image after image.
  private let values: [Float]
  /// Where the group's first number of an image lies, and how far images are apart.
  private let offset: Int
  private let imageSize: Int
  /// The window whose patches are the vectors; nil if they are rows of the numbers.
  private let window: Window?
  /// The length of a vector.
  private let width: Int
  /// The vectors of an image.
  package let positions: Int
  /// Which vectors, counted over all images.
  package private(set) var rows: Range<Int>
  /// The number of the first image among all that an engine gets, piece after piece.
  package var firstImage = 0
  /// The vectors, if somebody has made them already.
  private var made: Tensor?

  /// Inputs that are rows of numbers.
  ///
  /// - Parameter vectors: *vectors × inputs of the layer*.
  public init(_ vectors: Tensor) {
    self.init(
      vectors.elements, imageSize: vectors.elements.count, positions: vectors.shape[0],
      width: vectors.shape[1], rows: 0..<vectors.shape[0])
  }

  /// Inputs that are rows of numbers, or patches of images.
  ///
  /// - Parameters:
  ///   - values: The numbers of some images, image after image.
  ///   - imageSize: The numbers of an image.
  ///   - offset: Where the group's first number of an image lies.
  ///   - window: The window whose patches are the vectors; nil if they are rows of the numbers.
  ///   - positions: The vectors of an image.
  ///   - width: The length of a vector.
  ///   - rows: Which vectors, counted over all images.
  package init(
    _ values: [Float], imageSize: Int, offset: Int = 0, window: Window? = nil, positions: Int,
    width: Int, rows: Range<Int>
  ) {
    self.values = values
    self.imageSize = imageSize
    self.offset = offset
    self.window = window
    self.positions = positions
    self.width = width
    self.rows = rows
  }

  /// The input vectors, *vectors × inputs of the layer*.
  public var vectors: Tensor {
    if let made { return made }
    guard let window else {
      return Tensor(
        shape: [rows.count, width],
        elements: Array(values[rows.lowerBound * width..<rows.upperBound * width]))
    }
    let patches = PatchMatrix(window: window, channels: width / window.kernelCount)
    let elements = [Float](unsafeUninitializedCapacity: rows.count * width) { target, filled in
      filled = rows.count * width
      guard let target = target.baseAddress else { return }
      forEachImage { image, positions, first in
        patches.write(image, positions: positions, into: target + first * width)
      }
    }
    return Tensor(shape: [rows.count, width], elements: elements)
  }

  /// The same inputs with their vectors, so that these are not made again.
  ///
  /// - Parameter vectors: What ``vectors`` gave.
  /// - Returns: The inputs.
  package func keeping(_ vectors: Tensor) -> LayerInputs {
    var inputs = self
    inputs.made = vectors
    return inputs
  }

  /// The first of the vectors.
  ///
  /// - Parameter count: The most vectors.
  /// - Returns: The inputs of these.
  package func prefix(_ count: Int) -> LayerInputs {
    var prefix = self
    prefix.rows = rows.prefix(count)
    prefix.made = nil
    return prefix
  }

  /// Calls a function for every image of which there are vectors.
  ///
  /// - Parameter body: Gets the group's first number of the image, which of its positions there are, and the
  ///   place of the first of them among the vectors.
  package func forEachImage(_ body: (UnsafePointer<Float>, Range<Int>, Int) throws -> Void) rethrows
  {
    try values.withUnsafeBufferPointer { values in
      guard let start = values.baseAddress else { return }
      var row = rows.lowerBound
      while row < rows.upperBound {
        let image = row / positions
        let end = min(rows.upperBound, (image + 1) * positions)
        try body(
          start + image * imageSize + offset,
          row - image * positions..<end - image * positions, row - rows.lowerBound)
        row = end
      }
    }
  }
}
