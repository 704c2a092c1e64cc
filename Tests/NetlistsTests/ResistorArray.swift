import Crossbars
import LinearAlgebra

/// The column currents of an ohmic array in any read mode, from its definition: a dense matrix over
/// all nodes of the array, none joined to another, and Gaussian elimination.
struct ResistorArray {
  private var matrix: [[Double]]
  private var right: [Double]
  private let crossbar: Crossbar
  private var senseBranches: [(node: Int, column: Int)] = []

  /// Writes the nodal equations; no resistance may be 0 Ω.
  init(_ crossbar: Crossbar, input: [Double]) {
    let (rows, columns) = (crossbar.rows, crossbar.columns)
    let technology = crossbar.technology
    let mode = technology.read.mode
    self.crossbar = crossbar
    matrix = Array(
      repeating: Array(repeating: 0, count: 2 * rows * columns), count: 2 * rows * columns)
    right = Array(repeating: 0, count: 2 * rows * columns)
    func word(_ row: Int, _ column: Int) -> Int { row * columns + column }
    func bit(_ row: Int, _ column: Int) -> Int { (rows + row) * columns + column }
    for row in 0..<rows {
      let segment =
        technology.resistances.rowSegment * (crossbar.deviations.rowWireFactors?[row] ?? 1)
      for column in 0..<columns {
        connect(word(row, column), bit(row, column), crossbar.conductances[row, column])
        if column > 0 { connect(word(row, column - 1), word(row, column), 1 / segment) }
        guard row > 0 else { continue }
        let height =
          technology.resistances.columnSegment
          * (crossbar.deviations.columnWireFactors?[column] ?? 1)
        connect(bit(row - 1, column), bit(row, column), 1 / height)
      }
      let isUnselected = input[row] == 0
      var voltage: Double? = input[row]
      if isUnselected {
        switch mode.unselectedRows {
        case .grounded: voltage = 0
        case .floating: voltage = nil
        case .half: voltage = technology.read.voltage / 2
        case .third: voltage = technology.read.voltage / 3
        }
      }
      guard let voltage else { continue }
      tie(word(row, 0), to: voltage, 1 / technology.resistances.driver)
      if mode.driveSide == .double {
        tie(word(row, columns - 1), to: voltage, 1 / technology.resistances.driver)
      }
    }
    for column in 0..<columns {
      if mode.senseSide != .top { senseBranches.append((bit(rows - 1, column), column)) }
      if mode.senseSide != .bottom { senseBranches.append((bit(0, column), column)) }
    }
    for branch in senseBranches { tie(branch.node, to: 0, 1 / technology.resistances.sense) }
  }

  private mutating func connect(_ a: Int, _ b: Int, _ conductance: Double) {
    matrix[a][a] += conductance
    matrix[b][b] += conductance
    matrix[a][b] -= conductance
    matrix[b][a] -= conductance
  }

  private mutating func tie(_ node: Int, to voltage: Double, _ conductance: Double) {
    matrix[node][node] += conductance
    right[node] += conductance * voltage
  }

  /// The column currents, in amperes.
  func currents() -> [Double] {
    var a = matrix
    var x = right
    // The matrix is symmetric and positive definite: no pivoting is needed.
    for pivot in a.indices {
      for row in a.indices.dropFirst(pivot + 1) where a[row][pivot] != 0 {
        let factor = a[row][pivot] / a[pivot][pivot]
        for column in pivot..<a.count { a[row][column] -= factor * a[pivot][column] }
        x[row] -= factor * x[pivot]
      }
    }
    for row in a.indices.reversed() {
      for column in a.indices.dropFirst(row + 1) { x[row] -= a[row][column] * x[column] }
      x[row] /= a[row][row]
    }
    var currents = [Double](repeating: 0, count: crossbar.columns)
    for branch in senseBranches {
      currents[branch.column] += x[branch.node] / crossbar.technology.resistances.sense
    }
    return currents
  }
}
