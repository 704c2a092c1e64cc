/// A fast model as it is stored: its parameters, what they were fitted to, and how good they are.
public struct CalibratedModel: Sendable, Equatable, Codable {
  /// The version of the file format.
  public static let currentSchema = 3

  /// The version of the file format.
  public var schema: Int
  /// The member of the model family.
  public var kind: ModelKind
  /// How the member is made; the parts that its kind does not have are absent.
  public var core: Core
  /// The technology that the model stands for.
  public var technology: TechnologyRecord
  /// The fitted parameters, under the names of `ModelParameters.names(for:)`.
  public var parameters: [Parameter]
  /// The SHA-256 of the parameters' values, so that an edit by hand is noticed.
  public var parametersSha256: String
  /// The correlation between the estimates of the parameters; *parameters × parameters*.
  public var correlation: [[Double]]
  /// The stages around the core as they were fitted; absent where the technology's closed forms
  /// are taken.
  public var stages: PeripheralStages?
  /// The error on the cases that the fit saw, on arrays that it never saw, and by size.
  public var errors: Errors
  /// The error on every case.
  public var cases: [CaseError]
  /// The golden data that the model was fitted to; absent if it was fitted to measured currents.
  public var golden: Golden?
  /// The measured currents that the model was fitted to; absent if it was fitted to golden data.
  public var measured: Measured?
  /// The ranges for which the model was tested.
  public var validity: Validity
  /// What a regression test accepts.
  public var tolerance: Tolerance

  /// Creates a model from its parts.
  public init(
    settings: CoreSettings, technology: TechnologyRecord, parameters: [Parameter],
    parametersSha256: String, correlation: [[Double]],
    stages: PeripheralStages? = nil, errors: Errors, cases: [CaseError], golden: Golden? = nil,
    measured: Measured? = nil, validity: Validity, tolerance: Tolerance
  ) {
    schema = Self.currentSchema
    kind = settings.kind
    core = Core(products: settings.products, steps: settings.steps)
    self.technology = technology
    self.parameters = parameters
    self.parametersSha256 = parametersSha256
    self.correlation = correlation
    self.stages = stages
    self.errors = errors
    self.cases = cases
    self.golden = golden
    self.measured = measured
    self.validity = validity
    self.tolerance = tolerance
  }

  /// The member with the settings that it is made with.
  public var settings: CoreSettings {
    CoreSettings(kind, products: core.products, steps: core.steps)
  }

  /// The values of the parameters.
  public var modelParameters: ModelParameters {
    ModelParameters(values: parameters.map(\.value), for: kind)
  }
}
