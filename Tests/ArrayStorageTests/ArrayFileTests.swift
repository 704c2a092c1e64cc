import ArrayStorage
import Configuration
import Foundation
import TestSupport
import Testing

struct ArrayFileTests {
  private func example() throws -> Data {
    let file = try ArrayFile(creating: "example.h5")
    try file.addGroup("cases")
    try file.addGroup("cases/one")
    try file.add((0..<24).map { sqrt(Double($0)) }, shape: [2, 3, 4], at: "cases/one/values")
    try file.attach(text: "V", as: "unit", to: "cases/one/values")
    try file.attach(text: "", as: "empty", to: "/")
    try file.attach(text: "zwölf Ω", as: "name", to: "/")
    try file.attach(number: 1 / 3, as: "number", to: "cases/one")
    try file.attach(integer: -7, as: "integer", to: "cases/one")
    // More than eight attributes take another path through the format.
    for index in 0..<12 { try file.attach(integer: index, as: "a\(index)", to: "cases") }
    return try file.serialized()
  }

  @Test func `arrays and attributes come back`() throws {
    let file = try ArrayFile(data: example(), source: "example.h5")
    #expect(try file.names(in: "/") == ["cases"])
    #expect(try file.names(in: "cases/one") == ["values"])
    let (shape, values) = try file.array(at: "cases/one/values")
    #expect(shape == [2, 3, 4])
    #expect(values == (0..<24).map { sqrt(Double($0)) })
    #expect(try file.text("unit", of: "cases/one/values") == "V")
    #expect(try file.text("empty", of: "/") == "")
    #expect(try file.text("name", of: "/") == "zwölf Ω")
    #expect(try file.number("number", of: "cases/one") == 1 / 3)
    #expect(try file.integer("integer", of: "cases/one") == -7)
    #expect(try file.integer("a11", of: "cases") == 11)
  }

  @Test func `the same calls give the same bytes, also a second later`() async throws {
    let first = try example()
    try await Task.sleep(for: .seconds(1.1))
    #expect(try example() == first)
  }

  @Test func `an array larger than a chunk comes back`() throws {
    let values = (0..<300_000).map { Double($0) * 0.5 }
    let file = try ArrayFile(creating: "large.h5")
    try file.add(values, shape: [3, 100_000], at: "values")
    let copy = try ArrayFile(data: file.serialized(), source: "large.h5")
    #expect(try copy.array(at: "values").values == values)
  }

  @Test func `garbage, nothing and a truncated file are refused with the name`() throws {
    let whole = try example()
    for data in [Data(), Data("garbage".utf8), Data(whole.prefix(100)), Data(whole.dropLast(64))] {
      let error = #expect(throws: ArrayFileError.self) {
        try ArrayFile(data: data, source: "bad.h5")
      }
      #expect(error?.code == .damaged)
      #expect(error?.category == .malformedInput)
      #expect(error?.description.hasPrefix("bad.h5: ") == true)
    }
  }

  @Test func `a missing array, group or attribute is named`() throws {
    let file = try ArrayFile(data: example(), source: "example.h5")
    for path in ["none", "cases/two/values"] {
      let error = #expect(throws: ArrayFileError.self) { try file.array(at: path) }
      #expect(error?.code == .missing)
      #expect(error?.object == path)
    }
    let error = #expect(throws: ArrayFileError.self) { try file.number("none", of: "cases") }
    #expect(error?.code == .missing)
  }

  @Test func `another kind of object is refused`() throws {
    let file = try ArrayFile(data: example(), source: "example.h5")
    #expect(throws: ArrayFileError.self) { try file.array(at: "cases") }
    #expect(throws: ArrayFileError.self) { try file.number("integer", of: "cases/one") }
    #expect(throws: ArrayFileError.self) { try file.integer("name", of: "/") }
    #expect(throws: ArrayFileError.self) { try file.names(in: "cases/one/values") }
  }

  @Test func `files in many tasks do not disturb one another`() async throws {
    let expected = try example()
    try await withThrowingTaskGroup(of: Data.self) { group in
      for _ in 0..<16 { group.addTask { try example() } }
      for try await data in group { #expect(data == expected) }
    }
  }
}
