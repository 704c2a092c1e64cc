internal import Configuration
internal import Foundation
internal import Crossbars
internal import GoldenData

/// What of a suite a model is fitted to and judged on: one technology, by array and by size.
struct GoldenSelection {
  /// The key of the technology in the suite.
  let key: String
  /// The technology.
  let technology: Technology
  /// Its cases in the standard read mode, in the suite's order.
  let cases: [CalibrationCase]
  /// What of them the fit sees.
  let split: CaseSplit

  init(_ folder: GoldenFolder, technology wanted: String?, sizes: [ArraySize]?) throws {
    let source = folder.url.path
    if let first = folder.disagreements.first {
      throw InputError(
        source: source, found: first,
        accepted: "files that `assay golden generate` made; see `assay golden verify`")
    }
    key = try folder.suite.key(of: wanted, source: source)
    guard let technology = try folder.suite.technologiesByKey()[key] else {
      throw InputError(source: source, found: "no technology \(key)")
    }
    self.technology = technology
    try Self.refuseDeviations(folder.suite, of: key, source: source)
    cases = try CalibrationCase.standardReads(of: folder.suite, technology: key)
    guard !cases.isEmpty else {
      throw InputError(
        source: source, location: "technology \(key)",
        found: "no case in the standard read mode with plain columns",
        accepted: "reads that the model describes: unselected rows grounded, driven at the first "
          + "column, sensed at the last row")
    }
    let known = Set(cases.map(\.size)).sorted()
    for size in sizes ?? [] where !known.contains(size) {
      throw InputError(
        source: source, location: "technology \(key)", found: "no array of size \(size)",
        accepted: "sizes of the suite: \(known.map(\.description).joined(separator: ", "))")
    }
    split = CaseSplit(cases, sizes: sizes.map { Set($0) })
  }

  /// Refuses arrays whose circuits differ from their technology, which a model cannot describe.
  private static func refuseDeviations(
    _ suite: GoldenSuite, of key: String, source: String
  ) throws {
    for item in suite.cases where item.setting.technology == key {
      guard item.deviations.beforeConverters == .none else {
        throw InputError(
          source: source, location: "case \(item.slug)",
          found: "wires, transistors or converters that differ from the technology's",
          accepted: "arrays without [mismatch], whose cells alone differ")
      }
    }
  }
}
