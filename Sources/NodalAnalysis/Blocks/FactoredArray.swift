internal import Crossbars
internal import LinearAlgebra

/// An array of two-terminal cells in the standard read, factored once for all inputs.
struct FactoredArray: Sendable {
  let crossbar: Crossbar
  let cells: ArrayCells
  /// The slopes of the cells that the array is factored with, in siemens.
  let slopes: [Double]
  let network: BlockFactorization

  /// Factors an array: at rest if its cells are ohmic, else half way between rest and full drive.
  init(_ crossbar: Crossbar, cells: ArrayCells) {
    self.crossbar = crossbar
    self.cells = cells
    let atRest = cells.slopesAtZero
    var network = BlockFactorization(crossbar, slopes: atRest)
    var slopes = atRest
    if !cells.law.isOhmic {
      slopes = Self.middleSlopes(crossbar, cells: cells, network: network, atRest: atRest)
      network = BlockFactorization(crossbar, slopes: slopes)
    }
    self.slopes = slopes
    self.network = network
  }

  /// The slopes half way between those at rest and those with the read voltage at every row.
  ///
  /// A chord step leaves of a cell's error a part that grows with |I' − d|, so the middle of the slopes
  /// that inputs can meet halves the worst of it, and serves small inputs as well as large ones.
  private static func middleSlopes(
    _ crossbar: Crossbar, cells: ArrayCells, network: BlockFactorization, atRest: [Double]
  ) -> [Double] {
    let driven = network.solve(
      inputs: Matrix(
        rows: 1, columns: crossbar.rows, repeating: crossbar.technology.read.voltage))
    return atRest.indices.map { cell in
      let full = cells.current(
        cell, word: driven.wordLine.elements[cell], bit: driven.bitLine.elements[cell]
      ).wordSlope
      // Of very steep cells the inputs say more than the read voltage does.
      return min(0.5 * (atRest[cell] + full), 4 * atRest[cell])
    }
  }
}
