internal import Configuration
internal import Crossbars
internal import Foundation

/// All laws of a cell fitted to the same sweeps, best first.
public struct LawComparison: Sendable {
  /// The fits by Schwarz's criterion.
  public let fits: [LawFit]
  /// The misfit beyond noise that is accepted.
  public let tolerance: Double
  /// The law that was named; nil if the best was asked for.
  public let named: String?

  /// The names of the laws that sweeps may be fitted by.
  public static let names = [
    "ohmic", "sinh", "polynomial", "stanford-pku", "mtj", "filamentary", "metal-oxide", "jart-vcm",
  ]

  /// The law that is taken: the named one, or the best of those that hold; nil if none holds.
  public var chosen: LawFit? {
    guard named == nil else { return fits.first { $0.refusal == nil } }
    let holding = fits.filter { $0.holds(within: tolerance) }
    // Criteria that differ by less than 2 prefer none (Kass and Raftery, J. Am. Stat. Assoc. 90,
    // 1995): then the law that comes first in the list, the simpler.
    let near = holding.filter { $0.criterion < holding[0].criterion + 2 }
    return near.min {
      (Self.names.firstIndex(of: $0.name) ?? 0) < (Self.names.firstIndex(of: $1.name) ?? 0)
    }
  }

  /// Whether the law that is taken holds.
  public var holds: Bool { chosen?.holds(within: tolerance) ?? false }

  /// Fits laws.
  ///
  /// - Parameters:
  ///   - measured: The states.
  ///   - named: The name of one law; nil for all.
  ///   - given: Parameters that are known, by their key.
  ///   - tolerance: The misfit beyond noise that is accepted.
  /// - Throws: `InputError` if there are too few readings, or a given parameter is of no law here.
  public init(
    _ measured: MeasuredStates, named: String?, given: [String: Double] = [:],
    tolerance: Double = 0.01
  ) throws {
    self.named = named
    self.tolerance = tolerance
    let data = LawData(measured)
    var fits: [LawFit] = []
    var keys: Set<String> = []
    for name in named.map({ [$0] }) ?? Self.names {
      var best: LawFit?
      for law in Self.laws(name, data) {
        keys.formUnion(law.starts(data).first?.parameters.map(\.key) ?? [])
        guard let fit = try LawFit(law, data, given: given) else { continue }
        // A shape that is no law gives way to any that is one.
        let isBetter =
          best.map { old in
            (old.refusal == nil) == (fit.refusal == nil)
              ? fit.criterion < old.criterion : fit.refusal == nil
          } ?? true
        if isBetter { best = fit }
      }
      if let best { fits.append(best) }
    }
    if let unknown = given.keys.sorted().first(where: { !keys.contains($0) }) {
      throw InputError(
        source: "--given", found: "\"\(PrintedText.line(unknown))\"",
        accepted: keys.isEmpty
          ? "nothing for \(named ?? "these laws")" : keys.sorted().joined(separator: ", "))
    }
    guard !fits.isEmpty else {
      throw InputError(
        source: measured.traces[0].source,
        found: "\(data.states.count) states up to \(data.largestVoltage) V",
        accepted: named == "mtj"
          ? "two states or more that differ, of which a magnetoresistance follows"
          : named == "jart-vcm" ? "voltages within 1 V" : "more readings than the law has unknowns")
    }
    // Equal criteria keep the order of the names: of two laws with the same currents the simpler.
    self.fits = fits.enumerated().sorted {
      ($0.element.criterion.rounded(), $0.offset) < ($1.element.criterion.rounded(), $1.offset)
    }.map(\.element)
  }

  private static func laws(_ name: String, _ data: LawData) -> [any SweepLaw] {
    switch name {
    case "ohmic": [OhmicSweepLaw()]
    case "sinh": [SinhSweepLaw()]
    case "polynomial": PolynomialSweepLaw.candidates(data)
    case "stanford-pku": [TunnelGapSweepLaw()]
    case "mtj": TunnelJunctionSweepLaw(data).map { [$0] } ?? []
    case "filamentary": [FilamentarySweepLaw()]
    case "metal-oxide": [MetalOxideSweepLaw()]
    case "jart-vcm": [JARTSweepLaw()]
    default: []
    }
  }
}
