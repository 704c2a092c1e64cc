internal import LinearAlgebra

/// What voltages behind the sense resistances take from the column currents.
///
/// With e these voltages, the currents fall by Y e, where Y is the output admittance of the array. It
/// grows with the slopes of the cells, and so with what a column carries: between the array at rest and
/// at full drive it is taken in proportion to the column's own current.
struct OutputLoad: Sendable {
  /// The number of columns.
  let columns: Int
  /// The eights of columns that a row takes.
  private let eights: Int
  /// Y at rest, and what it is more at full drive, in siemens; *columns × eights*.
  private let atRest: [SIMD8<Double>]
  private let more: [SIMD8<Double>]
  /// The column currents at full drive, in amperes.
  private let fullDrive: [Double]

  /// An admittance that does not depend on the currents.
  ///
  /// - Parameter admittance: Y, in siemens; *columns × columns*.
  init(_ admittance: Matrix) {
    self.init(atRest: admittance, more: nil, fullDrive: [])
  }

  /// An admittance between that at rest and that at full drive.
  ///
  /// - Parameters:
  ///   - atRest: Y at rest, in siemens; *columns × columns*.
  ///   - atFull: Y at full drive.
  ///   - fullDrive: The column currents at full drive, in amperes.
  init(atRest: Matrix, atFull: Matrix, fullDrive: [Double]) {
    self.init(atRest: atRest, more: atFull - atRest, fullDrive: fullDrive)
  }

  private init(atRest: Matrix, more: Matrix?, fullDrive: [Double]) {
    columns = atRest.rows
    let eights = (atRest.columns + 7) / 8
    self.eights = eights
    func packed(_ matrix: Matrix) -> [SIMD8<Double>] {
      var lanes = [SIMD8<Double>](repeating: .zero, count: matrix.rows * eights)
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns {
          lanes[row * eights + column / 8][column % 8] = matrix[row, column]
        }
      }
      return lanes
    }
    self.atRest = packed(atRest)
    self.more = more.map(packed) ?? []
    self.fullDrive = fullDrive
  }

  /// The currents I = I₀ − Y e(I) of columns whose amplifiers hold their inputs at voltages e.
  ///
  /// Y is an M-matrix and e rises with I, so that going from column to column converges; every
  /// column is solved by itself.
  ///
  /// - Parameters:
  ///   - unloaded: The currents I₀ without the load, in amperes.
  ///   - amplifiers: The amplifiers of the columns.
  /// - Returns: The currents, in amperes.
  func currents(_ unloaded: [Double], behind amplifiers: [SenseAmplifier]) -> [Double] {
    var currents = unloaded
    var states = zip(amplifiers, unloaded).map { $0.state(at: $1) }
    var excess = [SIMD8<Double>](repeating: .zero, count: eights)
    for column in 0..<columns {
      excess[column / 8][column % 8] = amplifiers[column].excess(at: unloaded[column])
    }
    let parts = zip(fullDrive, unloaded).map { full, current in
      full == 0 ? 0 : min((current / full).magnitude, 1)
    }
    let scale = unloaded.map(\.magnitude).max() ?? 0
    for _ in 0..<Self.mostRounds {
      var change = 0.0
      for column in 0..<columns {
        let first = column * eights
        var (sum, own) = (SIMD8<Double>.zero, atRest[first + column / 8][column % 8])
        if more.isEmpty {
          for eight in 0..<eights { sum += atRest[first + eight] * excess[eight] }
        } else {
          let part = parts[column]
          own += part * more[first + column / 8][column % 8]
          for eight in 0..<eights {
            sum += (atRest[first + eight] + part * more[first + eight]) * excess[eight]
          }
        }
        let others = sum.sum() - own * excess[column / 8][column % 8]
        let settled = amplifiers[column].settled(
          to: unloaded[column] - others, behind: own, from: &states[column])
        change = max(change, (settled.current - currents[column]).magnitude)
        currents[column] = settled.current
        excess[column / 8][column % 8] = settled.excess
      }
      // The load itself is right to its first order only; a millionth is far below that.
      if change <= 1e-6 * scale { break }
    }
    return currents
  }

  private static let mostRounds = 200
}
