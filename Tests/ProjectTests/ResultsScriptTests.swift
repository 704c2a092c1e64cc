import Foundation
import Testing

/// `scripts/results`, with a program that writes the table of a study without computing it.
struct ResultsScriptTests {
  private let folder: URL

  /// A copy of what the script reads and writes, so that no test can change the page itself.
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("assay-results-\(UUID().uuidString)")
    for path in ["scripts/results", "docs/results.md", "docs/results"] {
      let place = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Manifest.package.appendingPathComponent(path), to: place)
    }
    // The folder follows --output.
    try """
    #!/bin/sh
    while [ "$1" != --output ]; do shift; done
    mkdir -p "$2/figures"
    echo svg > "$2/figures/resnet-20-two-point.svg"
    {
      echo "network,technology,rows and columns,model,images,change,change_lower,change_upper"
      echo "ResNet-20,ohmic-100k,16,two-point,3,0.01,-0.02,0.03"
    } > "$2/study.csv"
    """.write(to: folder.appendingPathComponent("program"), atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: folder.appendingPathComponent("program").path)
  }

  private func run(_ arguments: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = folder.appendingPathComponent("scripts/results")
    process.arguments =
      ["--program", folder.appendingPathComponent("program").path, "--output", "sweeps"] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  /// All documents with their bytes.
  private func documents() throws -> [String: Data] {
    let docs = folder.appendingPathComponent("docs")
    let names = try FileManager.default.subpathsOfDirectory(atPath: docs.path)
    return try names.filter { $0.contains(".") }.reduce(into: [:]) {
      $0[$1] = try Data(contentsOf: docs.appendingPathComponent($1))
    }
  }

  @Test func `a short run leaves the page as it is, and writes its tables beside its sweeps`()
    throws
  {
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = try documents()
    let short = try run("--limit", "3", "size")
    #expect(short.status == 0, "\(short.output)")
    #expect(short.output.contains("--limit 3: tables go to sweeps/tables"))
    #expect(try documents() == before)
    let tables = folder.appendingPathComponent("sweeps/tables")
    let page = try String(
      contentsOf: tables.appendingPathComponent("results.md"), encoding: .utf8)
    #expect(page.contains("| ResNet-20 | ohmic-100k | +1.0 [-2.0, +3.0] |"))
    let names = try FileManager.default.contentsOfDirectory(atPath: tables.path).sorted()
    #expect(names == ["results.md", "size-resnet-20-two-point.svg", "size.csv"])
    // Without a limit the same is for the page.
    let whole = try run("size")
    #expect(whole.status == 0, "\(whole.output)")
    let after = try documents()
    #expect(after.keys == before.keys && after["results/size.csv"] != before["results/size.csv"])
    let text = String(decoding: after["results.md"] ?? Data(), as: UTF8.self)
    #expect(text.contains("| ResNet-20 | ohmic-100k | +1.0 [-2.0, +3.0] |"))
  }

  @Test(arguments: [["--limit", "0"], ["--tables", "--limit", "3"]])
  func `a limit that means nothing is refused`(arguments: [String]) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let before = try documents()
    let outcome = try run(arguments[0], arguments[1], arguments.count > 2 ? arguments[2] : "size")
    #expect(outcome.status == 2 && outcome.output.contains("--limit"))
    #expect(try documents() == before)
  }
}
