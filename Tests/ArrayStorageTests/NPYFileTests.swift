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

  @Test func `a number beyond single precision is refused as it is`() throws {
    try npy(description("<f8", "(1, 2)"), bytes([1, -1e300])).write(to: file)
    let error = try #require(throws: InputError.self) { try NPYFile.readFloats(file) }
    #expect(error.found == "-1e+300" && error.location == "element (0, 1)")
    #expect(error.accepted?.contains("single precision") == true)
    #expect(try NPYFile.read(file)[0, 1] == -1e300)
  }

  @Test func `arrays of any rank keep double precision, and vectors are vectors`() throws {
    let numbers: [Double] = [1 / 3, -2, 1e-300]
    try NPYFile.write(shape: [3], numbers, to: file)
    #expect(try Data(contentsOf: file) == npy(description("<f8", "(3,)"), bytes(numbers)))
    let (shape, values) = try NPYFile.readArray(file)
    #expect(shape == [3] && values == numbers)
  }

  @Test func `an array in pieces appears when it is whole`() throws {
    try NPYFile.write(Matrix([[7]]), to: file)
    let before = try Data(contentsOf: file)
    var stream: NPYStream? = try NPYStream(shape: [2, 2, 1], to: file)
    try stream?.append([1])
    // Given up: what was there stays, and nothing else is left.
    stream = nil
    #expect(try Data(contentsOf: file) == before && folder.names == ["a.npy"])
    let whole = try NPYStream(shape: [2, 2, 1], to: file)
    try whole.append([1, 2, 3])
    #expect(try Data(contentsOf: file) == before)
    try whole.append([4])
    try whole.finish()
    #expect(
      try Data(contentsOf: file) == npy(description("<f8", "(2, 2, 1)"), bytes([1.0, 2, 3, 4])))
    #expect(folder.names == ["a.npy"])
    #expect(NPYStream.byteCount(of: [1 << 40, 1 << 40]) == nil)
  }

  @Test func `arrays of any rank are read in single precision`() throws {
    try NPYFile.writeFloats(shape: [2, 1, 3], [1, 2, 3, 4, 5, 6], to: file)
    let (shape, values) = try NPYFile.readFloats(file)
    #expect(shape == [2, 1, 3])
    #expect(values == [1, 2, 3, 4, 5, 6])
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

  @Test(arguments: ["|O", "<c16", "<f16", "<U4", "<M8[ns]", "|S8", "f", ""])
  func `another element type is refused by name`(type: String) throws {
    let error = try refusal(npy(description(type, "(1, 1)"), bytes([1.0])))
    #expect(error.location == "element type" && error.found.hasPrefix(type))
    #expect(error.accepted == "bool, int8 to int64, uint8 to uint64, float16, float32 or float64")
  }

  /// The numbers 1, 2 and 127 in every type and order of bytes.
  static let types: [(String, Data)] = {
    func both<Value: FixedWidthInteger>(_ kind: String, _ values: [Value]) -> [(String, Data)] {
      [
        ("<" + kind, bytes(values.map(\.littleEndian))),
        (">" + kind, bytes(values.map(\.bigEndian))),
      ]
    }
    let small = [1, 2, 127]
    return both("i1", small.map(Int8.init)) + both("u1", small.map(UInt8.init))
      + both("i2", small.map(Int16.init)) + both("u2", small.map(UInt16.init))
      + both("i4", small.map(Int32.init)) + both("u4", small.map(UInt32.init))
      + both("i8", small.map(Int64.init)) + both("u8", small.map(UInt64.init))
      + both("f4", small.map { Float($0).bitPattern })
      + both("f8", small.map { Double($0).bitPattern })
      // 127 = 1.984375 · 2⁶: exponent 21, fraction 1008.
      + both("f2", [0x3C00, 0x4000, 0x57F0] as [UInt16])
      + [("|i1", bytes(small.map(Int8.init))), ("=i4", bytes(small.map(Int32.init)))]
  }()

  @Test(arguments: types)
  func `every type of real numbers is read`(type: String, body: Data) throws {
    try npy(description(type, "(1, 3)"), body).write(to: file)
    #expect(try NPYFile.read(file) == Matrix([[1, 2, 127]]))
    #expect(try NPYFile.readFloats(file).values == [1, 2, 127])
    #expect(try NPYFile.readIntegers(file).values == [1, 2, 127])
    let numbers = try NPYFile.readNumbers(file).values
    #expect(numbers == (type.hasSuffix("u1") ? .bytes([1, 2, 127]) : .floats([1, 2, 127])))
  }

  @Test func `negative numbers keep their sign, half precision its small numbers`() throws {
    for (type, body) in [
      ("<i1", bytes([-1, -128] as [Int8])), (">i2", bytes([-1, -128].map { Int16($0).bigEndian })),
      ("<i8", bytes([-1, -128] as [Int64])), ("<f2", bytes([0xBC00, 0xD800] as [UInt16])),
    ] {
      try npy(description(type, "(1, 2)"), body).write(to: file)
      #expect(try NPYFile.read(file) == Matrix([[-1, -128]]))
      #expect(try NPYFile.readIntegers(file).values == [-1, -128])
    }
    try npy(description("<f2", "(1, 2)"), bytes([0x0001, 0x03FF] as [UInt16])).write(to: file)
    #expect(try NPYFile.read(file) == Matrix([[0x1p-24, 1023 * 0x1p-24]]))
  }

  @Test func `truth values are 0 and 1`() throws {
    try npy(description("|b1", "(1, 3)"), bytes([1, 0, 1] as [UInt8])).write(to: file)
    #expect(try NPYFile.read(file) == Matrix([[1, 0, 1]]))
    #expect(try NPYFile.readNumbers(file).values == .bytes([1, 0, 1]))
  }

  @Test func `Fortran order is sorted into C order`() throws {
    // a[i, j, k] = 100i + 10j + k of the shape (2, 2, 3), the first index fastest.
    let stored: [Float] = [0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112]
    try npy(description("<f4", "(2, 2, 3)", fortran: "True"), bytes(stored)).write(to: file)
    #expect(
      try NPYFile.readFloats(file).values == [0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112])
    try npy(description("<f8", "(2, 2)", fortran: "True"), bytes([1.0, .nan, 3, 4])).write(to: file)
    let error = #expect(throws: InputError.self) { try NPYFile.read(file) }
    #expect(error?.location == "element (1, 0)")
  }

  @Test(arguments: [
    ("<f8", bytes([1.0, 1.5])), ("<f4", bytes([1, Float.nan])), ("<f8", bytes([1, 1e300])),
    ("<u8", bytes([1, UInt64.max])), ("<f2", bytes([0x3C00, 0x3E00] as [UInt16])),
  ])
  func `labels that are not whole are refused with their place`(type: String, body: Data) throws {
    try npy(description(type, "(2,)"), body).write(to: file)
    let error = #expect(throws: InputError.self) { try NPYFile.readIntegers(file) }
    #expect(error?.location == "element (1,)" && error?.accepted == "whole numbers")
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
    let error = #expect(throws: UnavailableError.self) { try NPYFile.read(folder.file("none.npy")) }
    #expect(error?.reason.contains("No such file") == true)
  }
}
