internal import Configuration
internal import Crossbars

/// The programming error of a technology, and what becomes of it with time, fitted to cells.
public struct ProgrammingCalibration: Sendable {
  /// The fit at one time.
  public struct Point: Sendable {
    /// The time from programming to the read, in seconds; nil for right after programming.
    public var time: Double?
    /// The number of cells.
    public var cells: Int
    /// The fit that is taken.
    public var fit: SpreadFit
    /// The forms that were tried, best first, with their criteria.
    public var tried: [(form: String, criterion: Double)]
  }

  /// The units of the coefficients.
  public let units: SpreadUnits
  /// The fit at every time, in ascending order.
  public let points: [Point]

  /// Fits the programming error.
  ///
  /// Right after programming the mean is the wanted conductance, as technology files have it; later a
  /// polynomial of the state up to the second degree is its mean change.
  ///
  /// - Parameters:
  ///   - sets: The cells of every time.
  ///   - form: The form; nil for the one with the smallest criterion of ``SpreadForm/candidates``.
  ///   - units: The units of the coefficients.
  ///   - source: The name of the data, for messages.
  /// - Throws: `InputError` if there are too few cells, or if they do not determine the form.
  public init(
    _ sets: [ConductanceSamples], form: SpreadForm? = nil, units: SpreadUnits = .microsiemens(),
    source: String
  ) throws {
    self.units = units
    let hasTimes = sets.contains { $0.time != nil }
    if let form, hasTimes, !form.isFunctionOfState {
      throw InputError(
        source: source, found: "reads some time after programming",
        accepted: "a form that is a function of the state, not \(form)")
    }
    points = try sets.map { set in
      let place = set.time.map { "time \($0) s" }
      guard set.samples.count >= Self.fewestCells else {
        throw InputError(
          source: source, location: place, found: "\(set.samples.count) cells",
          accepted: "at least \(Self.fewestCells)")
      }
      guard set.samples.contains(where: { $0.measured != $0.target }) else {
        throw InputError(
          source: source, location: place, found: "no cell that differs from its target",
          accepted: "cells with a programming error")
      }
      let forms =
        form.map { [$0] } ?? SpreadForm.candidates.filter { $0.isFunctionOfState || !hasTimes }
      let shifts: [Int?] = set.time == nil ? [nil] : [nil, 0, 1, 2]
      var fits: [SpreadFit] = []
      for form in forms {
        for shift in shifts {
          if let fit = SpreadFit(set.samples, form: form, shiftDegree: shift, units: units) {
            fits.append(fit)
          }
        }
      }
      fits.sort { $0.criterion < $1.criterion }
      guard let best = fits.first else {
        let targets = Set(set.samples.map(\.target)).count
        throw InputError(
          source: source, location: place,
          found: "\(set.samples.count) cells of \(targets) wanted conductances, which do not "
            + "determine the coefficients of \(form.map(\.description) ?? "any form")",
          accepted: "more states, or another form with fewer coefficients")
      }
      return Point(
        time: set.time, cells: set.samples.count, fit: best,
        tried: fits.map { ($0.form.description + Self.suffix($0), $0.criterion) })
    }
  }

  /// The fewest cells that a spread is fitted to: below, an interval means little.
  public static let fewestCells = 20

  private static func suffix(_ fit: SpreadFit) -> String {
    fit.shift.isEmpty ? "" : " with a mean change of degree \(fit.shift.count - 1)"
  }
}
