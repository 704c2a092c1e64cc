import Crossbars
import Foundation
import LinearAlgebra
import Testing

/// The models that `docs/variation.md` holds, ready to copy.
@Suite struct PublishedModelTests {
  private static func blocks() throws -> [String] {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/variation.md")
    let parts = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```")
    return parts.filter { $0.hasPrefix("toml\n") }.map { String($0.dropFirst(5)) }
  }

  @Test func `every block of the page is a model that gives conductances`() throws {
    let blocks = try Self.blocks()
    #expect(blocks.count == 10)
    for block in blocks {
      let technology = try technology(block)
      #expect(!technology.variationSummary.isEmpty)
      let times: [Double?] = technology.variation.dependsOnTime ? [nil, 1, 1e5] : [nil]
      for time in times {
        let cells = technology.cells(10, rows: 16, columns: 16, time: time)
        #expect(cells.allSatisfy { $0.isFinite && $0 >= 0 })
      }
    }
  }

  // At 800 nA after a day the published polynomial moves the mean by −24.8517 nA (its terms summed
  // in decimal arithmetic), and the spread is 25.59102 (1 − exp(−775.1483/186.85544)) = 25.1869 nA.
  @Test func `SONOS cells lose current in a day`() throws {
    let block = try #require(try Self.blocks().first { $0.contains("shift_nanoampere") })
    var technology = try technology(block)
    technology.variation.readNoise = nil
    let found = moments(technology.cells(8, time: 86_400).map { $0 * 100 })
    // Five standard errors.
    #expect((found.mean - 775.1483).magnitude < 5 * 25.1869 / 128)
    #expect((found.deviation - 25.1869).magnitude < 5 * 25.1869 / (2.0.squareRoot() * 128))
  }

  // By hand at g = 1: −0.0436 − 0.0126 + 0.0736 = 0.0174 and −0.0118 + 0.0093 + 0.0073 = 0.0048.
  @Test func `HERMES cells drift with the piece of their state`() throws {
    let block = try #require(try Self.blocks().first { $0.contains("20.7") })
    var technology = try technology(block)
    technology.variation.programming = .none
    technology.variation.readNoise = nil
    let exponents = technology.cells(20.7, time: 3e5).map { -log($0 / 20.7) / log(1000.0) }
    let found = moments(exponents)
    #expect((found.mean - 0.0174).magnitude < 5 * 0.0048 / 128)
    #expect((found.deviation - 0.0048).magnitude < 5 * 0.0048 / (2.0.squareRoot() * 128))
  }
}
