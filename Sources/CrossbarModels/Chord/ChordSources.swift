internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// What every cell passes beyond its slopes when its own row has a voltage and all others their mean:
/// where chord steps start.
///
/// A source is s + (c − s) = f(w, b) − d w + h b at the voltages that the row has by itself
/// (``OwnRow``). One solve of the network with these sources then already holds everything of first
/// order in how rows couple, and is better than the sum over rows that the sources come from.
struct ChordSources: Sendable {
  /// The grid of driver voltages.
  let basis: RowBasis
  /// The sources, in amperes; *cells × voltages*.
  let values: [Double]

  init(_ field: MeanField) throws(MeanFieldError) {
    let grid = field.grid
    let columns = field.array.columns
    let count = grid.voltages.count
    let toGrid = grid.interpolation
    var values = [Double](repeating: 0, count: field.sources.count * count)
    let solver = OwnRow(field.array.cells, columns: columns, voltages: grid.nodeVoltages)
    let width = grid.nodes.count
    var failure: MeanFieldError?
    field.response.forEachRow { response in
      guard failure == nil else { return }
      if let residual = solver.solve(field.surroundings(response), row: response.row) {
        failure = MeanFieldError(
          technology: field.array.crossbar.technology.name, row: response.row, residual: residual)
        return
      }
      for column in 0..<columns {
        let cell = response.row * columns + column
        for place in 0..<count {
          // The excess is known at the nodes, and between them the polynomial through them.
          var sum = field.sources[cell]
          for node in 0..<grid.nodeCount {
            sum += toGrid[place, node] * solver.excess.start[column * width + node]
          }
          values[cell * count + place] = sum
        }
      }
    }
    if let failure { throw failure }
    self.values = values
    basis = RowBasis(
      voltages: grid.voltages, isDiscrete: grid.isDiscrete, values: Matrix(rows: 0, columns: count))
  }
}
