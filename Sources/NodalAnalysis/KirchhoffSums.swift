internal import Crossbars
internal import LinearAlgebra

/// The evaluation of an array's nodal equations, with its workspace.
struct KirchhoffSums {
  private let crossbar: Crossbar
  private let rows: Int
  private let columns: Int
  private let resistances: ArrayResistances
  private let device: any Device
  private var word: [NodeSum]
  private var bit: [NodeSum]

  init(_ crossbar: Crossbar) {
    self.crossbar = crossbar
    rows = crossbar.rows
    columns = crossbar.columns
    resistances = crossbar.technology.resistances
    device = crossbar.technology.device
    word = Array(repeating: NodeSum(), count: rows * columns)
    bit = word
  }

  /// The residual at given voltages; see ``KirchhoffResidual``.
  mutating func residual(
    inputs: [Double], wordLine: [Double], bitLine: [Double]
  ) -> KirchhoffResidual {
    let conductances = crossbar.conductances.elements
    var largestCell = 0.0
    for cell in 0..<rows * columns {
      let (high, low) = (wordLine[cell], bitLine[cell])
      let current = device.current(at: high - low, conductance: conductances[cell])
      let rounding = conductances[cell] * (high.magnitude + low.magnitude)
      word[cell] = NodeSum(current: current, rounding: rounding)
      bit[cell] = NodeSum(current: -current, rounding: rounding)
      largestCell = max(largestCell, current.magnitude)
    }
    addWires(inputs: inputs, wordLine: wordLine, bitLine: bitLine)

    var worst = KirchhoffResidual(
      worst: 0, unexplained: 0, largestCellCurrent: largestCell, node: "none")
    collectRows(inputs: inputs, wordLine: wordLine, bitLine: bitLine, into: &worst)
    collectColumns(bitLine: bitLine, into: &worst)
    return worst
  }

  private mutating func addWires(inputs: [Double], wordLine: [Double], bitLine: [Double]) {
    if resistances.driver != 0 {
      for row in 0..<rows {
        word[row * columns].add(wordLine[row * columns], inputs[row], resistances.driver)
      }
    }
    if resistances.rowSegment != 0 {
      for row in 0..<rows {
        for cell in row * columns..<(row + 1) * columns - 1 {
          word[cell].add(wordLine[cell], wordLine[cell + 1], resistances.rowSegment)
          word[cell + 1].add(wordLine[cell + 1], wordLine[cell], resistances.rowSegment)
        }
      }
    }
    if resistances.columnSegment != 0 {
      for cell in 0..<(rows - 1) * columns {
        bit[cell].add(bitLine[cell], bitLine[cell + columns], resistances.columnSegment)
        bit[cell + columns].add(bitLine[cell + columns], bitLine[cell], resistances.columnSegment)
      }
    }
    if resistances.sense != 0 {
      for cell in (rows - 1) * columns..<rows * columns {
        bit[cell].add(bitLine[cell], 0, resistances.sense)
      }
    }
  }

  private func collectRows(
    inputs: [Double], wordLine: [Double], bitLine: [Double],
    into worst: inout KirchhoffResidual
  ) {
    for row in 0..<rows {
      let first = row * columns
      if resistances.driver == 0 {
        let slope = (first..<first + columns).reduce(0.0) { sum, cell in
          sum
            + device.slope(
              at: wordLine[cell] - bitLine[cell],
              conductance: crossbar.conductances.elements[cell])
        }
        worst.include(
          NodeSum(
            current: (wordLine[first] - inputs[row]) * slope,
            rounding: slope * inputs[row].magnitude),
          at: "row \(row), driver")
      }
      if resistances.rowSegment == 0 {
        guard resistances.driver != 0 else { continue }
        worst.include(
          word[first..<first + columns].reduce(NodeSum(), +), at: "row \(row), word line")
      } else {
        for column in 0..<columns where column > 0 || resistances.driver != 0 {
          worst.include(word[first + column], at: "row \(row), column \(column), word line")
        }
      }
    }
  }

  private func collectColumns(bitLine: [Double], into worst: inout KirchhoffResidual) {
    for column in 0..<columns {
      let last = (rows - 1) * columns + column
      if resistances.columnSegment == 0 {
        guard resistances.sense != 0 else { continue }
        let sum = stride(from: column, through: last, by: columns).reduce(NodeSum()) {
          $0 + bit[$1]
        }
        worst.include(sum, at: "column \(column), bit line")
      } else {
        for row in 0..<rows where row < rows - 1 || resistances.sense != 0 {
          worst.include(bit[row * columns + column], at: "row \(row), column \(column), bit line")
        }
      }
    }
  }
}

/// The currents that leave a node, added up, and what rounding can make of the sum.
private struct NodeSum {
  /// The sum, in amperes.
  var current = 0.0
  /// The sum of conductance times the magnitudes of both voltages, in amperes.
  var rounding = 0.0

  /// Adds the current through a resistance.
  mutating func add(_ own: Double, _ other: Double, _ resistance: Double) {
    current += (own - other) / resistance
    rounding += (own.magnitude + other.magnitude) / resistance
  }

  static func + (left: NodeSum, right: NodeSum) -> NodeSum {
    NodeSum(current: left.current + right.current, rounding: left.rounding + right.rounding)
  }
}

extension KirchhoffResidual {
  /// Keeps the larger of this sum and the worst so far; a sum that is no number is worst of all.
  fileprivate mutating func include(_ sum: NodeSum, at node: @autoclosure () -> String) {
    let magnitude = sum.current.magnitude
    let beyond = magnitude - Self.roundingUnit * sum.rounding
    if !(beyond <= unexplained) && !unexplained.isNaN {
      unexplained = beyond
      self.node = node()
    }
    if !(magnitude <= worst) && !worst.isNaN {
      worst = magnitude
      if unexplained == 0 { self.node = node() }
    }
  }
}
