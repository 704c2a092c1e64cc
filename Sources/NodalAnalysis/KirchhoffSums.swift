internal import Crossbars
internal import LinearAlgebra

/// The evaluation of an array's nodal equations, with its workspace.
struct KirchhoffSums {
  private let crossbar: Crossbar
  private let rows: Int
  private let columns: Int
  private let resistances: ArrayResistances
  private let device: any Device
  /// The current that leaves every word-line node, and every bit-line node, in amperes.
  private var word: [Double]
  private var bit: [Double]

  init(_ crossbar: Crossbar) {
    self.crossbar = crossbar
    rows = crossbar.rows
    columns = crossbar.columns
    resistances = crossbar.technology.resistances
    device = crossbar.technology.device
    word = Array(repeating: 0, count: rows * columns)
    bit = word
  }

  /// The residual at given voltages; see ``KirchhoffResidual/evaluate(_:inputs:wordLine:bitLine:)``.
  mutating func residual(
    inputs: [Double], wordLine: [Double], bitLine: [Double]
  ) -> KirchhoffResidual {
    let conductances = crossbar.conductances.elements
    var largestCell = 0.0
    var largestVoltage = 0.0
    for cell in 0..<rows * columns {
      let current = device.current(
        at: wordLine[cell] - bitLine[cell], conductance: conductances[cell])
      word[cell] = current
      bit[cell] = -current
      largestCell = max(largestCell, current.magnitude)
      largestVoltage = max(largestVoltage, wordLine[cell].magnitude, bitLine[cell].magnitude)
    }
    addWires(inputs: inputs, wordLine: wordLine, bitLine: bitLine)

    var worst = KirchhoffResidual(
      worst: 0, largestCellCurrent: largestCell, node: "none",
      roundingFloor: largestVoltage * largestConductance * 0x1p-52)
    collectRows(inputs: inputs, wordLine: wordLine, bitLine: bitLine, into: &worst)
    collectColumns(bitLine: bitLine, into: &worst)
    return worst
  }

  private var largestConductance: Double {
    let parts = [
      resistances.rowSegment, resistances.columnSegment, resistances.driver, resistances.sense,
    ]
    let wires = parts.map { $0 == 0 ? 0 : 1 / $0 }.max() ?? 0
    return max(wires, crossbar.conductances.largestMagnitude)
  }

  private mutating func addWires(inputs: [Double], wordLine: [Double], bitLine: [Double]) {
    if resistances.driver != 0 {
      for row in 0..<rows {
        word[row * columns] += (wordLine[row * columns] - inputs[row]) / resistances.driver
      }
    }
    if resistances.rowSegment != 0 {
      for row in 0..<rows {
        for cell in row * columns..<(row + 1) * columns - 1 {
          let current = (wordLine[cell] - wordLine[cell + 1]) / resistances.rowSegment
          word[cell] += current
          word[cell + 1] -= current
        }
      }
    }
    if resistances.columnSegment != 0 {
      for cell in 0..<(rows - 1) * columns {
        let current = (bitLine[cell] - bitLine[cell + columns]) / resistances.columnSegment
        bit[cell] += current
        bit[cell + columns] -= current
      }
    }
    if resistances.sense != 0 {
      for cell in (rows - 1) * columns..<rows * columns {
        bit[cell] += bitLine[cell] / resistances.sense
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
        worst.include((wordLine[first] - inputs[row]) * slope, at: "row \(row), driver")
      }
      if resistances.rowSegment == 0 {
        guard resistances.driver != 0 else { continue }
        worst.include(word[first..<first + columns].reduce(0, +), at: "row \(row), word line")
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
        let sum = stride(from: column, through: last, by: columns).reduce(0.0) { $0 + bit[$1] }
        worst.include(sum, at: "column \(column), bit line")
      } else {
        for row in 0..<rows where row < rows - 1 || resistances.sense != 0 {
          worst.include(bit[row * columns + column], at: "row \(row), column \(column), bit line")
        }
      }
    }
  }
}

extension KirchhoffResidual {
  /// Keeps the larger of this sum and the worst so far; a sum that is no number is worst of all.
  fileprivate mutating func include(_ sum: Double, at node: @autoclosure () -> String) {
    guard !(sum.magnitude <= worst) && !worst.isNaN else { return }
    worst = sum.magnitude
    self.node = node()
  }
}
