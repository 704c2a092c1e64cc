import Calibration
import CrossbarModels
import LinearAlgebra
import Testing

@Suite struct CaseSplitTests {
  private func item(_ size: Int, _ array: Double, _ inputs: String) -> CalibrationCase {
    CalibrationCase(
      slug: "\(size)-\(array)-\(inputs)",
      conductances: Matrix(rows: size, columns: size, repeating: array),
      inputs: Matrix(rows: 1, columns: size), columnCurrents: Matrix(rows: 1, columns: size))
  }

  @Test func `never shows the fit an array that judges it`() {
    let cases = [4, 8].flatMap { size in
      [1.0, 2, 3].flatMap { array in
        ["binary", "sparse"].map { item(size, array, $0) }
      }
    }
    let split = CaseSplit(cases + [item(16, 1, "binary")])
    #expect(split.training.count == 8)
    #expect(
      split.heldOut.map(\.slug) == [
        "4-3.0-binary", "4-3.0-sparse", "8-3.0-binary", "8-3.0-sparse", "16-1.0-binary",
      ])
  }

  @Test func `trains on the smallest size if every size has one array`() {
    let split = CaseSplit([item(8, 1, "a"), item(4, 1, "a"), item(16, 1, "a")])
    #expect(split.training.map(\.slug) == ["4-1.0-a"])
    #expect(split.heldOut.count == 2)
  }
}
