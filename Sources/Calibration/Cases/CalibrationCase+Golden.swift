internal import Configuration
public import Crossbars
public import GoldenData

extension CalibrationCase {
  /// Takes a stored case as a fit sees it.
  ///
  /// - Parameters:
  ///   - item: A case of golden data.
  ///   - technology: Its technology.
  public init(_ item: GoldenCase, technology: Technology) {
    self.init(
      slug: item.slug, crossbar: item.crossbar(of: technology), inputs: item.inputs,
      columnCurrents: item.columnCurrents)
  }

  /// The cases of a technology that a model of plain reads describes.
  ///
  /// These are vector-matrix products: every row is driven at its first column and every column is
  /// sensed at its last row. Other read modes are other circuits.
  ///
  /// - Parameters:
  ///   - suite: A suite.
  ///   - key: The key of the technology in the suite; nil for all of them.
  /// - Returns: Its cases in the standard read mode, in order.
  /// - Throws: `InputError` if a technology of the suite is none.
  public static func standardReads(
    of suite: GoldenSuite, technology key: String? = nil
  ) throws -> [CalibrationCase] {
    let technologies = try suite.technologiesByKey()
    return suite.cases.filter {
      $0.setting.readMode == .standard && $0.setting.arrangement == .plain
        && key ?? $0.setting.technology == $0.setting.technology
    }.compactMap { item in
      technologies[item.setting.technology].map { CalibrationCase(item, technology: $0) }
    }
  }
}
