extension CalibratedModel {
  /// The measured currents of a fit, and what the fit found of the instrument.
  public struct Measured: Sendable, Equatable, Codable {
    /// A file with its digest.
    public struct File: Sendable, Equatable, Codable {
      /// The name, without folders: the files of a measurement lie beside each other.
      public var name: String
      /// The SHA-256 of its bytes.
      public var sha256: String

      /// Creates the record of a file.
      public init(name: String, sha256: String) {
        self.name = name
        self.sha256 = sha256
      }
    }

    /// Arrays of one size that were measured with one set of files.
    public struct Source: Sendable, Equatable, Codable {
      /// The conductances.
      public var conductances: File
      /// The row voltages.
      public var inputs: File
      /// The column currents.
      public var currents: File
      /// The standard deviations of the currents; absent if none were given.
      public var standardDeviations: File?
      /// The weights of the currents; absent if none were given.
      public var weights: File?
      /// The number of arrays.
      public var arrays: Int
      /// The number of readings of all arrays, missing ones left out.
      public var readings: Int
      /// The number of missing readings.
      public var missing: Int

      /// Creates the record of a measurement.
      public init(
        conductances: File, inputs: File, currents: File, standardDeviations: File?,
        weights: File?, arrays: Int, readings: Int, missing: Int
      ) {
        self.conductances = conductances
        self.inputs = inputs
        self.currents = currents
        self.standardDeviations = standardDeviations
        self.weights = weights
        self.arrays = arrays
        self.readings = readings
        self.missing = missing
      }
    }

    /// The offset of the instrument, which no prediction has.
    public struct Offset: Sendable, Equatable, Codable {
      /// The offset, in amperes.
      public var ampere: Double
      /// The standard error, in amperes.
      public var standardError: Double
      /// The lower end of the 95 % interval, in amperes.
      public var lower: Double
      /// The upper end of the 95 % interval, in amperes.
      public var upper: Double

      /// Creates the record of an offset.
      public init(ampere: Double, standardError: Double, lower: Double, upper: Double) {
        self.ampere = ampere
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
      }
    }

    /// The noise of the readings.
    public struct Noise: Sendable, Equatable, Codable {
      /// The standard deviation of the part that is the same for all currents, in amperes; absent
      /// where standard deviations or weights were given.
      public var absoluteAmpere: Double?
      /// The standard deviation of the part that is proportional to the current; absent likewise.
      public var relative: Double?
      /// What was given: `nothing`, `absolute`, `relative`, `absolute and relative`,
      /// `standard deviations` or `weights`.
      public var given: String
      /// The root mean square of the residuals over their standard deviations, of the readings that
      /// the fit saw.
      public var scatter: Double
      /// Whether the readings scatter more than the given noise explains, with a probability below
      /// 0.001; intervals are wider by the ratio then.
      public var isContradicted: Bool
      /// The scatter of the arrays that the fit never saw; absent if there are none.
      public var heldOutScatter: Double?

      /// Creates the record of the noise.
      public init(
        absoluteAmpere: Double?, relative: Double?, given: String, scatter: Double,
        isContradicted: Bool, heldOutScatter: Double?
      ) {
        self.absoluteAmpere = absoluteAmpere
        self.relative = relative
        self.given = given
        self.scatter = scatter
        self.isContradicted = isContradicted
        self.heldOutScatter = heldOutScatter
      }
    }

    /// The technology file.
    public var technology: File
    /// The measurements.
    public var sources: [Source]
    /// The offset of the instrument; absent if there is none by assumption.
    public var offset: Offset?
    /// The noise of the readings.
    public var noise: Noise
    /// The relative RMSE of the member's currents against those of the exact circuit with the same
    /// parameters, over all arrays.
    ///
    /// It is what the member adds to the noise. Absent for members with effective parameters, which
    /// have no such circuit.
    public var memberRelativeRmse: Double?

    /// Creates the record of measured currents.
    public init(
      technology: File, sources: [Source], offset: Offset?, noise: Noise,
      memberRelativeRmse: Double?
    ) {
      self.technology = technology
      self.sources = sources
      self.offset = offset
      self.noise = noise
      self.memberRelativeRmse = memberRelativeRmse
    }

    /// The number of arrays.
    public var arrays: Int { sources.reduce(0) { $0 + $1.arrays } }
    /// The number of readings.
    public var readings: Int { sources.reduce(0) { $0 + $1.readings } }
  }

  /// What the model was fitted to, in a few words.
  public var origin: String {
    if let measured {
      return "measured: \(measured.readings) currents of \(measured.arrays) "
        + "array\(measured.arrays == 1 ? "" : "s"), "
        + measured.sources.map(\.currents.name).joined(separator: ", ")
    }
    return golden.map { "golden data: \($0.suite), \($0.simulator)" } ?? "unknown"
  }
}

extension CalibratedModel.Measured {
  static let accepted = [
    "nothing", "absolute", "relative", "absolute and relative", "standard deviations", "weights",
  ]

  /// Checks what the types of the values leave open.
  func validate(_ check: RecordCheck) throws {
    try technology.validate(check.inside("technology"))
    try check.require(!sources.isEmpty, "sources", "none", "at least one measurement")
    for (index, source) in sources.enumerated() {
      let check = check.inside("sources[\(index)]")
      try source.conductances.validate(check.inside("conductances"))
      try source.inputs.validate(check.inside("inputs"))
      try source.currents.validate(check.inside("currents"))
      try source.standardDeviations?.validate(check.inside("standard_deviations"))
      try source.weights?.validate(check.inside("weights"))
      try check.require(source.arrays >= 1, "arrays", "\(source.arrays)", "at least 1")
      try check.require(source.readings >= 1, "readings", "\(source.readings)", "at least 1")
      try check.require(source.missing >= 0, "missing", "\(source.missing)", "at least 0")
    }
    if let offset {
      let check = check.inside("offset")
      try check.require(
        offset.standardError >= 0, "standard_error", "\(offset.standardError)", "at least 0")
      try check.require(
        offset.lower <= offset.ampere && offset.ampere <= offset.upper, "ampere",
        "\(offset.ampere)", "\(offset.lower) to \(offset.upper), the interval of lower and upper")
    }
    let check = check.inside("noise")
    try check.require(
      Self.accepted.contains(noise.given), "given", "\"\(noise.given)\"",
      Self.accepted.map { "\"\($0)\"" }.joined(separator: ", "))
    for (key, value) in [
      ("absolute_ampere", noise.absoluteAmpere ?? 0), ("relative", noise.relative ?? 0),
      ("scatter", noise.scatter), ("held_out_scatter", noise.heldOutScatter ?? 0),
    ] {
      try check.require(value >= 0, key, "\(value)", "a number of at least 0")
    }
  }
}

extension CalibratedModel.Measured.File {
  fileprivate func validate(_ check: RecordCheck) throws {
    try check.require(
      !name.isEmpty && !name.contains("/"), "name", "\"\(name)\"",
      "the name of a file, without folders")
    try check.requireDigest(sha256, "sha256")
  }
}
