import Calibration
import CrossbarModels
import Crossbars
import LinearAlgebra
import TestSupport
import Testing

@Suite struct CaseSplitTests {
  private func item(_ size: Int, _ array: Double, _ inputs: String) -> CalibrationCase {
    CalibrationCase(
      slug: "\(size)-\(array)-\(inputs)",
      crossbar: Crossbar(
        technology: ReferenceProblem.technology(),
        conductances: Matrix(rows: size, columns: size, repeating: array)),
      inputs: Matrix(rows: 1, columns: size), columnCurrents: Matrix(rows: 1, columns: size))
  }

  @Test func `never shows the fit an array that judges it`() {
    let cases = [4, 8].flatMap { size in
      [1.0, 2, 3].flatMap { array in
        ["binary", "sparse"].map { item(size, array, $0) }
      }
    }
    let split = CaseSplit(cases + [item(16, 1, "binary"), item(64, 1, "a"), item(64, 2, "a")])
    #expect(split.training.count == 8)
    #expect(
      split.heldOut.map(\.slug) == [
        "4-3.0-binary", "4-3.0-sparse", "8-3.0-binary", "8-3.0-sparse", "16-1.0-binary",
        "64-1.0-a", "64-2.0-a",
      ])
  }

  @Test func `trains on the smallest size if every size has one array`() {
    let split = CaseSplit([item(8, 1, "a"), item(4, 1, "a"), item(16, 1, "a")])
    #expect(split.training.map(\.slug) == ["4-1.0-a"])
    #expect(split.heldOut.count == 2)
  }

  @Test func `sees the sizes that are asked for`() {
    let cases = [item(4, 1, "a"), item(4, 2, "a"), item(8, 1, "a"), item(64, 1, "a")]
    let split = CaseSplit(
      cases, sizes: [ArraySize(rows: 8, columns: 8), ArraySize(rows: 64, columns: 64)])
    #expect(split.training.map(\.slug) == ["8-1.0-a", "64-1.0-a"])
    #expect(split.heldOut.map(\.slug) == ["4-1.0-a", "4-2.0-a"])
  }
}
