import Crossbars
import LinearAlgebra

#if arch(x86_64)
  /// The node voltages of an array of ohmic cells by plain elimination with 64-bit significands,
  /// rounded to doubles at the end.
  struct ExtendedNodalSolution {
    let wordLine: Matrix
    let bitLine: Matrix

    init(_ crossbar: Crossbar, inputs: [Double]) {
      let (rows, columns) = (crossbar.rows, crossbar.columns)
      let resistances = crossbar.technology.resistances
      precondition(resistances.rowSegment != 0 && resistances.driver != 0)
      precondition(resistances.columnSegment == 0 && resistances.sense != 0)
      // One node per word-line position, then one per bit line, whose cells share it.
      let count = rows * columns + columns
      var system = [[Float80]](
        repeating: Array(repeating: 0, count: count + 1), count: count)
      func connect(_ a: Int, _ b: Int, _ conductance: Float80) {
        system[a][a] += conductance
        system[b][b] += conductance
        system[a][b] -= conductance
        system[b][a] -= conductance
      }
      for row in 0..<rows {
        let first = row * columns
        let driver = 1 / Float80(resistances.driver)
        system[first][first] += driver
        system[first][count] += driver * Float80(inputs[row])
        for column in 0..<columns {
          let node = first + column
          if column > 0 { connect(node - 1, node, 1 / Float80(resistances.rowSegment)) }
          connect(node, rows * columns + column, Float80(crossbar.conductances[row, column]))
        }
      }
      for column in 0..<columns {
        let node = rows * columns + column
        system[node][node] += 1 / Float80(resistances.sense)
      }
      // The matrix is diagonally dominant: no pivoting is needed.
      for pivot in 0..<count {
        for row in pivot + 1..<count where system[row][pivot] != 0 {
          let factor = system[row][pivot] / system[pivot][pivot]
          for column in pivot...count { system[row][column] -= factor * system[pivot][column] }
        }
      }
      var voltages = [Float80](repeating: 0, count: count)
      for row in stride(from: count - 1, through: 0, by: -1) {
        let known = (row + 1..<count).reduce(Float80(0)) { $0 + system[row][$1] * voltages[$1] }
        voltages[row] = (system[row][count] - known) / system[row][row]
      }
      wordLine = Matrix(rows: rows, columns: columns) { Double(voltages[$0 * columns + $1]) }
      bitLine = Matrix(rows: rows, columns: columns) { Double(voltages[rows * columns + $1]) }
    }
  }
#endif
