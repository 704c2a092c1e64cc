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
}
