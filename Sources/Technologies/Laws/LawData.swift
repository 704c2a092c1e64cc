internal import Foundation

/// What a law is fitted to: the currents of states, with their noise.
struct LawData: Sendable {
  /// The currents of one state at one temperature.
  struct Curve: Sendable {
    /// The number of the state.
    var state: Int
    /// The temperature, in kelvins.
    var temperature: Double
    /// The voltages, in volts.
    var voltages: [Double]
    /// The currents as they were read, in amperes.
    var currents: [Double]
    /// The standard deviation of every current, in amperes.
    var deviations: [Double]
    /// The conductance at zero volts by a cubic through all readings, in siemens.
    var conductance: Double
    /// The instrument's current at 0 V by that cubic, in amperes.
    var offset: Double
    /// The root mean square of the currents, in amperes.
    var size: Double
  }

  /// The names of the states.
  let states: [String]
  /// The curves.
  let curves: [Curve]
  /// The temperature that a technology is read at, in kelvins: that of the sweeps nearest to 27 °C.
  let readTemperature: Double

  /// The largest voltage of either sign, in volts.
  var largestVoltage: Double {
    curves.flatMap(\.voltages).reduce(0) { max($0, $1.magnitude) }
  }
  /// The temperatures in kelvins, ascending.
  var temperatures: [Double] { Set(curves.map(\.temperature)).sorted() }
  /// How many currents there are.
  var count: Int { curves.reduce(0) { $0 + $1.voltages.count } }

  /// The conductance of a state at zero volts by a cubic, in siemens: at the temperature nearest to that
  /// of a read.
  func conductance(ofState state: Int) -> Double {
    let own = curves.filter { $0.state == state }
    return own.min {
      ($0.temperature - readTemperature).magnitude < ($1.temperature - readTemperature).magnitude
    }?.conductance ?? 1e-6
  }

  /// Takes measured states.
  ///
  /// - Parameter measured: The states.
  init(_ measured: MeasuredStates) {
    states = measured.states
    let names = states
    curves = zip(measured.traces, measured.noises).map { trace, noise in
      let raw = trace.points.map {
        noise.deviation(at: $0.current) / Double($0.count).squareRoot()
      }
      // Noise in proportion to the current is judged by the smooth current: by the reading itself,
      // readings that came out small would count more.
      let smooth = LocalPolynomial(trace.points, deviations: raw)
      let deviations = trace.points.map {
        noise.deviation(at: smooth.value(at: $0.voltage).current)
          / Double($0.count).squareRoot()
      }
      let currents = trace.points.map(\.current)
      let cubic = WeightedPolynomial(
        trace.voltages, currents, weights: deviations.map { 1 / ($0 * $0) },
        degree: min(3, trace.points.count - 2))
      let size =
        (currents.reduce(0) { $0 + $1 * $1 } / Double(max(currents.count, 1))).squareRoot()
      let least =
        1e-3 * size / max(trace.voltages.reduce(0) { max($0, $1.magnitude) }, 1e-9)
      return Curve(
        state: names.firstIndex(of: trace.state) ?? 0,
        temperature: (trace.temperature ?? 27) + 273.15, voltages: trace.voltages,
        currents: currents, deviations: deviations,
        conductance: max(cubic.coefficients[1], least), offset: cubic.coefficients[0], size: size)
    }
    let room = 300.15
    readTemperature =
      curves.map(\.temperature).min { ($0 - room).magnitude < ($1 - room).magnitude } ?? room
  }
}
