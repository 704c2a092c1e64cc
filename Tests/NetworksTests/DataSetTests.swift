import ArrayStorage
import Configuration
import Foundation
import NetworkTestSupport
import Networks
import TestSupport
import Testing

struct DataSetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = folder.file(name)
    try Data(bytes).write(to: url)
    return url.path
  }

  private func refusal(_ specification: String) -> String {
    let error = #expect(throws: InputError.self) { try DataSet(specification: specification) }
    return error.map { "\($0)" } ?? ""
  }

  // Two images of 2 × 3 gray pixels.
  private let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + (1...12).map { UInt8($0) }
  private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 1]

  @Test func `an IDX set has the images and labels of its files`() throws {
    let set = try DataSet(
      specification: "idx:\(write("images", images)),\(write("labels", labels))")
    #expect(set.imageShape == [1, 2, 3])
    #expect(set.labels == [7, 1])
    let tensor = try set.images(1..<2, preprocessing: Preprocessing())
    #expect(tensor == Tensor(shape: [1, 1, 2, 3], elements: [7, 8, 9, 10, 11, 12]))
  }

  @Test func `labels may have 16 or 32 bits`() throws {
    let images = try write("images", images)
    let short = try write("short", [0, 0, 0x0B, 1, 0, 0, 0, 2, 3, 231, 0, 1])
    let long = try write("long", [0, 0, 0x0C, 1, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0, 0, 5])
    #expect(try DataSet(specification: "idx:\(images),\(short)").labels == [999, 1])
    #expect(try DataSet(specification: "idx:\(images),\(long)").labels == [65536, 5])
  }

  @Test func `channels that come last are put first`() throws {
    let pixels: [UInt8] = [1, 2, 3, 4, 5, 6]
    let header: [UInt8] = [0, 0, 8, 4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3]
    let set = try DataSet(
      specification:
        "idx:\(write("x", header + pixels)),\(write("y", [0, 0, 8, 1, 0, 0, 0, 1, 0]))")
    #expect(set.imageShape == [3, 1, 2])
    let tensor = try set.images(0..<1, preprocessing: Preprocessing())
    #expect(tensor.elements == [1, 4, 2, 5, 3, 6])
  }

  @Test func `broken IDX files are refused`() throws {
    let good = try write("images", images)
    let labels = try write("labels", labels)
    #expect(refusal("idx:\(try write("magic", [1, 2, 3, 4, 5])),\(labels)").contains("magic"))
    #expect(refusal("idx:\(try write("empty", [])),\(labels)").contains("magic"))
    #expect(
      refusal("idx:\(try write("type", [0, 0, 13] + images[3...])),\(labels)").contains("magic"))
    let short = refusal("idx:\(try write("short", images.dropLast())),\(labels)")
    #expect(short.contains("11 bytes") && short.contains("[2, 2, 3]"))
    #expect(refusal("idx:\(try write("long", images + [0])),\(labels)").contains("13 bytes"))
    #expect(refusal("idx:\(labels),\(labels)").contains("images × rows × columns"))
    #expect(refusal("idx:\(good),\(good)").contains("one axis"))
    let fewer = try write("fewer", [0, 0, 8, 1, 0, 0, 0, 1, 7])
    let mismatch = refusal("idx:\(good),\(fewer)")
    #expect(mismatch.contains("1 labels") && mismatch.contains("2, one for each image"))
    let broken: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]
    #expect(refusal("idx:\(try write("broken.gz", broken)),\(labels)").contains("compressed"))
    let huge: [UInt8] = [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12)
    #expect(refusal("idx:\(try write("huge", huge)),\(labels)").contains("4294967295"))
    let long = refusal("idx:\(good),\(try write("more", [0, 0, 8, 1, 0, 0, 0, 3, 7, 1, 0]))")
    #expect(long.contains("3 labels"))
  }

  /// A gzip file of stored blocks that ends within the last one.
  private func unfinishedGzip(_ contents: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    for start in stride(from: 0, to: contents.count, by: 60_000) {
      let block = contents[start..<min(start + 60_000, contents.count)]
      bytes.append(0)
      for length in [UInt16(block.count), ~UInt16(block.count)] {
        bytes.append(UInt8(length & 0xFF))
        bytes.append(UInt8(length >> 8))
      }
      bytes += block
    }
    return bytes
  }

  @Test func `a gzip file that unfolds to more than it announces is given up`() throws {
    let labels = try write("labels", labels)
    let header = Array(images[..<16])
    let bomb = unfinishedGzip(header + [UInt8](repeating: 0, count: 1 << 21))
    #expect(refusal("idx:\(try write("bomb.gz", bomb)),\(labels)").contains("more than 28 bytes"))
    let good = try write("images", images)
    let many = unfinishedGzip(self.labels + [UInt8](repeating: 0, count: 1 << 21))
    #expect(refusal("idx:\(good),\(try write("many.gz", many))").contains("more than 10 bytes"))
    // Refused by its header, whatever follows.
    let wrong = unfinishedGzip([1, 2, 3, 4] + [UInt8](repeating: 0, count: 1 << 21))
    #expect(refusal("idx:\(try write("wrong.gz", wrong)),\(labels)").contains("magic"))
  }

  @Test(arguments: [
    "idx:/dev/zero,labels", "idx:images,/dev/zero", "cifar10:/dev/zero", "images:.,/dev/zero",
    "npy:/dev/zero,labels", "npy:images,/dev/zero", "tokens:/dev/zero", "npy:/dev/null,labels",
  ])
  func `a device is no data set`(specification: String) {
    let error = #expect(throws: InputError.self) { try DataSet(specification: specification) }
    #expect(error?.found == "a device" && error?.source.hasPrefix("/dev/") == true)
  }

  @Test func `neither a pipe nor a listed device is a picture`() throws {
    try #require(mkfifo(folder.file("pipe").path, 0o600) == 0)
    let list = try write("list", Array("pipe 0".utf8))
    for specification in [
      "images:\(folder.url.path),\(list)", "tokens:\(folder.file("pipe").path)",
    ] {
      let error = #expect(throws: InputError.self) { try DataSet(specification: specification) }
      #expect(error?.found == "a pipe" && error?.source.hasSuffix("pipe") == true)
    }
  }

  @Test func `a file that cannot be read says why`() throws {
    let labels = try write("labels", labels)
    func reason(_ specification: String) -> String {
      let error = #expect(throws: UnavailableError.self) {
        try DataSet(specification: specification)
      }
      return error?.reason ?? ""
    }
    for kind in ["idx", "npy"] {
      #expect(reason("\(kind):\(folder.file("absent").path),\(labels)").contains("No such file"))
      #expect(reason("\(kind):\(folder.url.path),\(labels)").contains("folder"))
    }
    #expect(reason("cifar10:\(folder.file("absent").path)").contains("No such file"))
    let list = try write("list", Array("absent.png 0".utf8))
    #expect(reason("images:\(folder.url.path),\(list)").contains("No such file"))
  }

  @Test func `a CIFAR-10 file is records of 3073 bytes`() throws {
    let record = [UInt8(3)] + (0..<3072).map { UInt8($0 / 1024) }
    let set = try DataSet(specification: "cifar10:\(write("c.bin", record + record))")
    #expect(set.imageShape == [3, 32, 32] && set.labels == [3, 3])
    let tensor = try set.images(1..<2, preprocessing: Preprocessing(mean: [0, 1, 2]))
    #expect(tensor.elements == [Float](repeating: 0, count: 3072))
    #expect(refusal("cifar10:\(try write("t.bin", record.dropLast()))").contains("3073"))
    #expect(
      refusal("cifar10:\(try write("l.bin", [10] + record.dropFirst()))").contains("label 10"))
    #expect(refusal("cifar10:\(try write("e.bin", []))").contains("0 bytes"))
  }

  // 2 × 1 RGB (10, 20, 30), (40, 50, 60) and 3 × 2 gray 1 … 6, written by another PNG encoder.
  private let colored =
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGPgEpHTMLIBAAI3ANNbVlHYAAAAAElFTkSu"
    + "QmCC"
  private let gray =
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAAAAAC4HznGAAAAEElEQVR4nGNgZGJmYGFlAwAARgAWd/XIfwAAAABJRU5E"
    + "rkJggg=="

  @Test func `a folder of pictures is read in the order of its list`() throws {
    let color = [UInt8](try #require(Data(base64Encoded: colored)))
    let plain = [UInt8](try #require(Data(base64Encoded: gray)))
    _ = try write("a.png", color)
    _ = try write("b.png", plain)
    let list = try write("list.txt", Array("a.png 4\n\n".utf8))
    let set = try DataSet(specification: "images:\(folder.url.path),\(list)")
    #expect(set.imageShape == [3, 1, 2] && set.labels == [4])
    #expect(
      try set.images(0..<1, preprocessing: Preprocessing()).elements == [10, 40, 20, 50, 30, 60])
    let other = try write("gray.txt", Array("b.png 0".utf8))
    let second = try DataSet(specification: "images:\(folder.url.path),\(other)")
    #expect(second.imageShape == [1, 2, 3])

    let mixed = try write("mixed.txt", Array("a.png 4\nb.png 1\n".utf8))
    #expect(refusal("images:\(folder.url.path),\(mixed)").contains("b.png"))
    let odd = try write("odd.txt", Array("a.png 4\na.png four\n".utf8))
    #expect(refusal("images:\(folder.url.path),\(odd)").contains("line 2"))
    _ = try write("cut.png", color.dropLast(30))
    let cut = try write("cut.txt", Array("cut.png 1\n".utf8))
    #expect(refusal("images:\(folder.url.path),\(cut)").contains("cut.png"))
    let text = try write("text.txt", Array("odd.txt 1\n".utf8))
    #expect(refusal("images:\(folder.url.path),\(text)").contains("JPEG"))
    let empty = try write("none.txt", [])
    #expect(refusal("images:\(folder.url.path),\(empty)").contains("0 images"))
    #expect(throws: UnavailableError.self) {
      try DataSet(specification: "images:\(folder.url.path),\(folder.file("absent").path)")
    }
  }

  @Test func `arrays of NumPy are taken as they are`() throws {
    let (x, y) = (folder.file("x.npy"), folder.file("y.npy"))
    try NPYFile.writeFloats(shape: [2, 1, 1, 2], [0.5, 1, 1.5, 2], to: x)
    let header =
      "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }"
    let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
    let labels: [Int64] = [1, 0]
    let bytes =
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
      + labels.withUnsafeBytes { Array($0) }
    try Data(bytes).write(to: y)
    let set = try DataSet(specification: "npy:\(x.path),\(y.path)")
    #expect(set.imageShape == [1, 1, 2] && set.labels == [1, 0])
    let tensor = try set.images(0..<2, preprocessing: Preprocessing(scale: 2))
    #expect(tensor.elements == [1, 2, 3, 4])
    try NPYFile.writeFloats(shape: [3, 1, 1, 1], [0.5, 1, 1.5], to: x)
    #expect(refusal("npy:\(x.path),\(y.path)").contains("(3)"))
  }

  @Test(arguments: ["cifar10", "mnist:a,b", "idx:a", "npy:a,b,c", "images:,x", "", "idx:"])
  func `a specification of another form is a usage error`(specification: String) {
    #expect(throws: UsageError.self) { try DataSet(specification: specification) }
  }

  @Test func `preprocessing crops the center, scales and shifts each channel`() throws {
    let pixels = (0..<3072).map { UInt8(($0 % 1024) / 32) }
    let set = try DataSet(specification: "cifar10:\(write("c.bin", [0] + pixels))", limit: 1)
    let preprocessing = Preprocessing(
      scale: 0.5, mean: [1, 2, 3], deviation: [1, 2, 4], crop: 3)
    let tensor = try set.images(0..<1, preprocessing: preprocessing)
    #expect(tensor.shape == [1, 3, 3, 3])
    // (32 - 3) / 2 = 14: rows 14 to 16, whose pixels hold their row.
    #expect(Array(tensor.elements[..<9]) == [6, 6, 6, 6.5, 6.5, 6.5, 7, 7, 7])
    #expect(tensor.elements[9] == 2.5 && tensor.elements[18] == 1)
    for wrong in [Preprocessing(mean: [1, 2]), Preprocessing(crop: 33)] {
      #expect(throws: InputError.self) { try set.images(0..<1, preprocessing: wrong) }
    }
  }

  @Test func `preprocessing files are strict`() throws {
    func read(_ text: String) throws -> Preprocessing {
      try Preprocessing(ConfigurationDocument(text: text, source: "p.toml"))
    }
    let full = try read("[preprocess]\nscale = 0.5\nmean = [1, 2.5]\nstd = [3]\ncrop = 7\n")
    #expect(full == Preprocessing(scale: 0.5, mean: [1, 2.5], deviation: [3], crop: 7))
    for wrong in [
      "scale = 1", "[preprocess]\nsize = 3", "[preprocess]\nstd = [0]", "[preprocess]\nmean = []",
      "[preprocess]\ncrop = 0", "[preprocess]\nscale = nan", "[preprocess]\nmean = 0.5",
    ] {
      #expect(throws: InputError.self) { try read(wrong) }
    }
    #expect(
      Preprocessing.defaultFile(for: URL(fileURLWithPath: "/a/net.v1.onnx")).path
        == "/a/net.v1.toml")
  }

  @Test func `a set is checked against shape and classes of a network`() throws {
    let set = try DataSet(
      specification: "idx:\(write("images", images)),\(write("labels", labels))")
    func network(_ input: [Int], classes: Int) throws -> Network {
      var builder = ModelBuilder(input: input)
      builder.node("Flatten")
      builder.node(
        "Gemm",
        [builder.constant([input.reduce(1, *), classes], pattern(input.reduce(1, *) * classes))])
      return try builder.network()
    }
    let plain = Preprocessing()
    try set.check(against: network([1, 2, 3], classes: 8), preprocessing: plain)
    try set.check(against: network([6], classes: 8), preprocessing: plain)
    let images = try set.images(0..<2, preprocessing: plain)
    #expect(try network([6], classes: 8).forward(images).shape == [2, 8])
    let shapes = #expect(throws: InputError.self) {
      try set.check(against: network([1, 3, 2], classes: 8), preprocessing: plain)
    }
    #expect("\(String(describing: shapes))".contains("[1, 3, 2]"))
    let classes = #expect(throws: InputError.self) {
      try set.check(against: network([6], classes: 7), preprocessing: plain)
    }
    #expect("\(String(describing: classes))".contains("label 7"))
  }

  @Test(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
  func `JPEG pictures decode to the stored pixels`() throws {
    let root = ReferenceData.file("imagenet-sample").path
    let pictures = try DataSet(
      specification: "images:\(root)/val,\(root)/val.txt", limit: 20)
    let stored = try DataSet(
      specification: ReferenceData.testSet(of: "imagenet-mobilenetv2"), limit: 20)
    #expect(pictures.labels == stored.labels)
    let plain = Preprocessing()
    #expect(
      try pictures.images(0..<20, preprocessing: plain)
        == stored.images(0..<20, preprocessing: plain))
  }
}
