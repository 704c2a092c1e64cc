internal import Configuration
public import Foundation

/// The errors of one release, as `golden/release-numbers.json` keeps them.
public struct ReleaseNumbers: Sendable, Equatable, Codable {
  /// The version of the file format.
  public static let currentSchema = 1
  /// The name of the file in a folder of golden data.
  public static let fileName = "release-numbers.json"

  /// The version of the file format.
  public var schema: Int
  /// The version of the package.
  public var version: String
  /// The golden data, ordered by name.
  public var suites: [Suite]
  /// The numbers, ordered by their subjects.
  public var numbers: [Number]

  /// The golden data that the numbers were measured on.
  public struct Suite: Sendable, Equatable, Codable {
    /// The name.
    public var name: String
    /// What tells the recipe from others.
    public var fingerprint: String
    /// A SHA-256 over the arrays of all cases.
    public var sha256: String

    /// Creates the record of a suite.
    package init(name: String, fingerprint: String, sha256: String) {
      self.name = name
      self.fingerprint = fingerprint
      self.sha256 = sha256
    }
  }

  /// The errors of one subject.
  public struct Number: Sendable, Equatable, Codable {
    /// What the errors are of.
    public var subject: FidelitySubject
    /// The root mean square of the error over that of the current.
    public var relativeRmse: Double
    /// The largest error over the largest current of its case.
    public var worstOfFullScale: Double
    /// The root mean square error of the non-ideality factor, in points; absent where no current
    /// is wanted.
    public var nonIdealityRmsePoints: Double?

    /// Creates the errors of a subject.
    package init(
      subject: FidelitySubject, relativeRmse: Double, worstOfFullScale: Double,
      nonIdealityRmsePoints: Double?
    ) {
      self.subject = subject
      self.relativeRmse = relativeRmse
      self.worstOfFullScale = worstOfFullScale
      self.nonIdealityRmsePoints = nonIdealityRmsePoints
    }
  }

  /// Creates a record; suites and numbers are put in order.
  package init(version: String, suites: [Suite], numbers: [Number]) {
    schema = Self.currentSchema
    self.version = version
    self.suites = suites.sorted { $0.name < $1.name }
    self.numbers = numbers.sorted { $0.subject < $1.subject }
  }

  /// Reads a record.
  ///
  /// - Parameter url: The file.
  /// - Throws: `UnavailableError` if the file cannot be read, `InputError` if it is no record.
  public init(contentsOf url: URL) throws {
    let accepted = "numbers that `assay verify --record` wrote"
    let data = try JSONRecord.text(of: url)
    try JSONRecord.requireHeader(
      schema: Self.currentSchema, of: data, source: url.path,
      remedy: "take down the numbers again with `assay verify --record`")
    self = try JSONRecord.value(from: data, source: url.path, accepted: accepted)
    guard Set(numbers.map(\.subject)).count == numbers.count else {
      throw InputError(
        source: url.path, location: "key numbers", found: "a subject twice", accepted: accepted)
    }
  }

  /// The record as JSON that reads back to the same bits.
  ///
  /// - Returns: The text of the file.
  /// - Throws: An encoding error if a number is not finite.
  public func encoded() throws -> Data {
    try JSONRecord.encoded(self)
  }
}
