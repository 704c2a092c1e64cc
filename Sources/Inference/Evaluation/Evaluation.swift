internal import Configuration
internal import CrossbarModels
internal import Crossbars
public import LinearAlgebra
public import Networks
public import Records

/// The measurement of a network's accuracy, digitally and on crossbars.
public struct Evaluation: Sendable {
  /// How many images choose the ranges of the converters.
  public static let rangingImages = 128
  /// On how many images the errors of layers are measured at most.
  public static let errorImages = 256
  /// On how many images they are measured at least, and how many vectors of a layer are enough beyond.
  private static let (leastErrorImages, errorVectors) = (8, 1 << 14)
  /// How many instances there are at least where a width of the interval ends an evaluation.
  public static let leastInstances = InstanceStopping.least + InstanceStopping.further
  /// On how many images, from the first, the errors of a layer are measured: one with many positions or groups brings
  /// as many numbers in few images as others in many.
  ///
  /// - Parameters:
  ///   - positions: The vectors that an image brings to a group.
  ///   - groups: The groups.
  /// - Returns: The number of images.
  static func comparedImages(positions: Int, groups: Int) -> Int {
    max(leastErrorImages, min(errorImages, errorVectors / max(1, positions * groups)))
  }

  /// By how much the numbers of images in another read of the same arrays are higher: more than there can be, so that what
  /// an image gets does not depend on how many there are.
  static let imagesOfRead = 1 << 30

  /// The number of the first sample image whose reads fit a correction: no evaluated image has it, so that
  /// none has the same read noise.
  static let firstSampleRead = 1_000_000_000

  /// What an evaluation found.
  public struct Outcome: Sendable {
    /// The accuracy and everything it depends on.
    public internal(set) var result: EvaluationResult
    /// The network's outputs, *images × classes*, with the positions between where each has a class of
    /// its own; with several instances one block for each, and none where they are not kept.
    public let logits: Tensor
    /// The classes of the images, as labeled and as found; nil for a regression.
    public let predictions: ImagePredictions?
    /// The targets of a regression and what was found; nil for classes, and where outputs are not kept.
    public let outputs: OutputPredictions?
    /// What the digital network and the instances made of the images.
    let findings: Findings
    /// The ranges of the converters; nil for the digital solver.
    public let ranges: ConverterRanges?
    /// The outputs of the layer that was asked for on the arrays of the first instance, without bias;
    /// *images × positions × outputs*.
    public var activations: Tensor?
    /// Some of the audited reads, as the options ask for them.
    public internal(set) var auditedArrays: [AuditedArray] = []

    /// Takes what SPICE says of the audited reads into the result.
    ///
    /// - Parameter spice: What it says.
    public mutating func take(_ spice: CurrentAudit.Spice) { result.audit?.spice = spice }
  }

  /// How many input vectors of a layer choose ranges where every read is an exact solution.
  static let exactRangingVectors = 128

  let network: Network
  let networkSource: EvaluationResult.Source
  let images: LabeledImages
  let sample: LabeledImages
  let options: EvaluationOptions
  /// How far the targets of a regression are from their means; nil for classes.
  let targetSpread: OutputSpread?
  /// The mapping with the column converters of the technology decided; layers of other technologies decide
  /// theirs from the mapping of the options.
  let mapping: Mapping
  /// Gets how far the choice of the model, the ranges, the programming of arrays and an audit are; nil for nobody.
  public var stages: StageProgress?

  /// Prepares an evaluation and checks that its parts fit.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - source: The network's file.
  ///   - images: The images.
  ///   - sample: The images from which converter ranges are chosen; the first
  ///     ``rangingImages`` are used.
  ///   - options: What to compute with.
  /// - Throws: `InputError` if network, images, mapping and technology do not fit; `UsageError` if
  ///   a solver that needs a technology has none.
  public init(
    network: Network, source: EvaluationResult.Source, images: LabeledImages,
    sample: LabeledImages, options: EvaluationOptions
  ) throws {
    precondition(
      options.trials > 0 && options.threads > 0,
      "\(options.trials) instances on \(options.threads) threads")
    self.network = network
    networkSource = source
    var arranged = try images.arranged(for: network)
    targetSpread = try Self.targetSpread(of: arranged, outputs: network.classCount)
    self.options = options
    mapping = try Self.resolved(options)
    var ranging = try LabeledImages(
      sample.dataSet, name: sample.name, preprocessing: sample.preprocessing,
      limit: Self.rangingImages
    ).arranged(for: network)
    arranged.stream = try Self.stream(of: arranged, options, use: .evaluation)
    ranging.stream = try Self.stream(of: ranging, options, use: .ranging)
    (self.images, self.sample) = (arranged, ranging)
    try checkTask()
    guard Solver.ofNetworks.contains(options.solver) else {
      let names = Solver.ofNetworks.map(\.rawValue).joined(separator: ", ")
      throw UsageError(
        "solver \(options.solver.rawValue) solves single arrays; a network has \(names)")
    }
    guard options.audit == nil || options.solver == .fcm else {
      throw UsageError(
        "an audit compares solver fcm with the nodal solver; solver \(options.solver.rawValue) has "
          + "no model to compare")
    }
    guard options.ranges == nil || options.solver != .digital else {
      throw UsageError("ranges are for converters of arrays; solver digital has none")
    }
    try checkStates()
    if let name = options.activationsLayer {
      let names = network.matrixLayers.map(\.name)
      guard names.contains(name) else {
        throw InputError(
          source: network.source, found: "no layer \(name)",
          accepted: names.joined(separator: ", "))
      }
      guard options.solver != .digital else {
        throw UsageError("activations are those of arrays; solver digital has none")
      }
    }
    guard options.solver != .digital else { return }
    guard let technology = options.technology else {
      throw UsageError(
        "solver \(options.solver.rawValue) needs a technology; write --technology T.toml")
    }
    try Self.requireFastModel(of: technology, options)
    try options.mapping.check(against: network)
    for layer in network.matrixLayers where !options.mapping.isDigital(layer: layer.name) {
      guard let technology = options.technology(ofLayer: layer.name) else { continue }
      let mapping = try options.mapping.mapping(ofLayer: layer.name).resolved(for: technology)
      try mapping.check(against: technology)
    }
    for technology in options.layerTechnologies.values {
      try Self.requireFastModel(of: technology, options)
    }
    try checkRanges()
  }
}
