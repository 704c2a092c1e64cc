internal import Configuration

/// Labeled images for measuring accuracy.
public struct DataSet: Sendable {
  /// The numbers of the images as they are stored.
  enum Values: Sendable {
    case bytes([UInt8])
    case floats([Float])
  }

  /// The files, as they are named in messages.
  public let source: String
  /// The shape of one image: `[channels, rows, columns]`.
  public let imageShape: [Int]
  /// The class of each image, from 0.
  public let labels: [Int]
  let values: Values

  /// The number of images.
  public var count: Int { labels.count }

  /// Reads a data set.
  ///
  /// - Parameters:
  ///   - specification: `idx:IMAGES.gz,LABELS.gz`, `cifar10:FILE.bin`, `images:DIR,LABELS.txt` or
  ///     `npy:X.npy,Y.npy`.
  ///   - limit: How many images to take from the front; nil for all.
  /// - Throws: `UsageError` if the specification has another form, `UnavailableError` if a file
  ///   cannot be read, `InputError` if it is malformed.
  public init(specification: String, limit: Int? = nil) throws {
    throw UsageError("the reader of data sets is in preparation")
  }

  /// Preprocessed images, ready for a network.
  ///
  /// - Parameters:
  ///   - range: Which images.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Returns: *images × channels × rows × columns*.
  /// - Throws: `InputError` if the preprocessing does not fit the images.
  public func images(_ range: Range<Int>, preprocessing: Preprocessing) throws -> Tensor {
    throw UsageError("the reader of data sets is in preparation")
  }

  /// Checks that the preprocessed images and the labels fit a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - preprocessing: Scale, mean, deviation and crop.
  /// - Throws: `InputError` with both shapes, or with the label the network has no class for.
  public func check(against network: Network, preprocessing: Preprocessing) throws {
    throw UsageError("the reader of data sets is in preparation")
  }
}
