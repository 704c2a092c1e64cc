internal import Configuration
public import Crossbars
public import LinearAlgebra
internal import Records

/// An array with its converters, programmed as a fast model.
public struct ProgrammedFastCrossbar: ProgrammedCrossbar, Sendable {
  /// What an array with its converters gives for a batch of inputs.
  public struct Reading: Sendable {
    /// The column currents, in amperes; *batch × columns*.
    public var currents: Matrix
    /// The outputs of the amplifiers, in volts, *batch × columns*; nil without amplifiers.
    public var amplifierVoltages: Matrix?
    /// The codes of the column converters, *batch × columns*; nil without ADCs.
    public var codes: Matrix?
    /// The means of the stochastic converters, *batch × columns*; nil without them.
    public var stochasticMeans: Matrix?

    /// Puts the parts of a batch together; what one of them lacks, all lack.
    ///
    /// - Parameter parts: The numbers of the vectors in the batch, and what they give.
    init(_ parts: [(samples: [Int], reading: Reading)]) {
      let places = DividedBatch(parts.map(\.samples)).places
      func gathered(_ values: (Reading) -> Matrix?) -> Matrix? {
        let rows = places.compactMap { values(parts[$0.part].reading)?.row($0.row) }
        return rows.isEmpty ? nil : Matrix(rows)
      }
      currents = Matrix(places.map { parts[$0.part].reading.currents.row($0.row) })
      amplifierVoltages = gathered(\.amplifierVoltages)
      codes = gathered(\.codes)
      stochasticMeans = gathered(\.stochasticMeans)
    }

    init(
      currents: Matrix, amplifierVoltages: Matrix? = nil, codes: Matrix? = nil,
      stochasticMeans: Matrix? = nil
    ) {
      self.currents = currents
      self.amplifierVoltages = amplifierVoltages
      self.codes = codes
      self.stochasticMeans = stochasticMeans
    }
  }

  private let crossbar: Crossbar
  private let core: any ProgrammedCrossbar & Sendable
  private let driver: RowDriver
  private let stages: PeripheralStages
  private let limits: FastCrossbarModel.Limits?
  /// Nil for circuits that the load does not describe.
  private let load: ColumnLoad?
  private let amplifiers: [SenseAmplifier]
  /// Whether the inputs of the amplifiers load every read, by offsets that the core does not know.
  private let loadsAlways: Bool

  init(
    _ crossbar: Crossbar, core: any ProgrammedCrossbar & Sendable, driver: RowDriver,
    stages: PeripheralStages, limits: FastCrossbarModel.Limits?,
    load: ColumnLoad?, takesOffsets: Bool
  ) throws {
    self.crossbar = crossbar
    self.core = core
    self.driver = driver
    self.stages = stages
    self.limits = limits
    self.load = load
    loadsAlways = !takesOffsets && crossbar.deviations.senseOffsets != nil
    amplifiers =
      crossbar.technology.periphery.amplifier.map { amplifier in
        (0..<crossbar.columns).map {
          SenseAmplifier(
            amplifier, stage: stages.sense, offset: crossbar.senseOffset($0),
            coreTakesOffset: takesOffsets)
        }
      } ?? []
  }

  /// The conductance from every input to every column, in siemens, *rows × columns*, if a read is
  /// one product and nothing else; nil otherwise.
  public var matrix: Matrix? {
    let isPlain =
      driver.isIdeal && crossbar.deviations.senseOffsets == nil
      && amplifiers.allSatisfy { $0.linearLimit == .infinity }
    return isPlain ? (core as? ProgrammedMatrix)?.conductances : nil
  }

  /// The number of products of the inputs with matrices of the array's size per input vector; nil
  /// if the core solves equations.
  public var productsPerVector: Int? {
    if core is ProgrammedMatrix { return 1 }
    return (core as? ProgrammedSeparable)?.productsPerVector
  }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages before the converters, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: `InputError` if a model file was not tested for a voltage; whatever keeps the core
  ///   from being read.
  public func read(_ inputs: Matrix) throws -> Matrix {
    if let limits { try limits.validity.require(inputs: inputs, source: limits.source) }
    var core = core
    var currents = try core.read(driver.voltages(for: inputs))
    guard !amplifiers.isEmpty else { return currents }
    let limits = amplifiers.map(\.linearLimit)
    for sample in 0..<currents.rows {
      let row = currents.row(sample)
      guard loadsAlways || zip(row, limits).contains(where: { $0.magnitude > $1 }) else { continue }
      guard let load else {
        throw UnavailableError(
          "the fast model of \(crossbar.technology.name)",
          reason: "amplifiers near saturation stand behind columns of a plain read with equal "
            + "wires alone; take the nodal solver")
      }
      let loaded = Self.loaded(row, admittance: try load.admittance(), amplifiers: amplifiers)
      for column in loaded.indices { currents[sample, column] = loaded[column] }
    }
    return currents
  }

  /// Reads the columns through all stages.
  ///
  /// - Parameter inputs: Row voltages before the converters, in volts; *batch × rows*.
  /// - Returns: Currents, amplifier outputs and codes.
  /// - Throws: Whatever keeps the core from being read.
  public func reading(of inputs: Matrix) throws -> Reading {
    let currents = try read(inputs)
    guard !amplifiers.isEmpty else { return Reading(currents: currents) }
    let voltages = Matrix(rows: currents.rows, columns: currents.columns) {
      amplifiers[$1].output(at: currents[$0, $1])
    }
    let converter = crossbar.technology.periphery.stochastic
    return Reading(
      currents: currents, amplifierVoltages: voltages,
      codes: crossbar.codes(for: voltages, stage: stages.adc),
      stochasticMeans: converter.map { converter in
        Matrix(rows: voltages.rows, columns: voltages.columns) {
          converter.mean(at: voltages[$0, $1])
        }
      })
  }

  /// The currents I = I₀ − Y e(I) of columns whose amplifiers hold their inputs at voltages e.
  ///
  /// Y is an M-matrix and e rises with I, so that going from column to column converges; every
  /// column is solved by bisection between the bounds that its own equation gives.
  private static func loaded(
    _ unloaded: [Double], admittance: Matrix, amplifiers: [SenseAmplifier]
  ) -> [Double] {
    var currents = unloaded
    var excess = zip(amplifiers, currents).map { $0.excess(at: $1) }
    let scale = unloaded.map(\.magnitude).max() ?? 0
    for _ in 0..<200 {
      var change = 0.0
      for column in currents.indices {
        var target = unloaded[column]
        for other in currents.indices where other != column {
          target -= admittance[column, other] * excess[other]
        }
        let own = admittance[column, column]
        let next = root(target, own, amplifiers[column])
        change = max(change, (next - currents[column]).magnitude)
        currents[column] = next
        excess[column] = amplifiers[column].excess(at: next)
      }
      // The load itself is right to its first order only; a millionth is far below that.
      if change <= 1e-6 * scale { break }
    }
    return currents
  }

  /// The current at which I + Y e(I) is a target; the left side rises with the current.
  private static func root(
    _ target: Double, _ admittance: Double, _ amplifier: SenseAmplifier
  ) -> Double {
    func value(_ current: Double) -> Double {
      current + admittance * amplifier.excess(at: current) - target
    }
    let end = target - admittance * amplifier.excess(at: 0)
    // Without saturation e does not depend on the current.
    let far = value(end)
    guard far.magnitude > 1e-12 * end.magnitude else { return end }
    var (low, high) = far > 0 ? (min(0, end), end) : (end, max(0, end))
    if value(low) > 0 { low = -2 * max(low.magnitude, high.magnitude) }
    if value(high) < 0 { high = 2 * max(low.magnitude, high.magnitude) }
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if value(middle) > 0 { high = middle } else { low = middle }
    }
    return 0.5 * (low + high)
  }
}

extension Crossbar {
  /// The codes of amplifier outputs, by the technology's converter or by a fitted stage.
  fileprivate func codes(for voltages: Matrix, stage: ConverterStage?) -> Matrix? {
    guard let stage, let adc = technology.periphery.adc else { return codes(for: voltages) }
    let slope = Double(adc.largestCode) / (adc.fullScaleVoltage - adc.zeroVoltage) * stage.gain
    let ideal = adc.thresholds()
    let fitted = zip(ideal, stage.inlLsb ?? ideal.map { _ in 0 }).map(+)
    var codes = Matrix(rows: voltages.rows, columns: voltages.columns)
    for column in 0..<voltages.columns {
      // The elements of this very converter deviate from wherever the fitted one lies.
      let own = converterMismatch(column).map { adc.thresholds(mismatch: $0) } ?? ideal
      let thresholds = zip(fitted, zip(own, ideal)).map { $0 + ($1.0 - $1.1) }.sorted()
      for sample in 0..<voltages.rows {
        let position =
          (voltages[sample, column] - adc.zeroVoltage) * slope + stage.offsetLsb
        codes[sample, column] = Double(adc.code(at: position, thresholds: thresholds))
      }
    }
    return codes
  }
}
