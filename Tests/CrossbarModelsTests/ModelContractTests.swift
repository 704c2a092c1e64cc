import CrossbarModels
import Crossbars
import LinearAlgebra
import NodalAnalysis
import TestSupport
import Testing

/// A model under its name, so that one suite runs on all of them.
struct NamedModel: Sendable, CustomStringConvertible {
  let description: String
  /// Whether the model meets the product of inputs and conductances when there are no wires.
  let read: @Sendable (Crossbar, Matrix) throws -> Matrix

  init<Model: CrossbarModel>(_ name: String, _ model: @escaping @Sendable (Crossbar) -> Model) {
    description = name
    read = { crossbar, inputs in
      var programmed = try model(crossbar).program(crossbar)
      return try programmed.read(inputs)
    }
  }

  static let all = [
    NamedModel("ideal") { _ in IdealModel() },
    NamedModel("linear") { LinearModel(parameters: ModelParameters($0.technology)) },
    NamedModel("nodal") { _ in NodalSolver() },
  ]
}

@Suite struct ModelContractTests {
  @Test(arguments: NamedModel.all, 0..<8)
  func `gives no current without input`(model: NamedModel, seed: Int) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: seed.isMultiple(of: 2))
    let zero = Matrix(rows: 2, columns: array.crossbar.rows)
    #expect(try model.read(array.crossbar, zero).elements.allSatisfy { $0 == 0 })
  }

  @Test(arguments: NamedModel.all, 0..<8)
  func `reads one vector as in a batch`(model: NamedModel, seed: Int) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: seed.isMultiple(of: 2), batch: 5)
    let batch = try model.read(array.crossbar, array.inputs)
    #expect(batch.rows == 5 && batch.columns == array.crossbar.columns && batch.isFinite)
    for sample in 0..<5 {
      let alone = try model.read(array.crossbar, array.inputs.rows(sample..<sample + 1))
      #expect(alone.row(0) == batch.row(sample))
    }
  }

  @Test(arguments: NamedModel.all, 0..<8)
  func `meets the matrix product without wires`(model: NamedModel, seed: Int) throws {
    let array = RandomArray(seed: UInt64(seed), isOhmic: true)
    var technology = array.crossbar.technology
    technology.resistances.rowSegment = 0
    technology.resistances.columnSegment = 0
    technology.resistances.driver = 0
    technology.resistances.sense = 0
    let crossbar = Crossbar(technology: technology, conductances: array.crossbar.conductances)
    let currents = try model.read(crossbar, array.inputs)
    let product = array.inputs * crossbar.conductances
    // Sums of up to forty terms in another order.
    #expect((currents - product).largestMagnitude <= 1e-14 * product.largestMagnitude)
  }

  @Test(arguments: 0..<8)
  func `the linear model is exact for ohmic cells`(seed: Int) throws {
    let array = RandomArray(seed: UInt64(50 + seed), isOhmic: true)
    let linear = try NamedModel.all[1].read(array.crossbar, array.inputs)
    let exact = try NamedModel.all[2].read(array.crossbar, array.inputs)
    #expect((linear - exact).largestMagnitude <= 1e-12 * exact.largestMagnitude)
  }
}
