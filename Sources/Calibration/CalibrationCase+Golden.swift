internal import CrossbarModels
public import Crossbars
public import GoldenData

extension CalibrationCase {
  /// Takes a stored case as a fit sees it.
  ///
  /// - Parameters:
  ///   - item: A case of golden data.
  ///   - technology: Its technology, whose law gives the conductances of the whole cells.
  /// - Throws: `UnavailableError` if the simulator alone can evaluate the cell.
  public init(_ item: GoldenCase, technology: Technology) throws {
    self.init(
      slug: item.slug,
      conductances: try LinearModel.cellConductances(of: item.crossbar(of: technology)),
      inputs: item.inputs, columnCurrents: item.columnCurrents)
  }

  /// The cases of a suite that a model of plain reads describes.
  ///
  /// These are vector-matrix products: every row is driven at its first column and every column is
  /// sensed at its last row. Other read modes are other circuits.
  ///
  /// - Parameter suite: A suite.
  /// - Returns: Its cases in the standard read mode, in order.
  /// - Throws: `InputError` if a technology of the suite is none, `UnavailableError` if the simulator
  ///   alone can evaluate its cells.
  public static func standardReads(of suite: GoldenSuite) throws -> [CalibrationCase] {
    let technologies = try suite.technologiesByKey()
    return try standardItems(of: suite).compactMap { item in
      try technologies[item.setting.technology].map {
        try CalibrationCase(item, technology: $0)
      }
    }
  }

  /// The cases of a suite in the standard read mode, as they are stored.
  static func standardItems(of suite: GoldenSuite) -> [GoldenCase] {
    suite.cases.filter {
      $0.setting.readMode == .standard && $0.setting.arrangement == .plain
    }
  }
}
