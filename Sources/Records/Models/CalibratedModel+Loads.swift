internal import Configuration
public import Crossbars
internal import Foundation

extension CalibratedModel {
  /// The errors of one array by kind of load, against the exact circuit.
  public struct LoadErrors: Sendable, Equatable, Codable {
    /// The name of the case whose array was read.
    public var array: String
    /// The number of rows.
    public var rows: Int
    /// The number of columns.
    public var columns: Int
    /// Whether the fit never saw the array.
    public var isHeldOut: Bool
    /// The number of vectors of every kind.
    public var vectors: Int
    /// The errors, one a kind, in the order of `LoadKind`.
    public var kinds: [LoadError]

    /// Creates the errors of an array.
    public init(
      array: String, rows: Int, columns: Int, isHeldOut: Bool, vectors: Int, kinds: [LoadError]
    ) {
      self.array = array
      self.rows = rows
      self.columns = columns
      self.isHeldOut = isHeldOut
      self.vectors = vectors
      self.kinds = kinds
    }

    /// The error under a kind of load; nil if the member does not read it.
    public func error(under kind: LoadKind) -> LoadError? { kinds.first { $0.load == kind } }
  }

  /// The error under one kind of load.
  public struct LoadError: Sendable, Equatable, Codable {
    /// The kind.
    public var load: LoadKind
    /// RMS(I model − I exact) over the mean column current with all rows at the read voltage; absent
    /// where the member does not read the load.
    public var ofFullDrive: Double?
    /// RMS(I model − I exact) / RMS(I exact); absent likewise.
    public var relativeRmse: Double?
    /// Why the member does not read the load; absent if it does.
    public var refusal: String?

    /// Creates the error under a kind of load.
    public init(
      load: LoadKind, ofFullDrive: Double?, relativeRmse: Double?, refusal: String? = nil
    ) {
      self.load = load
      self.ofFullDrive = ofFullDrive
      self.relativeRmse = relativeRmse
      self.refusal = refusal
    }
  }

  /// What load a model is made for.
  public struct Load: Sendable, Equatable, Codable {
    /// A kind of load with its part of the vectors.
    public struct Share: Sendable, Equatable, Codable {
      /// The kind.
      public var load: LoadKind
      /// Its part of the vectors, 0 to 1.
      public var share: Double
    }

    /// Whether nothing of the model was chosen for a load, so that it holds for any.
    public var isAny: Bool
    /// The kinds of load of the fit, most of them first; vectors without voltage or with negative ones
    /// are of none.
    public var kinds: [Share]
    /// The voltages that the model's operating point was chosen for; absent for members without one.
    public var statistics: InputStatistics?

    /// Creates a description of a load.
    ///
    /// - Parameters:
    ///   - isAny: Whether nothing of the model was chosen for a load.
    ///   - composition: The kinds of load of the fit.
    ///   - statistics: The voltages that the model's operating point was chosen for.
    public init(isAny: Bool, fitted composition: LoadComposition, statistics: InputStatistics?) {
      self.isAny = isAny
      kinds = composition.kinds.map {
        Share(
          load: $0,
          share: Double(composition.counts[$0, default: 0]) / Double(composition.vectors))
      }
      self.statistics = statistics
    }
  }

  /// The inputs that the model's operating point was chosen for; nil for members without one.
  public var statistics: InputStatistics? { validity.load.statistics }
}

extension CalibratedModel.Load {
  /// The kinds in words, such as `16 levels (64 % of the vectors) and 5 % on (36 %)`.
  public var words: String {
    kinds.isEmpty
      ? LoadStatement.bothSigns : Self.words(kinds.map { ($0.load.rawValue, $0.share) })
  }

  /// Kinds with their parts, for a sentence; no part is named where there is one kind alone.
  static func words(_ parts: [(name: String, share: Double)]) -> String {
    if parts.count == 1, parts[0].share > 0.995 { return parts[0].name }
    return parts.enumerated().map { place, part in
      "\(part.name) (\(String(format: part.share < 0.1 ? "%.2g" : "%.0f", 100 * part.share)) %"
        + (place == 0 ? " of the vectors)" : ")")
    }.joined(separator: ", ")
  }

  /// Checks what the types of the values leave open.
  ///
  /// - Parameters:
  ///   - check: The checks of the load.
  ///   - kind: The member.
  /// - Throws: `InputError` that names the first key that is wrong.
  func validate(_ check: RecordCheck, of kind: ModelKind) throws {
    try check.require(
      Set(kinds.map(\.load)).count == kinds.count, "kinds", "a kind of load twice",
      "each kind at most once")
    for (index, part) in kinds.enumerated() {
      try check.require(part.share, in: 0...1, "kinds[\(index)].share")
    }
    let sum = kinds.reduce(0) { $0 + $1.share }
    try check.require(sum <= 1 + 1e-9, "kinds", "shares whose sum is \(sum)", "at most 1")
    try check.require(
      isAny || kind != .twoPoint, "is_any", "false for kind \"\(kind.rawValue)\"",
      "true, as nothing of this kind is chosen for a load")
    try check.require(
      (statistics != nil) == kind.hasStatistics, "statistics",
      statistics == nil ? "no value" : "a value",
      kind.hasStatistics ? "the inputs' statistics" : "no such key for kind \"\(kind.rawValue)\"")
    guard let statistics else { return }
    let voltages = statistics.voltages
    try check.require(
      (2...65536).contains(voltages.count) && zip(voltages, voltages.dropFirst()).allSatisfy(<),
      "statistics.voltages", "\(voltages.count) voltages",
      "2 to 65536 voltages in ascending order")
    let total = statistics.probabilities.reduce(0, +)
    try check.require(
      statistics.probabilities.count == voltages.count
        && statistics.probabilities.allSatisfy { $0 >= 0 } && (total - 1).magnitude < 1e-9,
      "statistics.probabilities",
      "\(statistics.probabilities.count) values whose sum is \(total)",
      "one of at least 0 for each of \(voltages.count) voltages, with the sum 1")
  }
}

extension CalibratedModel.LoadErrors {
  /// Refuses errors that no calibration wrote.
  ///
  /// - Parameters:
  ///   - check: The checks of the errors.
  ///   - model: The model.
  /// - Throws: `InputError` that names the first key that is wrong.
  func validate(_ check: RecordCheck, of model: CalibratedModel) throws {
    let known = model.cases.first { $0.slug == array }
    try check.require(known != nil, "array", "\"\(array)\"", "one of cases")
    try check.require(
      known?.isHeldOut == isHeldOut, "is_held_out", "\(isHeldOut)",
      "\(!isHeldOut), as cases says of \(array)")
    let size = model.errors.sizes.contains { $0.rows == rows && $0.columns == columns }
    try check.require(size, "rows", "an array of \(rows) × \(columns) cells", "one of errors.sizes")
    try check.require(vectors >= 1, "vectors", "\(vectors)", "at least 1")
    try check.require(
      kinds.map(\.load) == LoadKind.allCases, "kinds",
      kinds.map(\.load.rawValue).joined(separator: ", "),
      LoadKind.allCases.map(\.rawValue).joined(separator: ", "))
    for (index, item) in kinds.enumerated() {
      let check = check.inside("kinds[\(index)]")
      for (key, value) in [
        ("of_full_drive", item.ofFullDrive), ("relative_rmse", item.relativeRmse),
      ] {
        try check.require(
          (value == nil) == (item.refusal != nil), key, value == nil ? "no value" : "a value",
          item.refusal == nil ? "a number" : "no such key, as there is a refusal")
        try check.require((value ?? 0) >= 0, key, "\(value ?? 0)", "a number of at least 0")
      }
    }
  }
}
