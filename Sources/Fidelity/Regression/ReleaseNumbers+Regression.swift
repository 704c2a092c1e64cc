internal import ArrayStorage
public import Foundation
public import GoldenData
public import Records

extension ReleaseNumbers.Suite {
  /// Takes down a suite.
  ///
  /// - Parameter folder: An intact suite.
  public init(_ folder: GoldenFolder) {
    self.init(
      name: folder.suite.name, fingerprint: folder.digest.fingerprint,
      sha256: folder.digest.arraysSha256)
  }
}

extension ReleaseNumbers {
  /// Takes down the numbers of a run.
  ///
  /// - Parameters:
  ///   - regression: The run.
  ///   - version: The version of the package.
  public init(_ regression: FidelityRegression, version: String) {
    self.init(regression.numbers, of: regression.suites, version: version)
  }

  package init(_ numbers: [FidelityNumber], of suites: [Suite], version: String) {
    self.init(
      version: version, suites: suites,
      numbers: numbers.map {
        Number(
          subject: $0.subject, relativeRmse: $0.measures.relativeRMSE,
          worstOfFullScale: $0.measures.worstOfFullScale,
          nonIdealityRmsePoints: $0.measures.nonIdealityRMSE.map { 100 * $0 })
      })
  }

  /// Writes the record.
  ///
  /// - Parameter url: The file.
  /// - Throws: An encoding error if a number is not finite, `UnavailableError` if the file cannot be
  ///   written.
  public func write(to url: URL) throws {
    try AtomicFile.write(encoded(), to: url)
  }
}
