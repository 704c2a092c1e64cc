internal import Configuration
public import Foundation

/// A trained network that classifies images.
public struct Network: Sendable {
  /// The file, as it is named in messages.
  public let source: String
  /// The shape of one input, without the batch: `[channels, rows, columns]` for images.
  public var inputShape: [Int] { Array(graph.shapes[0].dropFirst()) }
  /// The number of logits for each input.
  public var classCount: Int { graph.shapes[graph.output][1] }
  /// The layers that are products with constant matrices, in the order of execution.
  public var matrixLayers: [MatrixLayer] { graph.layers }
  let graph: Graph
  let pool = SessionPool()

  /// Reads an ONNX file.
  ///
  /// - Parameters:
  ///   - url: The file.
  ///   - imageShape: The shape of the images, without the batch, for a file that leaves extents
  ///     of its input free; see ``DataSet/shape(after:)``.
  /// - Throws: `UnavailableError` if it cannot be read; `InputError` that names file, node,
  ///   operator and shape if it is malformed or uses what is not supported.
  public init(contentsOf url: URL, imageShape: [Int]? = nil) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw UnavailableError(url.path, reason: "the file cannot be read")
    }
    try self.init(data, source: url.path, imageShape: imageShape)
  }

  /// Reads the bytes of an ONNX file.
  ///
  /// - Parameters:
  ///   - data: The bytes.
  ///   - source: The name that messages use.
  ///   - imageShape: The shape of the images, for a file that leaves extents free.
  /// - Throws: `InputError` as ``init(contentsOf:imageShape:)`` does.
  public init(_ data: Data, source: String, imageShape: [Int]? = nil) throws {
    self.source = source
    var importer = GraphImporter(source: source, freeExtents: imageShape)
    graph = try importer.read(data)
  }
}
