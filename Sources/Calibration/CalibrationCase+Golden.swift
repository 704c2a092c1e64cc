internal import Crossbars
public import GoldenData

extension CalibrationCase {
  /// Takes a stored case as a fit sees it.
  ///
  /// - Parameter item: A case of golden data.
  public init(_ item: GoldenCase) {
    self.init(
      slug: item.slug, conductances: item.conductances, inputs: item.inputs,
      columnCurrents: item.columnCurrents)
  }

  /// The cases of a suite that a model of plain reads describes.
  ///
  /// These are vector-matrix products: every row is driven at its first column and every column is
  /// sensed at its last row. Other read modes are other circuits.
  ///
  /// - Parameter suite: A suite.
  /// - Returns: Its cases in the standard read mode, in order.
  public static func standardReads(of suite: GoldenSuite) -> [CalibrationCase] {
    suite.cases.filter {
      $0.setting.readMode == .standard && $0.setting.arrangement == .plain
    }.map { CalibrationCase($0) }
  }
}
