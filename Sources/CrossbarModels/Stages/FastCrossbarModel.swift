internal import Configuration
public import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis
public import Records

/// The Fast Crossbar Model with all its stages: converters in front, a core, and amplifiers and
/// converters behind.
///
/// The stages are those of RxNN (arXiv:1809.00072); the core is any member of the family. Stages
/// of the technology are closed forms, and deviations of an array's own ladders, amplifiers and
/// converters enter them:
/// - a ladder gives every code its own voltage, so the core sees the voltages of real drivers;
/// - an amplifier adds R_f / (1 + A₀) to the sense resistance of the core. What its input does
///   beyond that, offset and saturation, acts on the column as a voltage behind the output
///   admittance of the array, see ``ColumnLoad``;
/// - the amplifier's output and the code follow from the current.
public struct FastCrossbarModel: CrossbarModel {
  /// The member that stands for the array itself.
  public let settings: CoreSettings
  /// The parameters of the core; nil for the physical ones of the technology.
  public let parameters: ModelParameters?
  /// How often an input has which voltage, before the converters of the rows.
  public let statistics: InputStatistics
  /// The stages around the core.
  public let stages: PeripheralStages
  /// The ranges that a model file was tested for; nil for a model of the technology's values.
  private var limits: Limits?

  /// The ranges of a model file.
  struct Limits: Sendable {
    var validity: CalibratedModel.Validity
    var source: String
  }

  /// Creates the model.
  ///
  /// - Parameters:
  ///   - settings: The member that stands for the array itself.
  ///   - parameters: The parameters of the core; nil for the physical ones of the technology.
  ///   - statistics: How often an input has which voltage, before the converters of the rows.
  ///   - stages: The stages around the core.
  public init(
    _ settings: CoreSettings, parameters: ModelParameters? = nil, statistics: InputStatistics,
    stages: PeripheralStages = .technology
  ) {
    self.settings = settings
    self.parameters = parameters
    self.statistics = statistics
    self.stages = stages
  }

  /// Programs the core and the stages of an array.
  ///
  /// - Parameter crossbar: A programmed array.
  /// - Returns: The array, ready to be read.
  /// - Throws: `InputError` if a model file was not tested for the array; ``CircuitRefusal`` if it is
  ///   none that fast models describe: floating rows, drivers or sense circuits in other places than
  ///   those of a plain read, wires or thresholds that differ from each other; or whatever keeps
  ///   the core from being programmed.
  public func program(_ crossbar: Crossbar) throws -> ProgrammedFastCrossbar {
    try prepare(crossbar).programmed(as: settings)
  }

  /// Programs the core and the stages of an array of which the first columns alone are read.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - outputs: The number of columns, from the first, that are read.
  /// - Returns: The array, ready to be read; a two-point core has no other columns.
  /// - Throws: What ``program(_:)`` throws.
  public func program(_ crossbar: Crossbar, outputs: Int) throws -> ProgrammedFastCrossbar {
    try prepare(crossbar, outputs: outputs).programmed(as: settings)
  }

  /// Finds what all members of the model's kind share of an array.
  ///
  /// - Parameters:
  ///   - crossbar: A programmed array.
  ///   - outputs: The number of columns, from the first, that are read; nil for all.
  /// - Returns: The array, ready to be programmed as any member of the kind.
  /// - Throws: What ``program(_:)`` throws.
  func prepare(_ crossbar: Crossbar, outputs: Int? = nil) throws -> PreparedFastCrossbar {
    try refuseOtherCircuits(crossbar)
    if let limits { try limits.validity.require(crossbar, source: limits.source) }
    let technology = crossbar.technology
    let driver = RowDriver(crossbar, stage: stages.dac)
    let coreStatistics = driver.statistics(of: statistics)
    var parameters = parameters ?? ModelParameters(technology)
    if let resistance = stages.dac?.outputResistanceOhm {
      parameters.resistances.driver = resistance
    }
    // A member that takes any circuit takes the technology's amplifiers with it.
    let takesAmplifiers = settings.takesAnyCircuit && stages.sense == nil
    let array = crossbar.betweenIdealDrivers(keepsAmplifiers: takesAmplifiers)
    if crossbar.isPlainRead && !takesAmplifiers {
      parameters.resistances.sense +=
        stages.sense?.inputResistanceOhm ?? technology.periphery.amplifier?.inputResistance ?? 0
    }
    let core = try core(
      of: array, isPlain: crossbar.isPlainRead, isLoaded: technology.periphery.amplifier != nil,
      parameters: parameters, statistics: coreStatistics, driver: driver, outputs: outputs)
    return PreparedFastCrossbar(
      crossbar: crossbar, core: core, driver: driver, stages: stages, limits: limits,
      takesOffsets: takesAmplifiers)
  }

  /// Prepares the core.
  private func core(
    of array: Crossbar, isPlain: Bool, isLoaded: Bool, parameters: ModelParameters,
    statistics: InputStatistics, driver: RowDriver, outputs: Int?
  ) throws -> PreparedFastCrossbar.Core {
    switch settings.kind {
    case .twoPoint:
      let rest = driver.voltages(for: Matrix(rows: 1, columns: array.rows)).row(0)[0]
      let model = TwoPointModel(
        parameters: parameters, statistics: statistics, rest: rest, products: settings.products,
        isLoaded: isLoaded)
      return .twoPoint(try TwoPointPreparation(model, array, outputs: outputs))
    case .chord:
      let model = ChordModel(
        parameters: parameters, statistics: statistics,
        steps: settings.steps ?? CoreSettings.defaultSteps)
      return .chord(try ChordPreparation(model, array))
    case .linear, .secant:
      let matrix: any ProgrammedCrossbar =
        isPlain
        ? try settings.model(parameters: parameters, statistics: statistics).program(array)
        : ProgrammedMatrix(conductances: try EquivalentConductance.matrix(of: array))
      let mean = statistics.mean
      let load = ColumnLoad { try OutputLoad(array, parameters: parameters, mean: mean) }
      return .matrix(matrix, isPlain ? load : nil)
    }
  }

  /// Refuses arrays whose circuits the model does not describe.
  ///
  /// The linear member of the technology's own values is the linearization of any circuit, and
  /// two-point and chord members take any. What is left are plain reads.
  private func refuseOtherCircuits(_ crossbar: Crossbar) throws {
    let technology = crossbar.technology
    var reason: String?
    if technology.read.mode.unselectedRows == .floating {
      reason = "unselected rows float, which makes another circuit of every input"
    } else if !crossbar.isPlainRead {
      if settings.kind == .secant || settings.kind == .linear && parameters != nil {
        reason =
          "the \(settings.kind.rawValue) member has rows driven at their first columns, columns "
          + "sensed at their last rows, and equal wires and transistors"
      } else if technology.periphery.amplifier != nil,
        settings.kind == .linear || stages.sense != nil
      {
        reason = "amplifiers stand behind columns of a plain read with equal wires alone"
      }
    }
    guard let reason else { return }
    throw CircuitRefusal(technology: technology.name, reason: reason)
  }
}

extension Crossbar {
  /// Whether rows are driven at their first columns, columns sensed at their last rows, and wires
  /// and transistors all alike.
  fileprivate var isPlainRead: Bool {
    technology.read.mode.driveSide == .single && technology.read.mode.senseSide == .bottom
      && deviations.rowWireFactors == nil && deviations.columnWireFactors == nil
      && deviations.thresholdShifts == nil
  }

  /// The array with its rows driven by ideal sources.
  ///
  /// What a core has to know of amplifiers are input resistance and offset, since it is told what
  /// they do beyond that.
  fileprivate func betweenIdealDrivers(keepsAmplifiers: Bool) -> Crossbar {
    var technology = technology
    var amplifier = keepsAmplifiers ? technology.periphery.amplifier : nil
    amplifier?.saturationVoltage = .infinity
    technology.periphery = Periphery(amplifier: amplifier)
    technology.read.mode.unselectedRows = .grounded
    var deviations = deviations.beforeConverters
    deviations.ladderMismatch = nil
    if !keepsAmplifiers { deviations.senseOffsets = nil }
    return Crossbar(
      technology: technology, conductances: conductances, deviations: deviations)
  }
}

extension FastCrossbarModel {
  /// The model of a model file, which refuses arrays and inputs that it was not tested for.
  ///
  /// - Parameters:
  ///   - model: A calibrated model.
  ///   - source: The name of its file, for messages.
  ///   - load: What is to be read, which replaces the statistics of a chord model's file where they
  ///     do not reach as far, as with negative voltages; nil keeps them. The effective parameters of
  ///     the secant member belong to its statistics, and both are kept. The two-point member takes
  ///     any load.
  public init(_ model: CalibratedModel, source: String, load: InputStatistics? = nil) {
    let whole = InputStatistics.uniform(upTo: model.technology.readVoltage)
    let statistics =
      switch model.kind {
      case .linear: model.statistics ?? whole
      case .secant: model.statistics ?? load ?? whole
      case .twoPoint: load ?? whole
      case .chord:
        model.statistics.flatMap { own in load.map(own.covers) ?? true ? own : nil } ?? load
          ?? whole
      }
    self.init(
      model.settings, parameters: model.modelParameters, statistics: statistics,
      stages: model.stages ?? .technology)
    limits = Limits(validity: model.validity, source: source)
  }
}
