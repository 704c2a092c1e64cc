internal import Calibration
internal import Crossbars
internal import GoldenData
internal import Records

extension CalibratedModel {
  /// The plain reads of a suite on arrays of the model's technology, of sizes that the model is made for.
  ///
  /// - Parameter suite: The suite.
  /// - Returns: The key of the technology in the suite, and the cases; nil if the suite has no such technology.
  /// - Throws: `InputError` if a technology of the suite is none.
  func reads(of suite: GoldenSuite) throws -> (technology: String, cases: [CalibrationCase])? {
    let technologies = try suite.technologiesByKey()
    let same = suite.technologies.map(\.key).first { key in
      technologies[key].map { technology.difference(from: $0) == nil } ?? false
    }
    guard let key = same else { return nil }
    let (rows, columns) = (validity.rows, validity.columns)
    return (
      key,
      try CalibrationCase.standardReads(of: suite, technology: key).filter {
        rows[0] <= $0.crossbar.rows && $0.crossbar.rows <= rows[1]
          && columns[0] <= $0.crossbar.columns && $0.crossbar.columns <= columns[1]
      }
    )
  }
}
