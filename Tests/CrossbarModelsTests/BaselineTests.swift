import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import Testing

/// The published closed forms, in the limits in which they are exact.
@Suite struct BaselineTests {
  /// An array whose lines have one segment at either end, as the closed forms count them.
  private static func array(_ conductances: Matrix, segment: Double) -> Crossbar {
    Crossbar(
      technology: Technology(
        name: "baseline",
        cell: Cell(device: OhmicDevice(), onResistance: 1e4, offResistance: 1e6),
        resistances: ArrayResistances(segments: segment, ends: segment),
        read: ReadConditions(voltage: 0.25)), conductances: conductances)
  }

  private static func random(_ rows: Int, _ columns: Int) -> Matrix {
    var chance = SeededGenerator(seed: 11)
    return Matrix(rows: rows, columns: columns) { _, _ in 1e-5 * (0.2 + chance.uniform()) }
  }

  /// The relative error under equal inputs at a segment resistance.
  private static func error(
    _ model: some CrossbarModel, _ conductances: Matrix, segment: Double
  ) throws -> Double {
    let crossbar = array(conductances, segment: segment)
    let inputs = Matrix(rows: 1, columns: conductances.rows) { _, _ in 0.2 }
    let exact = try NodalSolver().program(crossbar).read(inputs)
    let programmed = try model.program(crossbar)
    return RelativeError(of: try programmed.read(inputs), against: exact).worstOfFullScale
  }

  /// A model that is right to first order has a quarter of its error at half of the resistance.
  private func expectFirstOrder(
    _ model: some CrossbarModel, _ conductances: Matrix, _ name: String
  ) throws {
    let coarse = try Self.error(model, conductances, segment: 0.2)
    let fine = try Self.error(model, conductances, segment: 0.1)
    // Higher orders of a drop of a hundredth change the ratio of 4 by some percent.
    #expect(coarse < 1e-3 && (3.8...4.2).contains(coarse / fine), "\(name): \(coarse), \(fine)")
  }

  @Test func `closed forms are right to first order where they were derived`() throws {
    let equal = Matrix(rows: 12, columns: 9) { _, _ in 1e-5 }
    try expectFirstOrder(AlphaBetaModel(), Self.random(12, 9), "alpha-beta, any cells")
    try expectFirstOrder(AlphaBetaModel(), equal, "alpha-beta, equal cells")
    try expectFirstOrder(DMRModel(), equal, "DMR, equal cells")
    try expectFirstOrder(
      JeongModel(), Matrix(rows: 1, columns: 20) { _, _ in 1e-5 }, "Jeong, one row")
  }

  @Test func `closed forms are the ideal product without segments`() throws {
    let conductances = Self.random(7, 5)
    let crossbar = Self.array(conductances, segment: 0)
    for matrix in [
      try AlphaBetaModel().program(crossbar), try DMRModel().program(crossbar),
      try JeongModel().program(crossbar),
    ] {
      #expect(matrix.conductances == conductances)
    }
  }

  @Test func `driver and sense resistance are what closed forms miss`() throws {
    var technology = Self.array(Self.random(32, 32), segment: 2.5).technology
    technology.resistances.driver = 500
    technology.resistances.sense = 100
    let crossbar = Crossbar(technology: technology, conductances: Self.random(32, 32))
    let inputs = Matrix(rows: 1, columns: 32) { _, _ in 0.2 }
    let exact = try NodalSolver().program(crossbar).read(inputs)
    for (name, matrix) in [
      ("alpha-beta", try AlphaBetaModel().program(crossbar)),
      ("DMR", try DMRModel().program(crossbar)), ("Jeong", try JeongModel().program(crossbar)),
    ] {
      let error = RelativeError(of: matrix.read(inputs), against: exact).worstOfFullScale
      // 32 cells of 7 µS behind 500 Ω take about a tenth of the voltage, 100 Ω a fiftieth.
      #expect((0.02...0.4).contains(error), "\(name): \(error)")
    }
  }
}
