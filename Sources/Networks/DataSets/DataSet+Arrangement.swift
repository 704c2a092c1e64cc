internal import Configuration

extension DataSet {
  /// How the numbers of an image go to a network.
  struct Arrangement: Sendable, Equatable {
    /// The shape that the network wants, without the batch.
    var shape: [Int]
    /// For each axis of the result the axis of the preprocessed image; nil if the order stays.
    var order: [Int]?
  }

  /// The orders of axes that an image may be given in, the stored one first.
  ///
  /// Pictures are stored with the channels first; a network may want them last. An array may hold
  /// them last, too.
  private func orders(of shape: [Int]) -> [[Int]?] {
    guard shape.count == 3 else { return [nil] }
    return isArray ? [nil, [1, 2, 0], [2, 0, 1]] : [nil, [1, 2, 0]]
  }

  /// The shapes that an image can take after preprocessing, for a network that leaves extents free.
  ///
  /// - Parameter preprocessing: Scale, mean, deviation and crop.
  /// - Returns: The shapes, the stored one first; then with the channels in another place, with axes
  ///   of extent 1 more or fewer, and as a list of all numbers.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  public func shapes(after preprocessing: Preprocessing) throws -> [[Int]] {
    let shape = try self.shape(after: preprocessing)
    var shapes = orders(of: shape).map { order in order?.map { shape[$0] } ?? shape }
    let plain = shape.filter { $0 > 1 }
    shapes += [plain, [1] + plain, plain + [1], [1, 1] + plain, plain + [1, 1]]
    shapes.append([shape.reduce(1, *)])
    var known: Set<[Int]> = []
    return shapes.filter { !$0.isEmpty && known.insert($0).inserted }
  }

  /// The same images in the shape that a network wants.
  ///
  /// Axes of extent 1 count for nothing, and a network of plain features takes all numbers in the
  /// stored order.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Returns: The images, whose ``images(_:preprocessing:)`` have that shape, and whose ``task`` is
  ///   decided.
  /// - Throws: `InputError` with both shapes, of samples or of targets, or with the label the network has
  ///   no class for.
  public func arranged(for network: Network, preprocessing: Preprocessing) throws -> DataSet {
    let shape = try self.shape(after: preprocessing)
    let wanted = network.inputShape
    let order = orders(of: shape).first { order in
      let ordered = order?.map { shape[$0] } ?? shape
      return ordered.filter { $0 > 1 } == wanted.filter { $0 > 1 }
    }
    let isFlat = wanted.filter { $0 > 1 } == [shape.reduce(1, *)]
    guard order != nil || isFlat else {
      throw InputError(
        source: source, found: "images of the shape \(shape) after preprocessing",
        accepted: "\(wanted), the input of \(network.source)")
    }
    var arranged = try decided(for: network)
    guard !network.takesIntegers || preprocessing.keepsValues else {
      throw InputError(
        source: network.source, location: "input",
        found: "whole numbers, such as numbers of tokens, and a preprocessing that changes them",
        accepted: "a scale of 1, a mean of 0 and a deviation of 1")
    }
    arranged.arrangement = Arrangement(shape: wanted, order: order ?? nil)
    return arranged
  }

  /// Where the pixels of an image lie among the numbers that a network gets.
  package struct PixelGrid: Sendable, Equatable {
    /// The channels, rows and columns.
    package let channels, rows, columns: Int
    /// Whether the numbers of a pixel lie beside each other; else each channel is a whole picture.
    package let isInterleaved: Bool

    /// The place of a number.
    package func place(channel: Int, row: Int, column: Int) -> Int {
      isInterleaved
        ? (row * columns + column) * channels + channel : (channel * rows + row) * columns + column
    }
  }

  /// Where the pixels of the images lie, as ``images(_:preprocessing:)`` gives them.
  ///
  /// Axes of an array that nothing explains are rows, columns and channels where the last extent alone is that of
  /// colors.
  ///
  /// - Parameter preprocessing: Scale, mean, deviation and crop.
  /// - Returns: The pixels; nil for what has neither two axes nor three.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  package func pixels(after preprocessing: Preprocessing) throws -> PixelGrid? {
    let stored = try self.shape(after: preprocessing)
    let order = arrangement?.order
    let shape = order?.map { stored[$0] } ?? stored
    guard shape.count == 3 else {
      return shape.count == 2
        ? PixelGrid(channels: 1, rows: shape[0], columns: shape[1], isInterleaved: false) : nil
    }
    let colors = [1, 3, 4]
    let isInterleaved =
      order == [1, 2, 0]
      || order == nil && isArray && colors.contains(shape[2]) && !colors.contains(shape[0])
    return isInterleaved
      ? PixelGrid(channels: shape[2], rows: shape[0], columns: shape[1], isInterleaved: true)
      : PixelGrid(channels: shape[0], rows: shape[1], columns: shape[2], isInterleaved: false)
  }

  /// Checks that the preprocessed images and the labels fit a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Throws: `InputError` with both shapes, or with the label the network has no class for.
  public func check(against network: Network, preprocessing: Preprocessing) throws {
    _ = try arranged(for: network, preprocessing: preprocessing)
  }
}
