internal import Crossbars

/// A parameter of a law as a fit begins with it.
struct LawParameter: Sendable {
  /// The key in a technology file, with an index in brackets where the key holds a list.
  var key: String
  /// Where the fit starts.
  var start: Double
  /// The size below which it does not matter; above 0.
  var scale: Double
  /// The smallest possible value.
  var lowerBound = -Double.infinity
  /// Why currents say nothing of it, so that it keeps the start; nil if they may.
  var obstacle: String?
}

/// A start of a fit: parameters and the states of the device.
struct LawStart: Sendable {
  /// The parameters of the law.
  var parameters: [LawParameter]
  /// The state of every state of the data, in the unit of the law.
  var states: [Double]
}

/// A law of a cell as sweeps are fitted by it: with the states as unknowns of its own.
///
/// A device of the domain is asked for its conductance at zero volts; a fit needs what the law calls its
/// state, because one state has other conductances at other temperatures.
protocol SweepLaw: Sendable {
  /// The name of the device in technology files.
  var name: String { get }
  /// Why sweeps alone may not tell it from another law; nil if they do.
  var remark: String? { get }
  /// The least state; states are not negative.
  var leastState: Double { get }

  /// Where fits may start, the most promising first.
  ///
  /// - Parameter data: The currents.
  /// - Returns: Starts; none if the data cannot be of this law.
  func starts(_ data: LawData) -> [LawStart]

  /// The currents of a state.
  ///
  /// - Parameters:
  ///   - voltages: Volts.
  ///   - state: The state, in the unit of the law.
  ///   - temperature: Kelvins.
  ///   - values: The parameters in the order of the starts.
  /// - Returns: Amperes; nil if the values are no law.
  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]?

  /// What a technology file calls the conductance of a state.
  ///
  /// - Parameters:
  ///   - state: The state, in the unit of the law.
  ///   - temperature: Kelvins.
  ///   - values: The parameters in the order of the starts.
  /// - Returns: Siemens.
  func conductance(ofState state: Double, temperature: Double, values: [Double]) -> Double

  /// The keys of `[cell]` beside device and resistances.
  ///
  /// - Parameters:
  ///   - values: The parameters in the order of the starts.
  ///   - states: The fitted states.
  ///   - data: What was fitted.
  /// - Returns: Lines `key = value`.
  func keys(_ values: [Double], states: [Double], data: LawData) -> [String]
}

extension SweepLaw {
  var remark: String? { nil }
  var leastState: Double { 0 }
}

extension SweepLaw where Self: ConductanceLaw {
  func conductance(ofState state: Double, temperature: Double, values: [Double]) -> Double {
    state
  }
}

/// A law without temperature whose state is the conductance at zero volts, in siemens.
protocol ConductanceLaw: SweepLaw {
  /// The device of parameters; nil if they are no law.
  func device(_ values: [Double]) -> (any Device)?
}

extension ConductanceLaw {
  func currents(
    at voltages: [Double], state: Double, temperature: Double, values: [Double]
  ) -> [Double]? {
    guard let device = device(values) else { return nil }
    return voltages.map { device.current(at: $0, conductance: state) }
  }
}

extension LawData {
  /// The conductances of all states by a cubic, in siemens.
  var conductances: [Double] { states.indices.map(conductance(ofState:)) }
}
