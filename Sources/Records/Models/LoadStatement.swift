public import Crossbars
internal import Foundation

/// What a model file says of the load at hand: which kinds it is of, and the error that it states for
/// them.
public struct LoadStatement: Sendable, Equatable, Codable {
  /// A kind of load with its part of the vectors and the error that the file states.
  public struct Part: Sendable, Equatable, Codable {
    /// The name of a kind of `LoadKind`, or `both signs`.
    public var load: String
    /// Its part of the vectors that have a voltage, 0 to 1.
    public var share: Double
    /// The stated error over the mean column current with all rows at the read voltage; absent where
    /// the file states none.
    public var ofFullDrive: Double?
  }

  /// The kinds, most of them first.
  public var parts: [Part]
  /// The stated error of the whole load: the root mean square over its vectors; absent where the file
  /// states none for a part.
  public var ofFullDrive: Double?
  /// The rows of the array that errors are stated for; absent where there is none.
  public var rows: Int?
  /// Its columns; absent likewise.
  public var columns: Int?
  /// The kinds that the model was made for; absent where it is made for any load.
  public var fittedTo: String?
  /// Whether the load has kinds that the model was not made for.
  public var isOutside: Bool

  /// What a load of both signs is called.
  package static let bothSigns = "both signs"

  /// Compares a load with what a model file states.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - load: The kinds of the vectors at hand.
  ///   - behindSaturation: Whether amplifiers stand behind the columns that saturate: what they leave of an
  ///     error belongs to the currents of the file's own arrays, so that none is stated for others.
  public init(
    of model: CalibratedModel, on load: LoadComposition, behindSaturation: Bool = false
  ) {
    let made = model.validity.load
    let kinds = Set(made.kinds.map(\.load.rawValue))
    let found = load.kinds.map(\.rawValue) + (load.signed > 0 ? [Self.bothSigns] : [])
    fittedTo = made.isAny ? nil : made.words
    isOutside = !made.isAny && found.contains { !kinds.contains($0) }
    // What was fitted to other vectors has errors that a kind alone does not tell.
    let stated = isOutside || behindSaturation ? nil : model.errors.loads
    let driven = Double(max(load.vectors - load.idle, 1))
    parts = load.kinds.map { kind in
      Part(
        load: kind.rawValue, share: Double(load.counts[kind, default: 0]) / driven,
        ofFullDrive: stated?.error(under: kind)?.ofFullDrive)
    }
    if load.signed > 0 {
      parts.append(Part(load: Self.bothSigns, share: Double(load.signed) / driven))
      parts.sort { $0.share > $1.share }
    }
    ofFullDrive = Self.whole(of: parts)
    rows = stated?.rows
    columns = stated?.columns
  }

  /// The statement as a line for people.
  public var text: String {
    guard !parts.isEmpty else { return "load: no vector has a voltage" }
    var line = "load: " + CalibratedModel.Load.words(parts.map { ($0.load, $0.share) })
    if let ofFullDrive, let rows, let columns {
      line +=
        "; the model file states \(Self.percent(ofFullDrive)) of the mean current at full drive for "
        + "\(parts.count == 1 ? "it" : "them together"), at \(rows)x\(columns)"
    } else {
      let unknown = parts.filter { $0.ofFullDrive == nil }.map(\.load)
      line +=
        "; the model file states no error for "
        + (unknown.count == parts.count ? "it" : unknown.joined(separator: ", "))
    }
    if isOutside, let fittedTo {
      line += "; made for another load: \(fittedTo)"
    }
    return line
  }

  /// Refuses a statement that contradicts itself.
  func validate(_ check: RecordCheck) throws {
    for (index, part) in parts.enumerated() {
      let check = check.inside("parts[\(index)]")
      try check.require(part.share, in: 0...1, "share")
      try check.require(
        part.load == Self.bothSigns || LoadKind(rawValue: part.load) != nil, "load",
        "\"\(part.load)\"",
        (LoadKind.allCases.map(\.rawValue) + [Self.bothSigns]).joined(separator: ", "))
      try check.require(
        part.ofFullDrive.map { $0 >= 0 } ?? true, "of_full_drive", "\(part.ofFullDrive ?? 0)",
        "a number of at least 0")
    }
    let whole = Self.whole(of: parts)
    try check.require(
      (ofFullDrive == nil) == (whole == nil)
        && ((ofFullDrive ?? 0) - (whole ?? 0)).magnitude <= 1e-9 * (whole ?? 0),
      "of_full_drive", ofFullDrive.map { "\($0)" } ?? "no value",
      whole.map { "\($0), the root mean square of parts" } ?? "no such key, as parts says")
  }

  /// The root mean square of the stated errors over the vectors; nil where one is not stated.
  private static func whole(of parts: [Part]) -> Double? {
    let squares = parts.map { part in part.ofFullDrive.map { part.share * $0 * $0 } }
    guard !parts.isEmpty, !squares.contains(nil) else { return nil }
    return squares.reduce(0) { $0 + ($1 ?? 0) }.squareRoot()
  }

  /// A part in percent with two significant digits.
  static func percent(_ part: Double) -> String { String(format: "%.2g %%", 100 * part) }
}
