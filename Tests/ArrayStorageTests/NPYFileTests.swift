import ArrayStorage
import Configuration
import Foundation
import LinearAlgebra
import TestSupport
import Testing

/// A file as the NPY 1.0 specification lays it out, built here without the code under test.
private func npy(
  _ dictionary: String, _ body: Data, version: [UInt8] = [1, 0], pad: Bool = true
) -> Data {
  var text = dictionary
  let lengthBytes = version[0] == 1 ? 2 : 4
  if pad {
    while (6 + 2 + lengthBytes + text.utf8.count + 1) % 64 != 0 { text += " " }
  }
  text += "\n"
  var length = Data()
  for byte in 0..<lengthBytes { length.append(UInt8(text.utf8.count >> (8 * byte) & 0xff)) }
  return Data([0x93]) + Data("NUMPY".utf8) + Data(version) + length + Data(text.utf8) + body
}

private func bytes<Element>(_ values: [Element]) -> Data { values.withUnsafeBytes { Data($0) } }

private func description(_ type: String, _ shape: String, fortran: String = "False") -> String {
  "{'descr': '\(type)', 'fortran_order': \(fortran), 'shape': \(shape), }"
}

struct NPYFileTests {
  let folder: TemporaryFolder
  var file: URL { folder.file("a.npy") }

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ data: Data) throws -> InputError {
    try data.write(to: file)
    return try #require(throws: InputError.self) { try NPYFile.read(file) }
  }

  @Test func `a matrix that was written is read back to the last bit`() throws {
    let matrix = Matrix([[1, -0.1, .leastNonzeroMagnitude], [.greatestFiniteMagnitude, 0, 1 / 3]])
    try NPYFile.write(matrix, to: file)
    #expect(try NPYFile.read(file) == matrix)
  }

  @Test func `a written file has the bytes of the NPY specification`() throws {
    try NPYFile.write(Matrix([[1, 2], [3, 4]]), to: file)
    let expected = npy(description("<f8", "(2, 2)"), bytes([1.0, 2, 3, 4]))
    #expect(try Data(contentsOf: file) == expected)
  }

  @Test func `float32 and version 2 files are read`() throws {
    try npy(description("<f4", "(1, 2)"), bytes([0.5 as Float, 3]), version: [2, 0])
      .write(to: file)
    #expect(try NPYFile.read(file) == Matrix([[0.5, 3]]))
  }

  @Test func `arrays of any rank are read in single precision`() throws {
    try NPYFile.writeFloats(shape: [2, 1, 3], [1, 2, 3, 4, 5, 6], to: file)
    let (shape, values) = try NPYFile.readFloats(file)
    #expect(shape == [2, 1, 3])
    #expect(values == [1, 2, 3, 4, 5, 6])
  }

  @Test func `labels are read from uint8, int32 and int64`() throws {
    for data in [
      npy(description("|u1", "(3,)"), bytes([7, 0, 255] as [UInt8])),
      npy(description("<i4", "(3,)"), bytes([7, 0, 255] as [Int32])),
      npy(description("<i8", "(3,)"), bytes([7, 0, 255] as [Int64])),
    ] {
      try data.write(to: file)
      #expect(try NPYFile.readIntegers(file).values == [7, 0, 255])
    }
  }

  @Test(arguments: [
    ("(4,)", "(4,)"), ("()", "()"), ("(1, 2, 2)", "(1, 2, 2)"), ("(0, 4)", "(0, 4)"),
  ])
  func `a shape that is no matrix is refused`(shape: String, found: String) throws {
    let count = shape == "()" ? 1 : shape == "(0, 4)" ? 0 : 4
    let error = try refusal(
      npy(description("<f8", shape), bytes([Double](repeating: 1, count: count))))
    #expect(error.found == found)
    #expect(error.source == file.path)
  }

  @Test(arguments: [">f8", "|O", "<c16", "<i8", "<f2", "<U4", "|b1"])
  func `another element type is refused by name`(type: String) throws {
    let error = try refusal(npy(description(type, "(1, 1)"), bytes([1.0])))
    #expect(error.found.contains(type))
  }

  @Test func `Fortran order is refused`() throws {
    let error = try refusal(
      npy(description("<f8", "(1, 2)", fortran: "True"), bytes([1.0, 2])))
    #expect(error.found == "Fortran order")
  }

  @Test func `truncated and over-long data is refused`() throws {
    let whole = npy(description("<f8", "(2, 2)"), bytes([1.0, 2, 3, 4]))
    for data in [whole.dropLast(1), whole + Data([0])] {
      #expect(try refusal(Data(data)).found.contains("bytes after the header"))
    }
  }

  @Test func `every truncation of a file is refused`() throws {
    let whole = npy(description("<f8", "(2, 2)"), bytes([1.0, 2, 3, 4]))
    for length in 0..<whole.count { _ = try refusal(Data(whole.prefix(length))) }
  }

  @Test(arguments: [
    "", "{}", "{'descr': '<f8'}", "garbage",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, -2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), 'x': 1}",
    "{'descr': '<f8', 'fortran_order': 0, 'shape': (2, 2), }",
    "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2, 2), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), } more",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 4), }",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (92233720368547758070, 4), }",
  ])
  func `a header that NumPy would not write is refused`(text: String) throws {
    _ = try refusal(npy(text, bytes([1.0, 2, 3, 4])))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a value that is not finite is refused with its place`(value: Double) throws {
    let error = try refusal(npy(description("<f8", "(2, 2)"), bytes([1, 2, value, 4])))
    #expect(error.location == "element (1, 0)")
  }

  @Test func `a missing file is unavailable, not malformed`() {
    #expect(throws: UnavailableError.self) { try NPYFile.read(folder.file("none.npy")) }
  }
}
