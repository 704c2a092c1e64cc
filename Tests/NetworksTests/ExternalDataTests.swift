import Configuration
import Foundation
import NetworkTestSupport
import Networks
import TestSupport
import Testing

/// Weights in a file beside the model.
struct ExternalDataTests {
  private let folder: TemporaryFolder
  private let weights: [Float] = [1, 2, 3, 4, 5, 6]

  init() throws { folder = try TemporaryFolder() }

  /// A model of 3 inputs and 2 outputs whose matrix lies in another file.
  private func model(_ entries: [(String, String)], location: Int32 = 1) throws -> ModelBuilder {
    var builder = ModelBuilder(input: [3])
    var tensor = ONNXTensorProto()
    tensor.name = "weights"
    tensor.dims = [3, 2]
    tensor.dataType = 1
    tensor.dataLocation = location
    tensor.externalData = entries.map { key, value in
      var entry = ONNXStringStringEntryProto()
      (entry.key, entry.value) = (key, value)
      return entry
    }
    builder.node("Gemm", [builder.add(tensor)])
    return builder
  }

  private func write(_ name: String, _ bytes: Data) throws {
    let file = folder.file(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  private var bytes: Data { weights.withUnsafeBytes { Data($0) } }

  private func network(_ entries: [(String, String)]) throws -> Network {
    let file = folder.file("net.onnx")
    try model(entries).data().write(to: file)
    return try Network(contentsOf: file)
  }

  @Test func `weights are read from their place in a file of the folder`() throws {
    try write("net.onnx.data", Data(count: 8) + bytes + Data(count: 3))
    try write("parts/one.bin", bytes)
    let cases: [[(String, String)]] = [
      [("location", "net.onnx.data"), ("offset", "8"), ("length", "24"), ("checksum", "0a")],
      [("location", "parts/one.bin")],
      [("length", "24"), ("location", "./parts/one.bin")],
    ]
    for entries in cases {
      let found = try network(entries).forward(Tensor(shape: [1, 3], elements: [1, 10, 100]))
      #expect(found.elements == [531, 642])
    }
  }

  @Test func `numbers both inside and in another file are refused`() throws {
    try write("b.data", bytes)
    var tensor = ONNXTensorProto()
    tensor.name = "weights"
    tensor.dims = [3, 2]
    tensor.dataType = 1
    tensor.dataLocation = 1
    tensor.rawData = bytes
    var entry = ONNXStringStringEntryProto()
    (entry.key, entry.value) = ("location", "b.data")
    tensor.externalData = [entry]
    var builder = ModelBuilder(input: [3])
    builder.node("Gemm", [builder.add(tensor)])
    let file = folder.file("net.onnx")
    try builder.data().write(to: file)
    #expect(throws: InputError.self) { try Network(contentsOf: file) }
  }

  @Test func `the digest covers the files with weights`() throws {
    try write("b.data", bytes)
    let first = try network([("location", "b.data")])
    let model = try Data(contentsOf: folder.file("net.onnx"))
    #expect(first.sha256 == Checksum.of(model + bytes))
    #expect(first.dataFiles == [folder.file("b.data").path])
    try write("b.data", [6, 5, 4, 3, 2, 1 as Float].withUnsafeBytes { Data($0) })
    #expect(try network([("location", "b.data")]).sha256 != first.sha256)
    var inside = ModelBuilder(input: [1])
    inside.node("Relu")
    let data = try inside.data()
    #expect(try Network(data, source: "in.onnx").sha256 == Checksum.of(data))
  }

  @Test(
    arguments: [
      ([("location", "../secret.data")], "folder"), ([("location", "a/../../x")], "folder"),
      ([("location", "/etc/passwd")], "folder"), ([("location", "")], "folder"),
      ([("offset", "0")], "location"), ([("location", "out/secret.data")], "link"),
      ([("location", "link.data")], "link"), ([("location", "parts")], "plain file"),
      ([("location", "w.data"), ("offset", "-8")], "offset"),
      ([("location", "w.data"), ("offset", "9223372036854775807")], "24 bytes"),
      ([("location", "w.data"), ("offset", "99999999999999999999")], "offset"),
      ([("location", "w.data"), ("offset", "4"), ("length", "24")], "at most its 24 bytes"),
      ([("location", "w.data"), ("length", "20")], "as type and shape need"),
      ([("location", "w.data"), ("offset", "4")], "as type and shape need"),
      ([("location", "w.data"), ("length", "many")], "length"),
      ([("location", "w.data"), ("location", "w.data")], "once"),
      ([("location", "w.data"), ("codec", "zip")], "codec"),
    ] as [([(String, String)], String)])
  func `a place that is not inside the folder or the file is refused`(
    entries: [(String, String)], word: String
  ) throws {
    let outside = try TemporaryFolder()
    try bytes.write(to: outside.file("secret.data"))
    try write("w.data", bytes)
    try write("parts/one.bin", bytes)
    let manager = FileManager.default
    try manager.createSymbolicLink(at: folder.file("out"), withDestinationURL: outside.url)
    try manager.createSymbolicLink(
      at: folder.file("link.data"), withDestinationURL: outside.file("secret.data"))
    let message = try refusal(try model(entries), folder: folder.url)
    #expect(message.contains("weights") && message.contains(word), "\(message)")
  }

  @Test func `a file that is not there is named`() throws {
    let error = #expect(throws: UnavailableError.self) { try network([("location", "gone.data")]) }
    #expect(error?.subject.hasSuffix("gone.data") == true)
    #expect(error?.reason.contains("No such file") == true)
  }

  @Test func `a model without a folder cannot have other files`() throws {
    try write("w.data", bytes)
    #expect(try refusal(try model([("location", "w.data")])).contains("w.data"))
    #expect(try refusal(try model([], location: 2)).contains("data location 2"))
  }

  @Test func `a link inside the folder is followed`() throws {
    try write("parts/one.bin", bytes)
    try FileManager.default.createSymbolicLink(
      at: folder.file("w.data"), withDestinationURL: folder.file("parts/one.bin"))
    #expect(try network([("location", "w.data")]).classCount == 2)
  }
}
