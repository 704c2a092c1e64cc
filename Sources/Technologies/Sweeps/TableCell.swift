internal import Configuration
public import Crossbars
internal import Foundation

/// A table cell made of measured states: their currents on common voltages, smooth, without offset, rising.
public struct TableCell: Sendable {
  /// What became of one state.
  public struct State: Sendable {
    /// Its name.
    public var name: String
    /// The conductance at zero volts, in siemens.
    public var conductance: Double
    /// The instrument's current at 0 V, which was taken off, in amperes; nil where the state was not
    /// read on both sides of 0 V.
    public var offset: Double?
    /// The standard error of the offset, in amperes.
    public var offsetError: Double
    /// The noise of a reading.
    public var noise: CurrentNoise
    /// How many voltages were read.
    public var readings: Int
    /// How many readings every parabola of the smoothing spans; 3 is none.
    public var neighbors: Int
    /// The root mean square of what smoothing changed, in standard deviations of the noise.
    public var smoothing: Double
    /// The largest change that made the currents rise, in amperes.
    public var rise: Double
    /// The voltage of that change, in volts.
    public var riseVoltage: Double
  }

  /// The common voltages, in volts.
  public let voltages: [Double]
  /// The currents of every state, in amperes; *states × voltages*.
  public let currents: [[Double]]
  /// What became of every state, in the order of the currents.
  public let states: [State]
  /// The noise of all readings together.
  public let noise: CurrentNoise
  /// The cell.
  public let device: TableDevice
  /// The temperature of the sweeps in degrees Celsius, if known.
  public let temperature: Double?

  /// A change of more standard deviations than this by making currents rise is no noise.
  private static let largestRise = 6.0
  /// The most voltages of a table, and the number that is taken where sweeps have more.
  static let (mostPoints, usualPoints) = (255, 41)

  /// Makes a table cell.
  ///
  /// - Parameters:
  ///   - measured: The states, at one temperature.
  ///   - points: How many voltages the table has; nil for those of the sweeps, or 41 even ones where
  ///     the sweeps differ or have more than that.
  /// - Throws: `InputError` with lines and values if the states have no voltages in common, a current
  ///   falls, or two states cross.
  public init(_ measured: MeasuredStates, points: Int? = nil) throws {
    let traces = measured.traces
    guard measured.temperatures.count < 2 else {
      throw InputError(
        source: traces[0].source,
        found: "sweeps at \(measured.temperatures.map { "\($0)" }.joined(separator: ", ")) °C",
        accepted: "those at one temperature: a table has none; --at-temperature picks it")
    }
    noise = measured.noise
    temperature = measured.temperatures.first
    voltages = try Self.grid(traces, points)
    let voltages = voltages
    var built: [(state: State, currents: [Double], trace: SweepTrace)] = []
    for (trace, noise) in zip(traces, measured.noises) {
      let (state, currents) = try Self.state(trace, on: voltages, noise)
      built.append((state, currents, trace))
    }
    // Every grid has 0 V, read there or not.
    let zero = voltages.firstIndex(of: 0) ?? 0
    for index in built.indices {
      let cubic = MonotoneCubic(abscissas: voltages, ordinates: built[index].currents)
      built[index].state.conductance = cubic.slopes[zero]
    }
    built.sort { $0.state.conductance < $1.state.conductance }
    for (lower, upper) in zip(built, built.dropFirst()) {
      try Self.requireOrder((lower.trace, lower.currents), (upper.trace, upper.currents), voltages)
    }
    currents = built.map(\.currents)
    states = built.map(\.state)
    // The reader of table cells has the last word.
    let text = Self.text(voltages, currents, states.map(\.name), comments: [])
    guard let device = TableDevice(try MeasuredSweeps(text: text, source: traces[0].source)) else {
      throw InputError(
        source: traces[0].source, found: "states that cross, or are equal at 0 V",
        accepted:
          "states of which one has the larger current at every voltage; --direction, --sweeps "
          + "and --repeats say which sweeps are states")
    }
    self.device = device
  }

  /// The file of sweeps that a `table` device reads.
  ///
  /// - Parameter comments: Lines that go above, without their mark.
  /// - Returns: CSV text.
  public func sweepFile(comments: [String]) -> String {
    Self.text(voltages, currents, states.map(\.name), comments: comments)
  }

  private static func text(
    _ voltages: [Double], _ currents: [[Double]], _ names: [String], comments: [String]
  ) -> String {
    var lines = comments.map { "# " + PrintedText.line($0) }
    lines.append((["voltage_volt"] + columns(names)).joined(separator: ","))
    for (index, voltage) in voltages.enumerated() {
      lines.append(
        (["\(voltage)"] + currents.map { String(format: "%.9g", $0[index]) })
          .joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Names of columns: letters, digits and underscores, each once.
  private static func columns(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.map { name in
      let plain = String(
        name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }.prefix(40))
      var column = "state_\(plain)_ampere"
      var count = 2
      while !seen.insert(column).inserted {
        column = "state_\(plain)_\(count)_ampere"
        count += 1
      }
      return column
    }
  }
}

extension TableCell {
  /// The voltages that all states have in common.
  private static func grid(_ traces: [SweepTrace], _ points: Int?) throws -> [Double] {
    let lowest = traces.max { $0.range.lowerBound < $1.range.lowerBound } ?? traces[0]
    let highest = traces.min { $0.range.upperBound < $1.range.upperBound } ?? traces[0]
    // A sweep on one side begins at 0 V, whether or not it was read there.
    var (low, high) = (lowest.range.lowerBound, highest.range.upperBound)
    if low > 0 { low = 0 }
    if high < 0 { high = 0 }
    guard high > low, high - low > 1e-9 else {
      throw InputError(
        source: traces[0].source,
        found: "state \(lowest.state) from \(lowest.range.lowerBound) V (line "
          + "\(lowest.points[0].line)) and state \(highest.state) to \(highest.range.upperBound) V "
          + "(line \(highest.points[highest.points.count - 1].line))",
        accepted: "voltages that all states have in common")
    }
    let common = traces[0].points.map(\.voltage).filter { $0 >= low && $0 <= high }
    let isCommon = traces.allSatisfy { trace in
      let own = trace.points.map(\.voltage).filter { $0 >= low && $0 <= high }
      return own.count == common.count
        && zip(own, common).allSatisfy { ($0 - $1).magnitude < 1e-6 * (high - low) }
    }
    if points == nil, isCommon, common.count >= 3 {
      let all = common.map { rounded($0.magnitude < 1e-6 * (high - low) ? 0 : $0) }
      let grid = thinned(all)
      return grid.contains(0) ? grid : (grid + [0]).sorted()
    }
    let fewest = traces.map { $0.points.count { $0.voltage >= low && $0.voltage <= high } }.min()
    let count = points ?? min(usualPoints, max(fewest ?? usualPoints, 5))
    // Even steps from 0 V to both ends.
    let step = (high - low) / Double(count - 1)
    let left = Int((-low / step).rounded())
    let right = max(count - 1 - left, high > 0 ? 1 : 0)
    let negative = left > 0 ? (1...left).map { rounded(low * Double($0) / Double(left)) } : []
    let positive = right > 0 ? (1...right).map { rounded(high * Double($0) / Double(right)) } : []
    return negative.reversed() + [0] + positive
  }

  /// Every second or third voltage from 0 V on, and both ends, where there are more than usual.
  private static func thinned(_ voltages: [Double]) -> [Double] {
    let stride = (voltages.count + usualPoints - 1) / usualPoints
    let zero =
      voltages.indices.min { voltages[$0].magnitude < voltages[$1].magnitude } ?? 0
    return voltages.indices.filter {
      ($0 - zero).isMultiple(of: stride) || $0 == 0 || $0 == voltages.count - 1
    }.map { voltages[$0] }
  }

  /// A voltage to a part in a million, as a person would write it, toward 0 V.
  private static func rounded(_ voltage: Double) -> Double {
    guard voltage != 0 else { return 0 }
    let unit = pow(10, floor(log10(voltage.magnitude)) - 6)
    return Double(String(format: "%.7g", (voltage / unit).rounded(.toNearestOrEven) * unit))
      ?? voltage
  }

  private static func state(
    _ trace: SweepTrace, on voltages: [Double], _ noise: CurrentNoise
  ) throws -> (State, [Double]) {
    let smooth = LocalPolynomial(
      trace.points,
      deviations: trace.points.map {
        noise.deviation(at: $0.current) / Double($0.count).squareRoot()
      })
    let values = voltages.map { smooth.value(at: $0) }
    let isAcross = trace.range.lowerBound <= 0 && trace.range.upperBound >= 0
    let zero = smooth.value(at: 0)
    let largest = trace.points.map(\.current.magnitude).max() ?? 0
    if isAcross, zero.current.magnitude > 0.2 * largest {
      let nearest = trace.points.min { $0.voltage.magnitude < $1.voltage.magnitude }
      throw InputError(
        source: trace.source, location: "line \(nearest?.line ?? 0), state \(trace.state)",
        found: "\(zero.current) A at 0 V, where the largest current is \(largest) A",
        accepted: "an offset of the instrument of at most a fifth of the largest current")
    }
    let offset = isAcross ? zero.current : 0
    let plain = values.map { $0.current - offset }
    let weights = values.map { 1 / max($0.error * $0.error, .leastNormalMagnitude) }
    let rising = IsotonicCurve.rising(voltages, plain, weights: weights)
    var rise = (change: 0.0, index: 0)
    for index in voltages.indices where voltages[index] != 0 {
      let change = (rising[index] - plain[index]).magnitude
      if change > rise.change { rise = (change, index) }
      // The least change that pooling makes is judged by one reading's noise, not by that of a mean.
      if change > largestRise * noise.deviation(at: plain[index])
        && change > 0.01 * plain[index].magnitude || rising[index] == 0
      {
        throw falling(trace, at: voltages[index])
      }
    }
    return (
      State(
        name: trace.state, conductance: 0, offset: isAcross ? offset : nil,
        offsetError: zero.error, noise: noise, readings: trace.points.count,
        neighbors: smooth.neighbors,
        smoothing: smooth.change, rise: rise.change, riseVoltage: voltages[rise.index]), rising
    )
  }

  /// The refusal of currents that fall with the voltage about a voltage.
  private static func falling(_ trace: SweepTrace, at voltage: Double) -> InputError {
    // Away from 0 V: the deepest fall from a reading to a later one.
    let sign = voltage < 0 ? -1.0 : 1.0
    let side = trace.points.filter { sign * $0.voltage > 0 }
      .sorted { $0.voltage.magnitude < $1.voltage.magnitude }
    var most = side.first
    var fall = (from: side.first, to: side.last, depth: 0.0)
    for point in side {
      if sign * point.current > sign * (most?.current ?? 0) { most = point }
      let depth = sign * ((most?.current ?? 0) - point.current)
      if depth > fall.depth { fall = (most, point, depth) }
    }
    let (before, after) = (fall.from, fall.to)
    return InputError(
      source: trace.source, location: "line \(after?.line ?? 0), state \(trace.state)",
      found:
        "\(after?.current ?? 0) A at \(after?.voltage ?? 0) V after \(before?.current ?? 0) A at "
        + "\(before?.voltage ?? 0) V in line \(before?.line ?? 0)",
      accepted: "a current that rises with the voltage, away from 0 A; --from and --to leave out "
        + "where the device switches")
  }

  /// Refuses states that cross.
  private static func requireOrder(
    _ lower: (trace: SweepTrace, currents: [Double]),
    _ upper: (trace: SweepTrace, currents: [Double]), _ voltages: [Double]
  ) throws {
    for index in voltages.indices where voltages[index] != 0 {
      let (less, more) = (lower.currents[index], upper.currents[index])
      guard less.magnitude >= more.magnitude else { continue }
      func line(_ trace: SweepTrace) -> Int {
        trace.points.min {
          ($0.voltage - voltages[index]).magnitude < ($1.voltage - voltages[index]).magnitude
        }?.line ?? 0
      }
      throw InputError(
        source: upper.trace.source,
        location: "line \(line(upper.trace)), state \(upper.trace.state)",
        found: String(
          format:
            "%.5g A at %.4g V, not more than the %.5g A of state %@ (line %d), which conducts "
            + "less at 0 V", more, voltages[index], less, lower.trace.state, line(lower.trace)),
        accepted: "states of which one has the larger current at every voltage; --repeats joins "
          + "sweeps of one state, --direction and --sweeps pick, --from and --to narrow")
    }
  }
}
