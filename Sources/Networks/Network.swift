internal import Configuration
public import Foundation

/// A trained network that classifies images, signals, tables or texts, or gives numbers for them.
public struct Network: Sendable {
  /// The file, as it is named in messages.
  public let source: String
  /// The shape of one input, without the batch: `[channels, rows, columns]` for images.
  public var inputShape: [Int] { Array(graph.shapes[0].dropFirst()) }
  /// Whether the numbers of an input are whole, such as numbers of tokens.
  public var takesIntegers: Bool { !graph.types[0].isFloatingPoint }
  /// The shape of the logits for one input: `[classes]`, or `[positions, classes]` and
  /// `[rows, columns, classes]` where each position has a class of its own.
  public var outputShape: [Int] { graph.outputShape }
  /// The same as the file has it: of more than two axes the classes may come first.
  public var declaredOutputShape: [Int] {
    graph.hasClassesSecond
      ? [classCount] + graph.outputShape.dropLast() : graph.outputShape
  }
  /// The number of logits for each input, or for each of its positions.
  public var classCount: Int { graph.outputShape[graph.outputShape.count - 1] }
  /// How many classes an input gets: 1, or one for each position.
  public var positionCount: Int { graph.outputShape.dropLast().reduce(1, *) }
  /// Whether the outputs are the probabilities of classes, instead of logits.
  public var givesProbabilities: Bool { graph.givesProbabilities }
  /// The numbers of all values that an input goes through.
  package var valueCount: Int { graph.shapes.indices.reduce(0) { $0 + graph.count($1) } }
  /// The layers that are products with constant matrices, in the order of execution.
  public var matrixLayers: [MatrixLayer] { graph.layers }
  /// The SHA-256 of the file, and of the files that hold its numbers, in hexadecimal.
  ///
  /// Of the model's bytes and, behind them, of each data file's bytes in the order of the names; of a
  /// network that holds other numbers than its file, of the file's digest and these numbers.
  public let sha256: String
  /// The paths of the files that hold numbers of the network beside its own.
  public let dataFiles: [String]
  let graph: Graph
  /// The file that was read.
  let file: ModelFile
  let pool = SessionPool()

  /// The largest ONNX file; more than 2 GiB no protobuf message can have.
  private static let fileLimit = 1 << 31

  /// Reads an ONNX file, and the files beside it that hold its numbers.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - imageShapes: The shapes that an image can take, without the batch, for a file that leaves
  ///     extents of its input free; the first that fits is taken. See ``DataSet/shapes(after:)``.
  /// - Throws: `UnavailableError` if a file cannot be read; `InputError` that names file, node,
  ///   operator and shape if it is malformed or uses what is not supported.
  public init(contentsOf url: URL, imageShapes: [[Int]] = []) throws {
    let data = try InputFile.data(of: url, limit: Self.fileLimit)
    try self.init(
      data, source: url.path, folder: url.deletingLastPathComponent(), imageShapes: imageShapes)
  }

  /// Reads the bytes of an ONNX file.
  ///
  /// - Parameters:
  ///   - data: The bytes.
  ///   - source: The name that messages use.
  ///   - folder: Where files with its numbers may lie; nil for a model that must hold them itself.
  ///   - imageShapes: The shapes that an image can take, for a file that leaves extents free.
  /// - Throws: As ``init(contentsOf:imageShapes:)`` does.
  public init(
    _ data: Data, source: String, folder: URL? = nil, imageShapes: [[Int]] = []
  ) throws {
    self.source = source
    let (graph, contents) = try GraphImporter.read(
      data, source: source, folder: folder, imageShapes: imageShapes)
    self.graph = graph
    let files = contents.sorted { $0.key < $1.key }
    sha256 = Checksum.of(files.reduce(data) { $0 + $1.value })
    dataFiles = files.compactMap { folder?.appendingPathComponent($0.key).path }
    file = ModelFile(data: data, numbers: contents)
  }

  /// A network of the same file with a graph of other numbers.
  init(_ network: Network, graph: Graph, sha256: String) {
    source = network.source
    dataFiles = network.dataFiles
    file = network.file
    self.graph = graph
    self.sha256 = sha256
  }
}
