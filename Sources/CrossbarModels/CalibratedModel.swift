/// A fast model as it is stored: its parameters, what they were fitted to, and how good they are.
public struct CalibratedModel: Sendable, Equatable, Codable {
  /// The version of the file format.
  public static let currentSchema = 1

  /// The version of the file format.
  public var schema: Int
  /// The member of the model family: `linear`.
  public var kind: String
  /// The technology that the model stands for.
  public var technology: TechnologyRecord
  /// The fitted parameters.
  public var parameters: [Parameter]
  /// The SHA-256 of the parameters' values, so that an edit by hand is noticed.
  public var parametersSha256: String
  /// The correlation between the estimates of the parameters; *parameters × parameters*.
  public var correlation: [[Double]]
  /// The error on the cases that the fit saw, and on arrays that it never saw.
  public var errors: Errors
  /// The error on every case.
  public var cases: [CaseError]
  /// What the model was fitted to.
  public var golden: Golden
  /// The ranges that the golden data cover.
  public var validity: Validity
  /// What a regression test accepts.
  public var tolerance: Tolerance

  /// Creates a model from its parts.
  public init(
    kind: String, technology: TechnologyRecord, parameters: [Parameter],
    parametersSha256: String, correlation: [[Double]], errors: Errors, cases: [CaseError],
    golden: Golden,
    validity: Validity, tolerance: Tolerance
  ) {
    schema = Self.currentSchema
    self.kind = kind
    self.technology = technology
    self.parameters = parameters
    self.parametersSha256 = parametersSha256
    self.correlation = correlation
    self.errors = errors
    self.cases = cases
    self.golden = golden
    self.validity = validity
    self.tolerance = tolerance
  }

  /// The parameters of the linear model.
  public var linearParameters: LinearModelParameters {
    LinearModelParameters(
      values: LinearModelParameters.names.map { name in
        parameters.first { $0.name == name }?.value ?? 0
      })
  }

  /// The fast model with the calibrated parameters.
  public var model: LinearModel { LinearModel(parameters: linearParameters) }
}

extension CalibratedModel {
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

    /// Creates a parameter from its estimate and uncertainty.
    public init(
      name: String, value: Double, standardError: Double, lower: Double, upper: Double,
      isIdentifiable: Bool
    ) {
      self.name = name
      self.value = value
      self.standardError = standardError
      self.lower = lower
      self.upper = upper
      self.isIdentifiable = isIdentifiable
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

    /// Creates the errors of a fit.
    public init(training: ErrorSummary, heldOut: ErrorSummary) {
      self.training = training
      self.heldOut = heldOut
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
    /// The SHA-256 of the suite's data file.
    public var sha256: String
    /// The simulator and its version.
    public var simulator: String
    /// The options that the simulator ran with.
    public var options: String

    /// Creates the record of a suite.
    public init(suite: String, sha256: String, simulator: String, options: String) {
      self.suite = suite
      self.sha256 = sha256
      self.simulator = simulator
      self.options = options
    }
  }

  /// The ranges that golden data cover, lower end first.
  public struct Validity: Sendable, Equatable, Codable {
    /// The numbers of rows.
    public var rows: [Int]
    /// The numbers of columns.
    public var columns: [Int]
    /// The row voltages, in volts.
    public var inputVolt: [Double]
    /// The conductances, in siemens.
    public var conductanceSiemens: [Double]

    /// Creates the ranges.
    public init(
      rows: [Int], columns: [Int], inputVolt: [Double], conductanceSiemens: [Double]
    ) {
      self.rows = rows
      self.columns = columns
      self.inputVolt = inputVolt
      self.conductanceSiemens = conductanceSiemens
    }
  }

  /// What a regression test accepts, and why.
  public struct Tolerance: Sendable, Equatable, Codable {
    /// The largest accepted relative RMSE of any case.
    public var relativeRmse: Double
    /// The largest accepted change of a case's relative RMSE or prediction since calibration,
    /// relative to the prediction.
    public var drift: Double
    /// The reason for the two values.
    public var reason: String

    /// Creates a tolerance.
    public init(relativeRmse: Double, drift: Double, reason: String) {
      self.relativeRmse = relativeRmse
      self.drift = drift
      self.reason = reason
    }
  }
}
