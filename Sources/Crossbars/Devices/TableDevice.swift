/// A measured cell: sweeps of several states, interpolated.
///
/// In voltage a sweep is a ``MonotoneCubic``. Its slope at zero volts is the conductance of its
/// state, and a cell between two states has the mean of their currents, weighted so that its own
/// slope at zero volts is its conductance.
public struct TableDevice: Device {
  /// The sweeps, by increasing conductance.
  public let sweeps: [MonotoneCubic]
  /// The conductances of the sweeps at zero volts, increasing, in siemens.
  public let conductances: [Double]

  /// Creates the device, or nil if two sweeps have the same conductance at zero volts or cross each
  /// other.
  ///
  /// - Parameter measured: The sweeps.
  public init?(_ measured: MeasuredSweeps) {
    let curves = measured.currents.map {
      MonotoneCubic(abscissas: measured.voltages, ordinates: $0)
    }
    let zero = measured.voltages.firstIndex(of: 0) ?? 0
    sweeps = curves.sorted { $0.slopes[zero] < $1.slopes[zero] }
    conductances = sweeps.map { $0.slopes[zero] }
    for (lower, upper) in zip(sweeps, sweeps.dropFirst()) {
      guard lower.slopes[zero] < upper.slopes[zero] else { return nil }
      for (less, more) in zip(lower.ordinates, upper.ordinates) where less != 0 {
        guard more.magnitude > less.magnitude else { return nil }
      }
    }
  }

  /// The name in a technology file.
  public var name: String { "table" }
  /// A sweep need not be straight.
  public var isOhmic: Bool { false }
  /// The measured voltages and currents.
  public var parameters: [DeviceParameter] {
    [
      DeviceParameter("sweep_voltage_volt", values: sweeps[0].abscissas),
      DeviceParameter("sweep_current_ampere", values: sweeps.flatMap(\.ordinates)),
    ]
  }
  /// The measured voltages.
  public var voltageRange: ClosedRange<Double> {
    sweeps[0].abscissas[0]...sweeps[0].abscissas[sweeps[0].abscissas.count - 1]
  }
  /// The conductances of the measured states.
  public var conductanceRange: ClosedRange<Double> {
    conductances[0]...conductances[conductances.count - 1]
  }

  /// The sweeps on both sides of a conductance with their weights; one sweep outside.
  ///
  /// - Parameter conductance: The conductance at zero volts, in siemens.
  /// - Returns: The numbers of the sweeps and the factors of their currents.
  public func mixture(ofConductance conductance: Double) -> [(sweep: Int, weight: Double)] {
    let last = conductances.count - 1
    if conductance <= conductances[0] { return [(0, conductance / conductances[0])] }
    if conductance >= conductances[last] { return [(last, conductance / conductances[last])] }
    let upper = conductances.firstIndex { $0 >= conductance } ?? last
    let lower = upper - 1
    let weight =
      (conductance - conductances[lower]) / (conductances[upper] - conductances[lower])
    return weight == 1 ? [(upper, 1)] : [(lower, 1 - weight), (upper, weight)]
  }

  private func law(_ voltage: Double, _ conductance: Double) -> (current: Double, slope: Double) {
    var law = (current: 0.0, slope: 0.0)
    for (sweep, weight) in mixture(ofConductance: conductance) {
      let value = sweeps[sweep].value(at: voltage)
      law.current += weight * value.ordinate
      law.slope += weight * value.slope
    }
    return law
  }

  /// The current through the cell.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current from the word line to the bit line, in amperes.
  public func current(at voltage: Double, conductance: Double) -> Double {
    law(voltage, conductance).current
  }

  /// The slope of the current over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The differential conductance, in siemens.
  public func slope(at voltage: Double, conductance: Double) -> Double {
    law(voltage, conductance).slope
  }

  /// The current through the cell and its slope over the voltage.
  ///
  /// - Parameters:
  ///   - voltage: The voltage from the word line to the bit line, in volts.
  ///   - conductance: The conductance at zero volts, in siemens.
  /// - Returns: The current, in amperes, and the differential conductance, in siemens.
  public func response(
    at voltage: Double, conductance: Double
  ) -> (current: Double, slope: Double) {
    law(voltage, conductance)
  }
}
