public import Crossbars
import Foundation
import LinearAlgebra

/// The exact currents and energies of an ohmic array with line capacitances, by eigenvectors.
///
/// With x the node voltages, C their capacitances and K the conductances between them,
/// C x′ = −K x + b u(t) becomes independent equations y′ = −λ y + β u(t) in the eigenvectors of
/// C^−½ K C^−½, each of which a ramp drives along a closed form. Nothing is shared with the code
/// under test: neither the netlist nor the nodal solver. All resistances and capacitances are
/// positive, so that no nodes are joined and every node has a voltage of its own.
public struct CapacitiveArray {
  private let crossbar: Crossbar
  private let input: [Double]
  private let capacitance: LineCapacitance
  private let driven: [(row: Int, column: Int)]
  private let sensed: [Int]
  private let eigenvalues: [Double]
  /// `shapes[node][mode]`: the voltage of a node in a mode.
  private let shapes: [[Double]]
  private let excitations: [Double]
  private let capacitances: [Double]

  /// Finds the eigenvectors.
  public init(_ crossbar: Crossbar, input: [Double]) {
    let technology = crossbar.technology
    let mode = technology.read.mode
    guard let capacitance = technology.capacitance else { preconditionFailure("no capacitances") }
    let (rows, columns) = (crossbar.rows, crossbar.columns)
    let cells = rows * columns
    func word(_ row: Int, _ column: Int) -> Int { row * columns + column }
    func bit(_ row: Int, _ column: Int) -> Int { cells + row * columns + column }
    var matrix = [[Double]](
      repeating: [Double](repeating: 0, count: 2 * cells), count: 2 * cells)
    func connect(_ a: Int, _ b: Int, _ conductance: Double) {
      matrix[a][a] += conductance
      matrix[b][b] += conductance
      matrix[a][b] -= conductance
      matrix[b][a] -= conductance
    }
    for row in 0..<rows {
      for column in 0..<columns {
        connect(word(row, column), bit(row, column), crossbar.conductances[row, column])
        if column > 0 {
          connect(
            word(row, column - 1), word(row, column), 1 / technology.resistances.rowSegment)
        }
        if row > 0 {
          connect(bit(row - 1, column), bit(row, column), 1 / technology.resistances.columnSegment)
        }
      }
    }
    let voltages = mode.driverVoltages(for: input, readVoltage: technology.read.voltage)
    let connections = mode.connections(for: input)
    let ends = mode.driveSide == .double ? [0, columns - 1] : [0]
    driven = (0..<rows).filter { connections[$0] }.flatMap { row in ends.map { (row, $0) } }
    var force = [Double](repeating: 0, count: 2 * cells)
    for (row, column) in driven {
      matrix[word(row, column)][word(row, column)] += 1 / technology.resistances.driver
      force[word(row, column)] += voltages[row] / technology.resistances.driver
    }
    switch mode.senseSide {
    case .bottom: sensed = [rows - 1]
    case .top: sensed = [0]
    case .both: sensed = [0, rows - 1]
    }
    for row in sensed {
      for column in 0..<columns {
        matrix[bit(row, column)][bit(row, column)] += 1 / technology.resistances.sense
      }
    }
    let capacitances = (0..<2 * cells).map {
      $0 < cells ? capacitance.wordLine : capacitance.bitLine
    }
    for a in matrix.indices {
      for b in matrix.indices {
        matrix[a][b] /= (capacitances[a] * capacitances[b]).squareRoot()
      }
    }
    let (values, vectors) = Self.eigenvectors(of: matrix)
    eigenvalues = values
    let shapes = vectors.indices.map { node in
      vectors[node].map { $0 / capacitances[node].squareRoot() }
    }
    excitations = values.indices.map { mode in
      force.indices.reduce(0) { $0 + shapes[$1][mode] * force[$1] }
    }
    self.shapes = shapes
    self.capacitances = capacitances
    self.capacitance = capacitance
    self.crossbar = crossbar
    self.input = voltages
  }

  /// The node voltages, word lines first, in volts.
  private func voltages(at time: Double) -> [Double] {
    let rise = capacitance.riseTime
    let onRamp = min(time, rise)
    let amplitudes = zip(eigenvalues, excitations).map { rate, excitation in
      // y = β/λ t_r · (t − (1 − e^−λt)/λ) on the ramp, then an exponential to β/λ.
      let ramped = excitation / rate / rise * (onRamp + expm1(-rate * onRamp) / rate)
      guard time > rise else { return ramped }
      let final = excitation / rate
      return final + (ramped - final) * exp(-rate * (time - rise))
    }
    return shapes.map { zip($0, amplitudes).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The column currents, in amperes.
  public func currents(at time: Double) -> [Double] {
    let voltages = voltages(at: time)
    return (0..<crossbar.columns).map { column in
      sensed.reduce(0) {
        $0 + voltages[bitNode($1, column)] / crossbar.technology.resistances.sense
      }
    }
  }

  private func bitNode(_ row: Int, _ column: Int) -> Int {
    (crossbar.rows + row) * crossbar.columns + column
  }

  /// The settling times of all columns, in seconds.
  ///
  /// - Parameters:
  ///   - tolerance: How far a settled current may be from its final value, as a part of it.
  ///   - duration: When all have settled, in seconds.
  /// - Returns: The times.
  public func settlingTimes(tolerance: Double, duration: Double) -> [Double] {
    let grid = Self.grid(rise: capacitance.riseTime, duration: duration, count: 1500)
    let currents = grid.map { self.currents(at: $0) }
    let final = currents[currents.count - 1]
    return final.indices.map { column in
      func isOutside(_ current: Double) -> Bool {
        (current - final[column]).magnitude > tolerance * final[column].magnitude
      }
      guard let last = currents.lastIndex(where: { isOutside($0[column]) }) else { return 0 }
      var (low, high) = (grid[last], grid[last + 1])
      for _ in 0..<50 {
        let middle = (low + high) / 2
        if isOutside(self.currents(at: middle)[column]) { low = middle } else { high = middle }
      }
      return low
    }
  }

  /// The energies of a read, in joules: of sources, drivers, sense circuits and capacitances.
  public func energies(
    duration: Double
  ) -> (sources: Double, drivers: Double, sense: Double, stored: Double) {
    // Four points of Gauss's rule in each of many intervals.
    let points = [
      (-0.8611363115940526, 0.34785484513745385), (-0.33998104358485626, 0.6521451548625461),
      (0.33998104358485626, 0.6521451548625461), (0.8611363115940526, 0.34785484513745385),
    ]
    let grid = Self.grid(rise: capacitance.riseTime, duration: duration, count: 300)
    let technology = crossbar.technology
    var (sources, drivers, sense) = (0.0, 0.0, 0.0)
    for (start, end) in zip(grid, grid.dropFirst()) {
      for (place, weight) in points {
        let time = (start + end) / 2 + place * (end - start) / 2
        let part = weight * (end - start) / 2
        let voltages = voltages(at: time)
        for (row, column) in driven {
          let source = input[row] * min(time / capacitance.riseTime, 1)
          let current =
            (source - voltages[row * crossbar.columns + column]) / technology.resistances.driver
          sources += part * source * current
          drivers += part * current * current * technology.resistances.driver
        }
        for row in sensed {
          for column in 0..<crossbar.columns {
            let voltage = voltages[bitNode(row, column)]
            sense += part * voltage * voltage / technology.resistances.sense
          }
        }
      }
    }
    let end = voltages(at: duration)
    let stored = zip(capacitances, end).reduce(0) { $0 + $1.0 * $1.1 * $1.1 / 2 }
    return (sources, drivers, sense, stored)
  }

  /// Times that are dense behind the two corners of the ramp.
  private static func grid(rise: Double, duration: Double, count: Int) -> [Double] {
    func dense(_ length: Double) -> [Double] {
      (0...count).map { length * pow(1e-7, 1 - Double($0) / Double(count)) }
    }
    return [0] + dense(rise) + dense(duration - rise).map { rise + $0 }
  }

  /// The eigenvalues and eigenvectors (columns) of a symmetric matrix, by Jacobi's rotations.
  private static func eigenvectors(of matrix: [[Double]]) -> ([Double], [[Double]]) {
    var a = matrix
    let size = a.count
    var vectors = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0.0 } }
    for _ in 0..<60 {
      var rotations = 0
      for p in 0..<size {
        for q in (p + 1)..<max(size, p + 1)
        where a[p][q].magnitude > 1e-17 * (a[p][p] * a[q][q]).magnitude.squareRoot() {
          rotations += 1
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let tangent = (theta < 0 ? -1 : 1) / (theta.magnitude + hypot(theta, 1))
          let cosine = 1 / hypot(tangent, 1)
          let sine = tangent * cosine
          for k in 0..<size {
            (a[k][p], a[k][q]) = (
              cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q]
            )
          }
          for k in 0..<size {
            (a[p][k], a[q][k]) = (
              cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k]
            )
            (vectors[k][p], vectors[k][q]) = (
              cosine * vectors[k][p] - sine * vectors[k][q],
              sine * vectors[k][p] + cosine * vectors[k][q]
            )
          }
        }
      }
      if rotations == 0 { break }
    }
    return (a.indices.map { a[$0][$0] }, vectors)
  }
}
