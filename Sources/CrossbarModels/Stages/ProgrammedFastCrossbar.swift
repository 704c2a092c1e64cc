internal import Configuration
public import Crossbars
public import LinearAlgebra
internal import Records

/// An array with its converters, programmed as a fast model.
///
/// It has nothing of the array's cells beside its core: a network has thousands of arrays.
public struct ProgrammedFastCrossbar: ProgrammedCrossbar {
  /// The number of rows.
  let rows: Int
  private let columns: Int
  /// The technology's own amplifiers and converters, which fitted stages may replace in a reading.
  public let readout: ColumnReadout
  private let technologyName: String
  private let hasOffsets: Bool
  let core: any ProgrammedCrossbar
  let driver: RowDriver
  private let limits: FastCrossbarModel.Limits?
  /// Nil for circuits that the load does not describe.
  private let load: ColumnLoad?
  let amplifiers: [SenseAmplifier]
  private let converters: ProgrammedConverters?
  /// Whether the inputs of the amplifiers load every read, by offsets that the core does not know.
  private let loadsAlways: Bool

  init(
    _ crossbar: Crossbar, core: any ProgrammedCrossbar, driver: RowDriver,
    stages: PeripheralStages, limits: FastCrossbarModel.Limits?,
    load: ColumnLoad?, takesOffsets: Bool
  ) throws {
    (rows, columns) = (crossbar.rows, crossbar.columns)
    readout = crossbar.readout
    technologyName = crossbar.technology.name
    hasOffsets = crossbar.deviations.senseOffsets != nil
    self.core = core
    self.driver = driver
    self.limits = limits
    self.load = load
    loadsAlways = !takesOffsets && hasOffsets
    converters = crossbar.technology.periphery.converter.map { converter in
      ProgrammedConverters(
        converter, mismatch: crossbar.deviations.converterMismatch,
        transfer: stages.adc.map {
          ProgrammedConverters.Transfer(
            gain: $0.gain, offset: $0.offsetLsb, nonlinearity: $0.inlLsb)
        }, deviations: crossbar.deviations)
    }
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
  public var product: Matrix? {
    let isPlain =
      driver.isIdeal && !hasOffsets
      && amplifiers.allSatisfy { $0.linearLimit == .infinity }
    return isPlain ? core.product : nil
  }

  /// The number of products of the inputs with matrices of the array's size per input vector; nil
  /// if the core solves equations.
  public var productsPerVector: Int? { core.productsPerVector }

  /// Reads the columns.
  ///
  /// - Parameter inputs: Row voltages before the converters, in volts; *batch × rows*.
  /// - Returns: Column currents, in amperes; *batch × columns*.
  /// - Throws: `InputError` if a model file was not tested for a voltage; whatever keeps the core
  ///   from being read.
  public func read(_ inputs: Matrix) throws -> Matrix {
    try requireTested(inputs)
    var currents = try core.read(driver.voltages(for: inputs))
    _ = try load(&currents)
    return currents
  }

  /// Reads the columns through all stages.
  ///
  /// - Parameter inputs: Row voltages before the converters, in volts; *batch × rows*.
  /// - Returns: Currents, amplifier outputs, codes or means, and what the core says of its error
  ///   where amplifiers leave its currents as they are.
  /// - Throws: What ``read(_:)`` throws.
  public func reading(of inputs: Matrix) throws -> ArrayReading {
    try reading(of: inputs, columns: columns)
  }

  /// Reads the first columns through all stages.
  ///
  /// - Parameters:
  ///   - inputs: Row voltages before the converters, in volts; *batch × rows*.
  ///   - columns: The number of columns.
  /// - Returns: The part of ``reading(of:)``, to the bit.
  /// - Throws: What ``read(_:)`` throws.
  public func reading(of inputs: Matrix, columns: Int) throws -> ArrayReading {
    try requireTested(inputs)
    let core = try core.reading(of: driver.voltages(for: inputs))
    var reading = ArrayReading(currents: core.currents, evidence: core.evidence)
    if try load(&reading.currents) { reading.evidence = nil }
    if columns < reading.currents.columns {
      reading.currents = reading.currents.columns(0..<columns)
      reading.evidence = nil
    }
    guard !amplifiers.isEmpty else { return reading }
    let currents = reading.currents
    let voltages = Matrix(rows: currents.rows, columns: currents.columns) {
      amplifiers[$1].output(at: currents[$0, $1])
    }
    readout.convert(voltages, into: &reading, by: converters)
    return reading
  }

  func requireTested(_ inputs: Matrix) throws {
    if let limits { try limits.validity.require(inputs: inputs, source: limits.source) }
  }

  /// Takes the load of the amplifiers' inputs off the currents of the core.
  ///
  /// - Parameter currents: The column currents, in amperes; *batch × columns*.
  /// - Returns: Whether a current has changed.
  /// - Throws: ``CircuitRefusal`` if a load is needed that the model does not know.
  private func load(_ currents: inout Matrix) throws -> Bool {
    guard !amplifiers.isEmpty else { return false }
    var hasChanged = false
    let limits = amplifiers.map(\.linearLimit)
    for sample in 0..<currents.rows {
      let row = currents.row(sample)
      guard loadsAlways || zip(row, limits).contains(where: { $0.magnitude > $1 }) else { continue }
      guard let load else {
        throw CircuitRefusal(
          technology: technologyName,
          reason:
            "input \(sample) drives amplifiers near saturation, which fast models have behind "
            + "columns of a plain read with equal wires alone")
      }
      hasChanged = true
      let loaded = try load.load().currents(row, behind: amplifiers)
      for column in loaded.indices { currents[sample, column] = loaded[column] }
    }
    return hasChanged
  }
}
