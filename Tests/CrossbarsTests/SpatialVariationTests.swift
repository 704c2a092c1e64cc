import Crossbars
import Foundation
import LinearAlgebra
import Testing

@Suite struct SpatialVariationTests {
  /// The field of many small arrays: ln(G / target) over sigma.
  private static func fields(
    _ count: Int, rows: Int, columns: Int, length: Double
  ) throws -> [Matrix] {
    let technology = try technology(
      "[spatial_variation]\nrelative_sigma = 0.2\ncorrelation_length_cells = \(length)\n")
    let targets = Matrix(rows: rows, columns: columns, repeating: 1e-5)
    return (0..<count).map { number in
      let array = technology.fabricate(
        targets: targets, chance: InstanceChance(seed: 8, array: [UInt64(number)]))
      return Matrix(rows: rows, columns: columns) {
        log(array.crossbar.conductances[$0, $1] / 1e-5) / 0.2
      }
    }
  }

  // Not square, so that a swap of rows and columns shows; 0.3 is nearly white, and 40 makes the
  // correlation of a line of eleven cells singular to rounding.
  @Test(arguments: [0.3, 2.5, 40])
  func `has the stated correlation at every distance`(length: Double) throws {
    let count = 4000
    let fields = try Self.fields(count, rows: 4, columns: 11, length: length)
    for (row, column) in [(0, 0), (1, 0), (3, 0), (0, 1), (0, 4), (2, 3), (3, 10)] {
      let distance = Double(row * row + column * column)
      let expected = exp(-distance / (2 * length * length))
      let products = fields.map { $0[0, 0] * $0[row, column] }
      // A product of two unit normals with the correlation ρ has the variance 1 + ρ²; arrays are
      // independent. Five standard errors.
      let error = ((1 + expected * expected) / Double(count)).squareRoot()
      let found = products.reduce(0, +) / Double(count)
      #expect((found - expected).magnitude < 5 * error, "\(row), \(column): \(found), \(expected)")
    }
    // The last cell has unit variance as the first one: five standard errors of a variance.
    let last = fields.reduce(0) { $0 + $1[3, 10] * $1[3, 10] } / Double(count)
    #expect((last - 1).magnitude < 5 * (2 / Double(count)).squareRoot())
  }

  @Test func `the correlation length is recovered from one large array`() throws {
    let field = try Self.fields(1, rows: 96, columns: 256, length: 4)[0]
    // ρ(1) = exp(−1 / 2L²) gives L from the mean square difference of neighbors, 2 (1 − ρ), over the
    // variance.
    var differences = 0.0
    for row in 0..<96 {
      for column in 0..<255 { differences += pow(field[row, column + 1] - field[row, column], 2) }
    }
    let variance = field.elements.reduce(0) { $0 + $1 * $1 } / Double(96 * 256)
    let correlation = 1 - differences / Double(96 * 255) / (2 * variance)
    let length = (-1 / (2 * log(correlation))).squareRoot()
    // Some 96 · 256 / (4π L²) = 120 independent patches: a variance is known to 13 %, L to half of
    // that; their ratio is better still. Three standard errors.
    #expect((length / 4 - 1).magnitude < 0.2, "\(length)")
  }

  @Test func `a gradient is linear and zero in the middle`() throws {
    let technology = try technology(
      "[spatial_variation]\nrow_gradient_relative = 0.2\ncolumn_gradient_relative = -0.1\n")
    let array = technology.fabricate(
      targets: Matrix(rows: 3, columns: 5, repeating: 1e-5),
      chance: InstanceChance(seed: 1, array: [1]))
    let expected = Matrix(rows: 3, columns: 5) {
      1e-5 * (1 + 0.2 * (Double($0) / 2 - 0.5) - 0.1 * (Double($1) / 4 - 0.5))
    }
    for (found, wanted) in zip(array.crossbar.conductances.elements, expected.elements) {
      // Rounding alone.
      #expect((found / wanted - 1).magnitude < 1e-15)
    }
    let one = technology.fabricate(
      targets: Matrix(rows: 1, columns: 1, repeating: 1e-5),
      chance: InstanceChance(seed: 1, array: [1]))
    #expect(one.crossbar.conductances.elements == [1e-5])
  }
}

@Suite struct CellFaultTests {
  @Test func `has the stated fractions of stuck cells`() throws {
    let technology = try technology(
      """
      [faults]
      stuck_on_fraction = 0.0904
      stuck_off_fraction = 0.0175
      stuck_off_resistance_ohm = 1e9
      """)
    let cells = technology.cells(10)
    let count = Double(cells.count)
    for (share, value) in [(0.0904, 1e6 / 40e3), (0.0175, 1e6 / 1e9)] {
      // The conversion to microsiemens and back rounds.
      let found = Double(cells.count { ($0 / value - 1).magnitude < 1e-12 }) / count
      // Five standard errors of a share.
      #expect((found - share).magnitude < 5 * (share * (1 - share) / count).squareRoot())
    }
  }

  @Test func `neighbors in a cluster fail together`() throws {
    let technology = try technology(
      "[faults]\nstuck_on_fraction = 0.5\ncluster_length_cells = 2\n")
    let count = 4000
    var stuck = (first: 0.0, both: 0.0)
    for number in 0..<count {
      let faults = technology.fabricate(
        targets: Matrix(rows: 2, columns: 2, repeating: 1e-5),
        chance: InstanceChance(seed: 6, array: [UInt64(number)])
      ).record.faults
      stuck.first += faults?[0, 0] ?? .nan
      stuck.both += (faults?[0, 0] ?? .nan) * (faults?[0, 1] ?? .nan)
    }
    // Both of two normal numbers of the correlation ρ are below their medians with the chance
    // 1/4 + asin(ρ)/2π (Sheppard). Five standard errors.
    let both = 0.25 + asin(exp(-1 / 8.0)) / (2 * Double.pi)
    #expect((stuck.first / Double(count) - 0.5).magnitude < 5 * 0.5 / Double(count).squareRoot())
    #expect(
      (stuck.both / Double(count) - both).magnitude
        < 5 * (both * (1 - both) / Double(count)).squareRoot())
  }

  @Test(arguments: [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)])
  func `none and all are possible`(on: Double, off: Double) throws {
    let cells = try technology(
      "[faults]\nstuck_on_fraction = \(on)\nstuck_off_fraction = \(off)\n"
    ).cells(10, rows: 20, columns: 20)
    let expected = on == 1 ? 1 / 40e3 : off == 1 ? 1 / 4e6 : 10 * 1e-6
    #expect(cells.allSatisfy { $0 == expected * 1e6 })
  }
}
