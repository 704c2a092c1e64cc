import ArrayStorage
import Configuration
import Foundation
import TestSupport
import Testing

struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a file is replaced and nothing else is left`() throws {
    try AtomicFile.write(Data("one".utf8), to: folder.file("a"))
    try AtomicFile.write(Data("two".utf8), to: folder.file("a"))
    #expect(try String(contentsOf: folder.file("a"), encoding: .utf8) == "two")
    #expect(folder.names == ["a"])
  }

  @Test func `a full disk is named and is not replaced`() throws {
    // /dev/full accepts no byte: the error of a full disk without filling one.
    let error = #expect(throws: UnavailableError.self) {
      try AtomicFile.write(Data("one".utf8), to: URL(fileURLWithPath: "/dev/full"))
    }
    #expect(error?.reason.contains("disk is full") == true)
    var status = stat()
    #expect(stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func `a missing folder is named`() {
    let error = #expect(throws: UnavailableError.self) {
      try AtomicFile.write(Data(), to: folder.file("none/a"))
    }
    #expect(error?.reason.contains(folder.file("none").path) == true)
  }

  @Test(arguments: [
    (EROFS, "mounted to be read only"), (EACCES, "is not writable"), (EPERM, "is not writable"),
    (ENOSPC, "full"), (ENOENT, "takes no new files"), (EMFILE, "Too many open files"),
  ])
  func `what keeps a folder from a file has a reason of its own`(code: Int32, words: String) {
    #expect(OutputFolder.reason(code, in: "/some/folder").contains(words))
  }

  @Test func `a folder is made with those around it, and a check makes none`() throws {
    let inner = folder.file("a/b")
    try OutputFolder.require(inner)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
    try OutputFolder.make(inner)
    try OutputFolder.make(inner)
    #expect(try FileManager.default.contentsOfDirectory(atPath: inner.path).isEmpty)
    try AtomicFile.write(Data([1]), to: folder.file("a/file"))
    for path in ["a/file", "a/file/c"] {
      let error = #expect(throws: UnavailableError.self) {
        try OutputFolder.make(folder.file(path))
      }
      #expect(
        error?.reason.hasSuffix("a/file is not a folder") == true, "\(path): \(error?.reason ?? "")"
      )
    }
  }

  @Test func `a folder is not replaced by a file`() {
    #expect(throws: UnavailableError.self) { try AtomicFile.write(Data(), to: folder.url) }
  }

  @Test func `a symbolic link stays and its target changes`() throws {
    try Data("old".utf8).write(to: folder.file("target"))
    try FileManager.default.createSymbolicLink(
      at: folder.file("link"), withDestinationURL: folder.file("target"))
    try AtomicFile.write(Data("new".utf8), to: folder.file("link"))
    #expect(try String(contentsOf: folder.file("target"), encoding: .utf8) == "new")
    #expect(folder.names == ["link", "target"])
  }

  @Test func `what a killed writer left is removed and nothing else`() throws {
    for name in [".assay-12ab.partial", "a", ".assay-b"] {
      try Data().write(to: folder.file(name))
    }
    AtomicFile.removeLeftovers(in: folder.url)
    #expect(folder.names == [".assay-b", "a"])
  }
}
