import Inference
import Records
import Testing

struct TileGridTests {
  @Test(arguments: [(1, 1), (63, 1), (64, 1), (65, 2), (130, 3)])
  func `the ranges of a grid cover every row and column once`(extent: Int, tiles: Int) {
    let grid = TileGrid(inputs: extent, outputs: 2 * extent, tile: Mapping().tile)
    #expect(grid.rowRanges.count == tiles)
    #expect(grid.rowRanges.flatMap { $0 } == Array(0..<extent))
    #expect(grid.columnRanges.flatMap { $0 } == Array(0..<(2 * extent)))
    #expect(grid.rowRanges.allSatisfy { $0.count <= 64 })
  }

  @Test(arguments: [
    (1, [1]), (64, [64]), (65, [33, 32]), (150, [50, 50, 50]),
    (576, [64, 64, 64, 64, 64, 64, 64, 64, 64]),
  ])
  func `balanced parts differ by a row at most`(extent: Int, counts: [Int]) {
    let grid = TileGrid(inputs: extent, outputs: 5, tile: Mapping().tile, split: .balanced)
    #expect(grid.rowRanges.map(\.count) == counts)
    #expect(grid.rowRanges.flatMap { $0 } == Array(0..<extent))
  }
}
