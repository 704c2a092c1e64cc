import CrossbarModels
import Crossbars
import Foundation
import LinearAlgebra
import NodalAnalysis
import Records

/// The members of the fast-model family beside the ideal product, in turns and in one run.
enum FamilySpeed {
  /// Inputs of 16 levels with 30 % zeros, or of two levels.
  private static func draw(_ count: Int, isBinary: Bool, voltage: Double) -> Matrix {
    let given = inputs(count, size: 64)
    return Matrix(rows: count, columns: 64) { row, column in
      let value = given[row, column] / 0.25
      return voltage * (isBinary ? (value > 0.5 ? 1 : 0) : value)
    }
  }

  static func measure() throws {
    print("| claim | products | time (least) | ideal product | ratio | ratio (median) | error |")
    print("|---|---|---|---|---|---|---|")
    for (name, device, voltage) in [
      ("ohmic", OhmicDevice() as any Device, 0.25),
      ("sinh, .25 V", SinhDevice(characteristicVoltage: 0.25), 0.25),
      ("sinh, .5 V", SinhDevice(characteristicVoltage: 0.25), 0.5),
    ] {
      var technology = technology(device, name: name)
      technology.read.voltage = voltage
      let crossbar = array(technology, size: 64)
      for isBinary in [false, true] {
        let many = draw(4096, isBinary: isBinary, voltage: voltage)
        let exact = try NodalSolver().program(crossbar).read(many.rows(0..<64))
        let ideal = IdealModel().program(crossbar)
        let programmed = try TwoPointModel(
          parameters: ModelParameters(technology), statistics: .observed(many)
        ).program(crossbar)
        var (own, products, ratios) = ([Double](), [Double](), [Double]())
        for _ in 0..<41 {
          let product = Stopwatch.times(of: 1) { _ = ideal.read(many) }[0]
          let model = try Stopwatch.times(of: 1) { _ = try programmed.read(many) }[0]
          own.append(model)
          products.append(product)
          ratios.append(model / product)
        }
        let least = (own.min() ?? 0) / 4096
        let product = (products.min() ?? 0) / 4096
        let error = RelativeError(of: try programmed.read(many.rows(0..<64)), against: exact)
        print(
          "| two-point, \(name), 64×64, "
            + "\(isBinary ? "binary inputs" : "16 levels") | \(programmed.productsPerVector ?? 0) | "
            + "\(figure(least * 1e9, "ns")) | \(figure(product * 1e9, "ns")) | "
            + "\(figure(least / product, "×")) | \(figure(ratios.sorted()[20], "×")) | "
            + "\(figure(error.relativeRMSE, "(relative RMSE)")) |")
      }
    }
  }
}
