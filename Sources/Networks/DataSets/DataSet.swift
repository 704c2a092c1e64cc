internal import Configuration
internal import Foundation

/// Samples with labels or targets for measuring accuracy: images, signals, tables or texts.
public struct DataSet: Sendable {
  /// The label of a position where no class counts, such as the padding behind a text.
  static let uncounted = -1

  /// The numbers of the images as they are stored.
  enum Values: Sendable {
    case bytes([UInt8])
    case floats([Float])
    /// The files of pictures, which have been decoded before.
    case pictures([Data])
  }

  /// The files, as they are named in messages.
  public let source: String
  /// The shape of one image as it is stored: `[channels, rows, columns]` of pictures; of arrays
  /// whatever follows the first axis, such as `[channels, places]` of signals or `[features]`.
  public let imageShape: [Int]
  /// The class of each image, or of each of its positions, image after image, from 0; −1 for a
  /// position where none counts.
  ///
  /// It is empty where the numbers of the file are no classes.
  public internal(set) var labels: [Int]
  /// The extents of the labels of one image: none for a class an image, such as `[positions]` for
  /// one at every position.
  public let labelShape: [Int]
  /// What a network's outputs should be, image after image; empty where classes alone are known.
  public internal(set) var targets: [Double] = []
  /// The extents of the targets of one image: none for one number.
  public internal(set) var targetShape: [Int] = []
  /// The file of labels or targets, as it is named in messages.
  private(set) var knownSource: String
  /// Why the numbers of the file are no classes; nil where they can be.
  var labelRefusal: InputError?
  /// What is asked of a network; nil where a network decides it, since the numbers of the file can be
  /// classes as well as targets.
  public internal(set) var task: NetworkTask?
  /// The number of images.
  public let count: Int
  let values: Values
  /// Whether the images come from an array whose axes the file does not explain.
  let isArray: Bool
  /// How the images go to a network; nil as they are stored.
  var arrangement: Arrangement?

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
  ///   - task: What is asked of a network; nil for what the files say.
  /// - Throws: `UsageError` if the specification has another form, or no numbers for a regression;
  ///   `UnavailableError` if a file cannot be read, `InputError` if it is malformed or no plain file.
  public init(specification: String, limit: Int? = nil, task: NetworkTask? = nil) throws {
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
    guard task != .regression || kind == "npy" else {
      throw UsageError(
        "the data set \"\(specification)\" has classes; a regression has npy:X.npy,Y.npy, whose "
          + "Y.npy are the numbers that a network should give")
    }
    let urls = files.map { URL(fileURLWithPath: $0) }
    for url in urls { try InputFile.requirePlain(url) }
    let whole: DataSet
    switch kind {
    case "idx": whole = try IDXFile.dataSet(images: urls[0], labels: urls[1])
    case "cifar10": whole = try Self.cifar10(urls[0])
    case "images": whole = try Self.folder(urls[0], labels: urls[1], limit: limit)
    case "tokens": whole = try Self.tokens(urls[0])
    default: whole = try Self.numpy(urls[0], labels: urls[1], task: task)
    }
    self = limit.map { DataSet(prefix: $0, of: whole) } ?? whole
  }

  init(
    source: String, knownSource: String? = nil, imageShape: [Int], labels: [Int],
    labelShape: [Int] = [], values: Values, isArray: Bool = false
  ) throws {
    (self.source, self.knownSource) = (source, knownSource ?? source)
    self.imageShape = imageShape
    self.labels = labels
    self.labelShape = labelShape
    self.values = values
    self.isArray = isArray
    task = .classes
    count = labels.count / labelShape.reduce(1, *)
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

  /// Samples with numbers that a network should give, which may be classes as well.
  ///
  /// - Parameters:
  ///   - source: The file of the samples, as it is named in messages.
  ///   - knownSource: That of the numbers.
  ///   - imageShape: The shape of a sample.
  ///   - targets: What a network should give, sample after sample; at least one sample.
  ///   - targetShape: The extents of the targets of a sample.
  ///   - labels: The same numbers as labels; nil where they are asked to be targets.
  ///   - values: The numbers of the samples.
  /// - Throws: `InputError` if there is no sample, or an empty one.
  init(
    source: String, knownSource: String, imageShape: [Int], targets: [Double], targetShape: [Int],
    labels: Result<(values: [Int], shape: [Int]), InputError>?, values: Values
  ) throws {
    guard !targets.isEmpty, imageShape.allSatisfy({ $0 > 0 }) else {
      throw InputError(
        source: source, found: "\(targets.count) targets for samples of the shape \(imageShape)",
        accepted: "at least one sample that is not empty")
    }
    (self.source, self.knownSource) = (source, knownSource)
    self.imageShape = imageShape
    self.targets = targets
    self.targetShape = targetShape
    self.values = values
    isArray = true
    count = targets.count / targetShape.reduce(1, *)
    switch labels {
    case .success((let values, let shape)): (self.labels, labelShape) = (values, shape)
    case .failure(let refusal): (self.labels, labelShape, labelRefusal) = ([], [], refusal)
    case nil: (self.labels, labelShape, task) = ([], [], .regression)
    }
  }

  /// The SHA-256 of all images with their labels and targets.
  public var sha256: String {
    let images: [String]
    switch values {
    case .bytes(let bytes): images = [bytes.withUnsafeBytes { Checksum.of(bytes: $0) }]
    case .floats(let floats): images = [floats.withUnsafeBytes { Checksum.of(bytes: $0) }]
    case .pictures(let files): images = files.map(Checksum.of)
    }
    let known = [
      labels.withUnsafeBytes { Checksum.of(bytes: $0) }, Checksum.of(targets), "\(imageShape)",
    ]
    return Checksum.of(Data((images + known).joined(separator: "\n").utf8))
  }

  /// The first images, as they are stored.
  ///
  /// - Parameter limit: The most images.
  /// - Returns: The images, not arranged for a network.
  public func prefix(_ limit: Int) -> DataSet { DataSet(prefix: limit, of: self) }

  private init(prefix limit: Int, of whole: DataSet) {
    (source, knownSource) = (whole.source, whole.knownSource)
    isArray = whole.isArray
    imageShape = whole.imageShape
    labelShape = whole.labelShape
    labels = Array(whole.labels.prefix(limit * whole.labelCount))
    targetShape = whole.targetShape
    targets = Array(whole.targets.prefix(limit * whole.targetShape.reduce(1, *)))
    (labelRefusal, task) = (whole.labelRefusal, whole.task)
    count = min(limit, whole.count)
    let size = limit * imageShape.reduce(1, *)
    switch whole.values {
    case .bytes(let bytes): values = .bytes(Array(bytes.prefix(size)))
    case .floats(let floats): values = .floats(Array(floats.prefix(size)))
    case .pictures(let files): values = .pictures(Array(files.prefix(limit)))
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
