import Configuration
import Foundation
import Networks
import TestSupport
import Testing

/// Pictures give the bytes that are stored, as Pillow's `convert("L")` and `convert("RGB")` do.
struct PictureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ data: Data) throws -> DataSet {
    try data.write(to: folder.file("picture"))
    try Data("picture 0".utf8).write(to: folder.file("list"))
    return try DataSet(specification: "images:\(folder.url.path),\(folder.file("list").path)")
  }

  private func pixels(_ data: Data) throws -> [Float] {
    try read(data).images(0..<1, preprocessing: Preprocessing()).elements
  }

  private func refusal(_ data: Data) -> String {
    let error = #expect(throws: InputError.self) { try read(data) }
    return error.map { "\($0)" } ?? ""
  }

  private static func big(_ values: [UInt32]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } }
  }

  // What files say of their colors: a gamma of 1 and of 1/1.8, sRGB, primaries, a broken profile.
  @Test(
    arguments: [
      [], [("gAMA", big([100000]))], [("gAMA", big([55556]))], [("sRGB", [0])],
      [
        ("gAMA", big([100000])),
        ("cHRM", big([31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000])),
      ],
      [("iCCP", Array("profile".utf8) + [0, 0, 1, 2, 3])],
      [("sBIT", [4])], [("bKGD", [0, 9])], [("tRNS", [0, 64])],
    ] as [[(String, [UInt8])]])
  func `stored bytes are read whatever a file says of its colors`(chunks: [(String, [UInt8])])
    throws
  {
    let line: [UInt8] = (0..<64).map { 4 * $0 }
    let writer = PNGWriter(
      columns: 64, rows: 1, depth: 8, color: 0,
      chunks: chunks.map { (name: $0.0, bytes: $0.1) })
    #expect(try pixels(writer.file(lines: [line])) == line.map(Float.init))
  }

  @Test func `RGB with a gamma is read as stored`() throws {
    let writer = PNGWriter(
      columns: 2, rows: 1, depth: 8, color: 2, chunks: [("gAMA", Self.big([55556]))])
    #expect(
      try pixels(writer.file(lines: [[10, 64, 128, 200, 1, 255]])) == [10, 200, 64, 1, 128, 255])
  }

  @Test(
    arguments: [
      (1, [0b1101_0000], [255, 255, 0, 255]), (2, [0b1101_1000], [255, 85, 170, 0]),
      (4, [0xF1, 0x80], [255, 17, 136, 0]),
    ] as [(UInt8, [UInt8], [Float])])
  func `gray of few bits is spread to 0 to 255`(depth: UInt8, line: [UInt8], expected: [Float])
    throws
  {
    let writer = PNGWriter(columns: 4, rows: 1, depth: depth, color: 0)
    #expect(try pixels(writer.file(lines: [line])) == expected)
  }

  @Test(
    arguments: [
      (8, [2, 0, 1, 2]), (4, [0x20, 0x12]), (2, [0b1000_0110]),
    ] as [(UInt8, [UInt8])])
  func `a palette gives RGB, whatever of it is transparent`(depth: UInt8, line: [UInt8]) throws {
    let palette: [UInt8] = [10, 20, 30, 40, 50, 60, 70, 80, 90]
    for transparent in [[], [("tRNS", [0, 128] as [UInt8])]] {
      let writer = PNGWriter(
        columns: 4, rows: 1, depth: depth, color: 3,
        chunks: [("PLTE", palette)] + transparent.map { (name: $0.0, bytes: $0.1) })
      #expect(
        try pixels(writer.file(lines: [line]))
          == [70, 10, 40, 70, 80, 20, 50, 80, 90, 30, 60, 90])
    }
  }

  @Test func `transparency is dropped and not composed`() throws {
    let gray = PNGWriter(columns: 2, rows: 1, depth: 8, color: 4)
    #expect(try pixels(gray.file(lines: [[200, 0, 100, 128]])) == [200, 100])
    let color = PNGWriter(columns: 1, rows: 2, depth: 8, color: 6)
    #expect(
      try pixels(color.file(lines: [[1, 2, 3, 0], [4, 5, 6, 7]])) == [1, 4, 2, 5, 3, 6])
  }

  @Test func `16-bit color gives its upper bytes`() throws {
    let color = PNGWriter(columns: 1, rows: 1, depth: 16, color: 2)
    #expect(try pixels(color.file(lines: [[127, 255, 128, 0, 254, 255]])) == [127, 128, 254])
    let alpha = PNGWriter(columns: 1, rows: 1, depth: 16, color: 6)
    #expect(try pixels(alpha.file(lines: [[1, 255, 2, 0, 3, 7, 9, 9]])) == [1, 2, 3])
    let gray = PNGWriter(columns: 1, rows: 1, depth: 16, color: 4)
    #expect(try pixels(gray.file(lines: [[77, 255, 0, 0]])) == [77])
    // Pillow clips these to 255, OpenCV takes the upper bytes.
    let plain = PNGWriter(columns: 1, rows: 1, depth: 16, color: 0)
    #expect(refusal(plain.file(lines: [[1, 2]])).contains("16-bit gray"))
  }

  @Test func `an interlaced picture is the same picture`() throws {
    let picture: [[UInt8]] = (0..<9).map { row in (0..<11).map { UInt8(row * 11 + $0) } }
    let writer = PNGWriter(columns: 11, rows: 9, depth: 8, color: 0, isInterlaced: true)
    #expect(
      try pixels(writer.file(lines: PNGWriter.passes(picture)))
        == picture.joined().map(Float.init))
  }

  @Test func `a broken file is refused`() throws {
    let whole = PNGWriter(columns: 3, rows: 2, depth: 8, color: 0)
      .file(lines: [[1, 2, 3], [4, 5, 6]])
    for length in 4..<whole.count { _ = refusal(whole.prefix(length)) }
    var damaged = whole
    // The last pixel, in front of the sums and the last chunk.
    damaged[damaged.count - 21] ^= 1
    #expect(refusal(damaged).contains("IDAT"))
    let short = PNGWriter(columns: 3, rows: 2, depth: 8, color: 0).file(lines: [[1, 2, 3]])
    #expect(refusal(short).contains("picture"))
  }

  // Two pixels of CMYK, inks (10, 200, 30, 60) and (250, 0, 128, 0), written by Pillow at quality
  // 100; read by Pillow, `convert("RGB")` gives the values below. The mark of Adobe in byte 17 says
  // whether the samples are CMYK or YCCK.
  private let inks =
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwABAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
    + "AQEBAQEBAQEBAQEBAQEBAQEB/8AAFAgAAQACBEMRAE0RAFkRAEsRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAoH/8QAIhAA"
    + "AAQFBQEAAAAAAAAAAAAAAAcICQUGOXi2Nzh2d7e4/9oADgRDAE0AWQBLAAA/ACLum1OnGr8Fe/QRhBmDdNPpClm6YvE5"
    + "IFaURuAPPuIzc1jYd4VmmBccDlDHocP/2Q=="

  @Test func `four inks become RGB`() throws {
    var data = try #require(Data(base64Encoded: inks))
    #expect(try pixels(data) == [187, 5, 42, 255, 172, 127])
    data[17] = 2
    #expect(try pixels(data) == [0, 251, 41, 255, 106, 25])
  }

  // MARK: - Lists of labels

  @Test(arguments: [
    "a.png 0\nb.png 1\n", "a.png 0\nb.png 1", "a.png 0\r\nb.png 1\r\n", "a.png 0\r\nb.png 1",
    "a.png 0\rb.png 1\r", "\u{FEFF}a.png 0\r\n\r\nb.png 1\r\n\r\n", "\n\na.png\t0\n \t\nb.png\t1",
    "  a.png   0  \n\tb.png\t \t1\t\n", "\u{FEFF}a.png 0\nb.png 1",
  ])
  func `lists of labels are read with the line ends of any system`(text: String) throws {
    for (name, value) in [("a.png", 7), ("b.png", 9)] as [(String, UInt8)] {
      try PNGWriter(columns: 1, rows: 1, depth: 8, color: 0).file(lines: [[value]])
        .write(to: folder.file(name))
    }
    try Data(text.utf8).write(to: folder.file("list"))
    let set = try DataSet(specification: "images:\(folder.url.path),\(folder.file("list").path)")
    #expect(set.labels == [0, 1])
    #expect(try set.images(0..<2, preprocessing: Preprocessing()).elements == [7, 9])
  }

  @Test func `names may hold spaces and letters of any script`() throws {
    let name = "Bild 1 – größer\u{301} 2.png"
    try PNGWriter(columns: 1, rows: 1, depth: 8, color: 0).file(lines: [[5]])
      .write(to: folder.file(name))
    try Data("\(name) 3\r\n".utf8).write(to: folder.file("list"))
    let set = try DataSet(specification: "images:\(folder.url.path),\(folder.file("list").path)")
    #expect(set.labels == [3])
  }

  @Test func `a wrong line is named by its number`() throws {
    try PNGWriter(columns: 1, rows: 1, depth: 8, color: 0).file(lines: [[5]])
      .write(to: folder.file("a.png"))
    try Data("a.png 0\r\n\r\na.png one\r\n".utf8).write(to: folder.file("list"))
    let error = #expect(throws: InputError.self) {
      try DataSet(specification: "images:\(folder.url.path),\(folder.file("list").path)")
    }
    #expect(error?.location == "line 3" && error?.found == "\"a.png one\"")
  }
}
