internal import Configuration
internal import LinearAlgebra
public import Networks
internal import Records

/// Images, or samples of any kind, as they are evaluated: a data set, how many of its images, and their preprocessing.
public struct LabeledImages: Sendable {
  /// The data set.
  public private(set) var dataSet: DataSet
  /// The number of images, from the front of the data set.
  public let count: Int
  /// The preprocessing.
  public let preprocessing: Preprocessing
  /// The data set as it was named.
  public let name: String
  /// The streams of bits as which arrays get the images; nil for their values.
  package var stream: PixelStream?

  /// Chooses images.
  ///
  /// - Parameters:
  ///   - dataSet: The data set; it may hold more images than are evaluated.
  ///   - name: The data set as a user names it.
  ///   - preprocessing: The preprocessing.
  ///   - limit: The largest number of images; nil for all.
  /// - Throws: `InputError` if there is no image.
  public init(
    _ dataSet: DataSet, name: String, preprocessing: Preprocessing, limit: Int? = nil
  ) throws {
    self.dataSet = dataSet
    self.name = name
    self.preprocessing = preprocessing
    count = min(limit ?? dataSet.count, dataSet.count)
    guard count > 0 else {
      throw InputError(source: name, found: "no images", accepted: "at least 1 image")
    }
  }

  /// The same images in the shape that a network wants.
  ///
  /// - Parameter network: The network.
  /// - Returns: The images.
  /// - Throws: `InputError` if its input is another, or if it has no class for a label.
  func arranged(for network: Network) throws -> LabeledImages {
    var arranged = self
    arranged.dataSet = try dataSet.arranged(for: network, preprocessing: preprocessing)
    return arranged
  }

  /// The targets of the images that are evaluated, image after image; empty for classes.
  var targets: [Double] {
    Array(dataSet.targets.prefix(count * dataSet.targetShape.reduce(1, *)))
  }

  /// The same images with their values as they are.
  var unstreamed: LabeledImages {
    var images = self
    images.stream = nil
    return images
  }

  /// Some images as a network gets them; of streams the first bits.
  ///
  /// - Parameter range: Which images.
  /// - Returns: The images, preprocessed.
  /// - Throws: `InputError` if an image cannot be preprocessed.
  func batch(_ range: Range<Int>) throws -> Tensor {
    let plain = try dataSet.images(range, preprocessing: preprocessing)
    return stream?.bits(of: plain, firstImage: range.lowerBound, trial: 0, bit: 0) ?? plain
  }

  /// Computes something for each batch of images.
  ///
  /// - Parameters:
  ///   - size: The number of images of a batch; results do not depend on it, but memory does.
  ///   - threads: How many threads share the batches.
  ///   - body: Gets the numbers of the images and the preprocessed images.
  /// - Returns: What `body` made, batch after batch.
  /// - Throws: What `body` throws; `InputError` if an image cannot be preprocessed.
  func batches<Element: Sendable>(
    of size: Int = 32, threads: Int, _ body: @Sendable (Range<Int>, Tensor) throws -> Element
  ) throws -> [Element] {
    try concurrentMap((count + size - 1) / size, threads: threads) { index in
      let range = index * size..<min((index + 1) * size, count)
      return try body(range, try batch(range))
    }
  }

  /// What the images bring to every layer of a digital network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - matrices: Its layers.
  ///   - digital: Their matrices.
  ///   - mapping: Which of them are on arrays.
  ///   - threads: How many threads share the work.
  ///   - progress: Gets the number of images of every batch that is done.
  /// - Returns: The inputs, layer after layer.
  /// - Throws: `InputError` if an input of a layer on arrays is not finite, or an image cannot be preprocessed.
  func inputs(
    of network: Network, _ matrices: [LayerMatrix], digital: [DigitalMatrix], mapping: Mapping,
    threads: Int, progress: @Sendable (Int) -> Void = { _ in }
  ) throws -> [LayerSample] {
    var batches = try batches(threads: threads) { range, batch in
      defer { progress(range.count) }
      let engine = SamplingEngine(matrices, products: CrossbarEngine(digital: digital))
      _ = try network.forward(batch, engine: engine)
      return engine.samples
    }
    var samples = LayerSample.joined(&batches)
    for matrix in matrices where !mapping.isDigital(layer: matrix.name) {
      guard samples[matrix.index].isFinite else {
        throw InputError(
          source: network.source, location: "layer \(matrix.name)",
          found: "inputs that are not finite on the sample images of \(name)",
          accepted: "a network and images that stay within single precision")
      }
      samples[matrix.index].finish()
    }
    return samples
  }
}
