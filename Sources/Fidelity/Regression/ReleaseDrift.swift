internal import Foundation
public import Records

/// How the numbers of a run differ from those of the last release.
///
/// For this package a moved number is the breaking change: a release says in its CHANGELOG, under
/// *Numbers*, what moved. Whether a number is good enough is another question, which tolerances
/// answer.
public struct ReleaseDrift: Sendable {
  /// A number that moved.
  public struct Move: Sendable {
    /// What the number is about.
    public var subject: FidelitySubject
    /// The measure, as a line of text names it.
    public var measure: String
    /// The number of the release.
    public var before: Double
    /// The number of this run.
    public var now: Double

    /// The move as a line of text.
    public var description: String {
      String(format: "%@: %@ %.3g, was %.3g", subject.description, measure, now, before)
    }
  }

  /// The version of the release.
  public var version: String
  /// The path of the record of the release.
  public var source: String
  /// The numbers that moved.
  public private(set) var moves: [Move] = []
  /// What the release did not measure.
  public private(set) var added: [FidelitySubject] = []
  /// What this run does not measure though it measured everything.
  public private(set) var missing: [FidelitySubject] = []

  /// The suites that have other numbers than in the release, from the same recipe.
  public private(set) var altered: [String] = []

  /// The change of an error, over itself, from which on it counts as moved.
  static let relativeChange = 1e-3
  /// The change of an error that is rounding: a part of what the simulator's `reltol` leaves open.
  static let rounding = 1e-9

  /// Compares a run with a release.
  ///
  /// - Parameters:
  ///   - release: The numbers of the release.
  ///   - source: The path of their record.
  ///   - numbers: The numbers of the run.
  ///   - suites: The golden data of the run.
  ///   - isEverything: Whether the run measured all that is stored.
  package init(
    from release: ReleaseNumbers, source: String, to numbers: [FidelityNumber],
    of suites: [ReleaseNumbers.Suite],
    isEverything: Bool
  ) {
    version = release.version
    self.source = source
    let now = ReleaseNumbers(numbers, of: suites, version: version)
    altered = suites.filter { suite in
      release.suites.contains {
        $0.name == suite.name && $0.fingerprint == suite.fingerprint && $0.sha256 != suite.sha256
      }
    }.map(\.name)
    let before = Dictionary(
      release.numbers.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first })
    for number in now.numbers {
      guard let old = before[number.subject] else {
        added.append(number.subject)
        continue
      }
      for (measure, old, new) in [
        ("relative RMSE", old.relativeRmse, number.relativeRmse),
        ("worst of full scale", old.worstOfFullScale, number.worstOfFullScale),
        (
          "NF RMSE in points", old.nonIdealityRmsePoints ?? 0, number.nonIdealityRmsePoints ?? 0
        ),
      ] where !((new - old).magnitude <= max(Self.relativeChange * old, Self.rounding)) {
        moves.append(Move(subject: number.subject, measure: measure, before: old, now: new))
      }
    }
    guard isEverything else { return }
    let measured = Set(now.numbers.map(\.subject))
    missing = release.numbers.map(\.subject).filter { !measured.contains($0) }
  }

  /// What is wrong, one line each: altered golden data, and numbers that are no longer measured.
  public var findings: [String] {
    altered.map {
      "\(source): suite \($0) has other numbers than in release \(version), from the same recipe; if it was "
        + "generated anew on purpose, take down the numbers anew by --record"
    }
      + missing.map {
        "\(source): \($0.description): measured in release \(version) and not now; restore it, or take down "
          + "the numbers anew by --record"
      }
  }
}
