internal import Configuration
internal import Foundation

/// Labeled samples for measuring accuracy: images, signals, tables or texts.
public struct DataSet: Sendable {
  /// The label of a position where no class counts, such as the padding behind a text.
  static let uncounted = -1

  /// The numbers of the images as they are stored.
  enum Values: Sendable {
    case bytes([UInt8])
    case floats([Float])
  }

  /// The files, as they are named in messages.
  public let source: String
  /// The shape of one image as it is stored: `[channels, rows, columns]` of pictures; of arrays
  /// whatever follows the first axis, such as `[channels, places]` of signals or `[features]`.
  public let imageShape: [Int]
  /// The class of each image, or of each of its positions, image after image, from 0; −1 for a
  /// position where none counts.
  public let labels: [Int]
  /// The extents of the labels of one image: none for a class an image, such as `[positions]` for
  /// one at every position.
  public let labelShape: [Int]
  let values: Values
  /// Whether the images come from an array whose axes the file does not explain.
  let isArray: Bool
  /// How the images go to a network; nil as they are stored.
  var arrangement: Arrangement?

  /// The number of images.
  public var count: Int { labels.count / labelCount }

  /// The number of labels of one image.
  public var labelCount: Int { labelShape.reduce(1, *) }

  /// The labels of some images, image after image.
  ///
  /// - Parameter images: Which images.
  /// - Returns: ``labelCount`` labels for each.
  public func labels(of images: Range<Int>) -> ArraySlice<Int> {
    labels[images.lowerBound * labelCount..<images.upperBound * labelCount]
  }

  /// The largest number of bytes that the images of a set may take.
  static let byteLimit = 1 << 33

  /// Reads a data set.
  ///
  /// - Parameters:
  ///   - specification: `idx:IMAGES.gz,LABELS.gz`, `cifar10:FILE.bin`, `images:DIR,LABELS.txt`,
  ///     `npy:X.npy,Y.npy` or `tokens:FILE.npy`.
  ///   - limit: How many images to take from the front; nil for all.
  /// - Throws: `UsageError` if the specification has another form, `UnavailableError` if a file
  ///   cannot be read, `InputError` if it is malformed or no plain file.
  public init(specification: String, limit: Int? = nil) throws {
    if let limit, limit < 1 { throw UsageError("a limit of \(limit) images; give at least 1") }
    let accepted =
      "idx:IMAGES.gz,LABELS.gz, cifar10:FILE.bin, images:DIR,LABELS.txt, npy:X.npy,Y.npy or "
      + "tokens:FILE.npy"
    guard let colon = specification.firstIndex(of: ":") else {
      throw UsageError("the data set \"\(specification)\" has no kind; accepted: \(accepted)")
    }
    let kind = specification[..<colon]
    let files = specification[specification.index(after: colon)...]
      .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let fileCounts = ["idx": 2, "cifar10": 1, "images": 2, "npy": 2, "tokens": 1]
    guard files.count == fileCounts[String(kind)], !files.contains("") else {
      throw UsageError("the data set \"\(specification)\"; accepted: \(accepted)")
    }
    let urls = files.map { URL(fileURLWithPath: $0) }
    for url in urls { try InputFile.requirePlain(url) }
    let whole: DataSet
    switch kind {
    case "idx": whole = try IDXFile.dataSet(images: urls[0], labels: urls[1])
    case "cifar10": whole = try Self.cifar10(urls[0])
    case "images": whole = try Self.folder(urls[0], labels: urls[1], limit: limit)
    case "tokens": whole = try Self.tokens(urls[0])
    default: whole = try Self.numpy(urls[0], labels: urls[1])
    }
    self = limit.map { DataSet(prefix: $0, of: whole) } ?? whole
  }

  init(
    source: String, imageShape: [Int], labels: [Int], labelShape: [Int] = [], values: Values,
    isArray: Bool = false
  ) throws {
    self.source = source
    self.imageShape = imageShape
    self.labels = labels
    self.labelShape = labelShape
    self.values = values
    self.isArray = isArray
    guard !labels.isEmpty, imageShape.allSatisfy({ $0 > 0 }) else {
      throw InputError(
        source: source, found: "\(labels.count) images of the shape \(imageShape)",
        accepted: "at least one image that is not empty")
    }
    let lowest = labelShape.isEmpty ? 0 : Self.uncounted
    if let index = labels.firstIndex(where: { $0 < lowest }) {
      throw InputError(
        source: source, location: "label \(index)", found: "\(labels[index])",
        accepted: "classes from 0")
    }
  }

  private init(prefix limit: Int, of whole: DataSet) {
    source = whole.source
    isArray = whole.isArray
    imageShape = whole.imageShape
    labelShape = whole.labelShape
    labels = Array(whole.labels.prefix(limit * whole.labelCount))
    let size = limit * imageShape.reduce(1, *)
    switch whole.values {
    case .bytes(let bytes): values = .bytes(Array(bytes.prefix(size)))
    case .floats(let floats): values = .floats(Array(floats.prefix(size)))
    }
  }

  /// The CIFAR-10 binary format: per image a label byte and three planes of 32 × 32.
  private static func cifar10(_ url: URL) throws -> DataSet {
    let data = try InputFile.data(of: url, limit: byteLimit)
    let size = 3 * 32 * 32
    let record = size + 1
    guard !data.isEmpty, data.count.isMultiple(of: record) else {
      throw InputError(
        source: url.path, found: "\(data.count) bytes",
        accepted: "a multiple of \(record), a label byte and 3072 pixels for each image")
    }
    var labels: [Int] = []
    var bytes: [UInt8] = []
    bytes.reserveCapacity(data.count)
    for start in stride(from: data.startIndex, to: data.endIndex, by: record) {
      let label = Int(data[start])
      guard label < 10 else {
        throw InputError(
          source: url.path, location: "image \(labels.count)", found: "the label \(label)",
          accepted: "0 to 9")
      }
      labels.append(label)
      bytes.append(contentsOf: data[(start + 1)..<(start + record)])
    }
    return try DataSet(
      source: url.path, imageShape: [3, 32, 32], labels: labels, values: .bytes(bytes))
  }
}
