import Configuration
import Foundation
import TestSupport
import Testing

/// Files from outside are read whole, or refused with the reason.
@Suite struct InputFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a file is read to its last byte`() throws {
    let data = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try data.write(to: folder.file("a"))
    #expect(try InputFile.data(of: folder.file("a"), limit: data.count) == data)
    #expect(try InputFile.data(of: URL(fileURLWithPath: "/dev/null"), limit: 1).isEmpty)
  }

  @Test func `a larger file is refused before it is read, and a device without end at its limit`()
    throws
  {
    try Data(count: 11).write(to: folder.file("a"))
    for file in [folder.file("a"), URL(fileURLWithPath: "/dev/zero")] {
      let error = #expect(throws: InputError.self) { try InputFile.data(of: file, limit: 10) }
      #expect(error?.accepted?.contains("10 bytes") == true)
    }
  }

  @Test func `why a file cannot be read is said`() throws {
    for (path, reason) in [
      (folder.file("none").path, "No such file"), (folder.url.path, "it is a folder"),
      ("/dev/null/x", "Not a directory"),
    ] {
      let error = #expect(throws: UnavailableError.self) {
        try InputFile.data(of: URL(fileURLWithPath: path), limit: 10)
      }
      #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
      #expect(error?.subject == path)
    }
    #expect(throws: UnavailableError.self) { try InputFile.names(in: folder.file("none")) }
  }

  @Test func `text that is not UTF-8 is refused with its line`() throws {
    try Data([0x61, 0x0a, 0xc3, 0xa9, 0x0a, 0xff]).write(to: folder.file("a"))
    let error = #expect(throws: InputError.self) {
      try InputFile.text(of: folder.file("a"), limit: 10, accepted: "text")
    }
    #expect(error?.location == "line 3")
  }
}
