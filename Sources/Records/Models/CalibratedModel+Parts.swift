extension CalibratedModel {
  /// How a member is made.
  public struct Core: Sendable, Equatable, Codable {
    /// The number of products that make up the shares of the two-point member; absent where as many
    /// are taken as help.
    public var products: Int?
    /// The number of residual steps of the chord member.
    public var steps: Int?
  }

  /// A parameter with its uncertainty.
  public struct Parameter: Sendable, Equatable, Codable {
    /// The name, with the unit.
    public var name: String
    /// The estimate.
    public var value: Double
    /// The standard error of the estimate.
    public var standardError: Double
    /// The lower end of the 95 % interval.
    public var lower: Double
    /// The upper end of the 95 % interval.
    public var upper: Double
    /// Whether the golden data determine the parameter to better than its own size.
    public var isIdentifiable: Bool
    /// Why they do not, for a reader; absent if they do.
    ///
    /// A parameter with an obstacle has the technology's value.
    public var obstacle: String?

    /// Creates a parameter from its estimate and uncertainty.
    public init(
      name: String, value: Double, standardError: Double, lower: Double, upper: Double,
      isIdentifiable: Bool, obstacle: String? = nil
    ) {
      self.name = name
      self.value = value
      self.standardError = standardError
      self.lower = lower
      self.upper = upper
      self.isIdentifiable = isIdentifiable
      self.obstacle = obstacle
    }
  }

  /// Error measures over a set of cases.
  public struct ErrorSummary: Sendable, Equatable, Codable {
    /// The number of cases.
    public var cases: Int
    /// RMS(I model − I SPICE) / RMS(I SPICE) over all currents.
    public var relativeRmse: Double
    /// The largest |I model − I SPICE| over the largest |I SPICE| of its case.
    public var worstOfFullScale: Double

    /// Creates a summary.
    public init(cases: Int, relativeRmse: Double, worstOfFullScale: Double) {
      self.cases = cases
      self.relativeRmse = relativeRmse
      self.worstOfFullScale = worstOfFullScale
    }
  }

  /// The errors of a fit.
  public struct Errors: Sendable, Equatable, Codable {
    /// On the arrays that the fit saw.
    public var training: ErrorSummary
    /// On arrays that the fit never saw.
    public var heldOut: ErrorSummary
    /// By size, smallest first; a size of which the fit saw some arrays is there twice.
    public var sizes: [SizeError]
    /// By kind of load; absent where there is no exact circuit to compare with.
    public var loads: LoadErrors?

    /// Creates the errors of a fit.
    public init(
      training: ErrorSummary, heldOut: ErrorSummary, sizes: [SizeError], loads: LoadErrors? = nil
    ) {
      self.training = training
      self.heldOut = heldOut
      self.sizes = sizes
      self.loads = loads
    }
  }

  /// The error on the arrays of one size.
  public struct SizeError: Sendable, Equatable, Codable {
    /// The number of rows.
    public var rows: Int
    /// The number of columns.
    public var columns: Int
    /// Whether these are arrays that the fit never saw.
    public var isHeldOut: Bool
    /// Their error.
    public var summary: ErrorSummary

    /// Creates the error of a size.
    public init(rows: Int, columns: Int, isHeldOut: Bool, summary: ErrorSummary) {
      self.rows = rows
      self.columns = columns
      self.isHeldOut = isHeldOut
      self.summary = summary
    }
  }

  /// The error on one case, and the size of the prediction as its fingerprint.
  public struct CaseError: Sendable, Equatable, Codable {
    /// The name of the case.
    public var slug: String
    /// Whether the fit saw the case's array.
    public var isHeldOut: Bool
    /// RMS(I model − I SPICE) / RMS(I SPICE).
    public var relativeRmse: Double
    /// The largest |I model − I SPICE| over the largest |I SPICE|.
    public var worstOfFullScale: Double
    /// RMS(I model), in amperes.
    public var predictionRmsAmpere: Double

    /// Creates the error of one case.
    public init(
      slug: String, isHeldOut: Bool, relativeRmse: Double, worstOfFullScale: Double,
      predictionRmsAmpere: Double
    ) {
      self.slug = slug
      self.isHeldOut = isHeldOut
      self.relativeRmse = relativeRmse
      self.worstOfFullScale = worstOfFullScale
      self.predictionRmsAmpere = predictionRmsAmpere
    }
  }

  /// The golden data of a fit.
  public struct Golden: Sendable, Equatable, Codable {
    /// The name of the suite.
    public var suite: String
    /// The name of the technology within the suite.
    public var technology: String
    /// The SHA-256 of the suite's data file.
    public var sha256: String
    /// The simulator and its version.
    public var simulator: String
    /// The options that the simulator ran with.
    public var options: String

    /// Creates the record of a suite.
    public init(
      suite: String, technology: String, sha256: String, simulator: String, options: String
    ) {
      self.suite = suite
      self.technology = technology
      self.sha256 = sha256
      self.simulator = simulator
      self.options = options
    }
  }

  /// What a regression test accepts, and why.
  public struct Tolerance: Sendable, Equatable, Codable {
    /// The largest accepted relative RMSE of any case.
    public var relativeRmse: Double
    /// The largest accepted change of a case's relative RMSE or prediction since calibration,
    /// relative to the prediction.
    public var drift: Double
    /// The largest accepted change of an error by load since calibration, a part of itself.
    public var loadDrift: Double
    /// The largest accepted error by load on arrays of other golden data, over the stated one.
    public var loadFactor: Double
    /// The reason for the values.
    public var reason: String

    /// Creates a tolerance.
    public init(
      relativeRmse: Double, drift: Double, loadDrift: Double, loadFactor: Double, reason: String
    ) {
      self.relativeRmse = relativeRmse
      self.drift = drift
      self.loadDrift = loadDrift
      self.loadFactor = loadFactor
      self.reason = reason
    }
  }
}
