internal import Configuration
internal import Foundation

/// The states of a device that raw sweeps show, each at one temperature or several.
public struct MeasuredStates: Sendable {
  /// The traces, one for every state and temperature.
  public private(set) var traces: [SweepTrace]
  /// The noise of all currents together.
  public let noise: CurrentNoise
  /// The noise of every trace.
  public let noises: [CurrentNoise]
  /// What was left out or joined, one line each.
  public private(set) var notes: [String]

  /// The names of the states in their order.
  public var states: [String] {
    traces.map(\.state).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The temperatures in degrees Celsius, ascending; those closer than a kelvin are one.
  public var temperatures: [Double] { Set(traces.compactMap(\.temperature)).sorted() }

  /// The fewest readings of a trace.
  static let fewestPoints = 5

  /// Finds the states in raw sweeps.
  ///
  /// - Parameters:
  ///   - files: The files.
  ///   - reading: How they were read.
  ///   - selection: Which parts are states.
  /// - Throws: `InputError` if a sweep that is asked for is not there, if currents have the wrong sign,
  ///   or if too few readings are left.
  public init(_ files: [SweepFile], reading: SweepReading, selection: SweepSelection) throws {
    var notes = files.flatMap(\.notes)
    let sweeps = try Self.atTemperature(
      selection.temperature, Self.selected(files.flatMap(\.sweeps), selection.names))
    var traces: [SweepTrace] = []
    for (source, name, temperature) in Self.groups(sweeps, areRepeats: selection.areRepeats) {
      let members = sweeps.filter {
        $0.source == source && (selection.areRepeats || $0.name == name)
          && Self.areEqual($0.temperature, temperature)
      }
      var ways: [SweepTrace.Direction: [SweepPoint]] = [:]
      for sweep in members {
        let (points, limits) = ComplianceLimit.removed(
          from: sweep.points, compliance: reading.compliance)
        notes += limits.map { "\(source): \($0)" }
        // The way is that of all readings: a top that was cut off does not turn it.
        let directions = SweepDirection.directions(of: sweep.points.map(\.voltage))
        let kept = Set(points.map(\.line))
        for (point, direction) in zip(sweep.points, directions) where kept.contains(point.line) {
          ways[direction, default: []].append(point)
        }
      }
      let taken = try Self.taken(ways, selection, "\(source): sweep \(name)")
      for (direction, points) in taken {
        var trace = SweepTrace(
          state: name, source: source, temperature: temperature,
          direction: direction, points: SweepTrace.ordered(points))
        if !selection.keepsSwitching,
          let noise = CurrentNoise.robust(trace.points)
        {
          let cut = SwitchingEdge.removed(from: trace.points, noise: noise)
          trace.points = cut.points
          notes += cut.notes.map { "\(source): \(direction.rawValue), \($0)" }
        }
        trace.points.removeAll {
          $0.voltage < selection.least ?? -.infinity || $0.voltage > selection.largest ?? .infinity
        }
        try Self.requireSigns(trace)
        traces.append(trace)
      }
    }
    let joined = try Self.joined(traces, selection, &notes)
    for trace in joined where trace.points.count < Self.fewestPoints {
      throw InputError(
        source: trace.source, location: "state \(trace.state)",
        found: "\(trace.points.count) voltages"
          + (trace.points.first.map { ", from line \($0.line)" } ?? ""),
        accepted: "at least \(Self.fewestPoints) of one state; --from and --to, --direction and "
          + "--keep-switching say which")
    }
    guard !joined.isEmpty else {
      throw InputError(
        source: sweeps.first?.source ?? "the sweeps", found: "no reading of the wanted direction",
        accepted: "--direction auto, forward or backward, as the voltage goes")
    }
    for trace in joined { try Self.requireCurrent(trace) }
    self.init(traces: joined, notes: notes)
  }

  /// The least current that says something of a device, in amperes: a few electrons a second.
  private static let leastCurrent = 1e-18

  /// Refuses currents that do not depend on the voltage: a device that is not connected, or an offset
  /// alone.
  private static func requireCurrent(_ trace: SweepTrace) throws {
    let currents = trace.points.map(\.current)
    let (least, most) = (currents.min() ?? 0, currents.max() ?? 0)
    let largest = max(least.magnitude, most.magnitude)
    guard largest < leastCurrent || most - least <= 1e-9 * largest else { return }
    throw InputError(
      source: trace.source, location: "state \(trace.state)",
      found: "currents from \(least) A to \(most) A"
        + (trace.points.first.map { ", from line \($0.line)" } ?? ""),
      accepted: "currents that change with the voltage, above \(leastCurrent) A")
  }

  /// States that are known already.
  ///
  /// - Parameters:
  ///   - traces: One for every state and temperature; at least one.
  ///   - notes: What was left out or joined.
  package init(traces: [SweepTrace], notes: [String] = []) {
    self.traces = traces
    self.notes = notes
    let largest = traces.flatMap(\.points).reduce(0) { max($0, $1.current.magnitude) }
    let unknown = CurrentNoise(absolute: 1e-6 * largest, relative: 1e-6)
    let found =
      CurrentNoise.estimated(from: traces.map(\.points))
      ?? (unknown, traces.map { _ in unknown })
    (noise, noises) = (found.pooled, found.traces)
  }

  private static func selected(_ sweeps: [RawSweep], _ names: [String]?) throws -> [RawSweep] {
    guard let names else { return sweeps }
    for name in names where !sweeps.contains(where: { $0.name == name }) {
      let there = sweeps.map(\.name).reduce(into: [String]()) {
        if !$0.contains($1) { $0.append($1) }
      }
      throw InputError(
        source: sweeps.first?.source ?? "the sweeps", found: "no sweep \"\(name)\"",
        accepted: there.prefix(20).map { PrintedText.line($0) }.joined(separator: ", "))
    }
    return sweeps.filter { names.contains($0.name) }
  }

  private static func atTemperature(
    _ wanted: Double?, _ sweeps: [RawSweep]
  ) throws -> [RawSweep] {
    guard let wanted else { return sweeps }
    let there = sweeps.filter { areEqual($0.temperature, wanted) }
    guard there.isEmpty else { return there }
    let known = Set(sweeps.compactMap(\.temperature)).sorted()
    throw InputError(
      source: sweeps.first?.source ?? "the sweeps", found: "no sweep at \(wanted) °C",
      accepted: known.isEmpty
        ? "no such temperature, as the sweeps do not say theirs; --temperature says it"
        : known.map { "\($0)" }.joined(separator: ", ") + " °C")
  }

  private static func groups(
    _ sweeps: [RawSweep], areRepeats: Bool
  ) -> [(source: String, name: String, temperature: Double?)] {
    var groups: [(source: String, name: String, temperature: Double?)] = []
    for sweep in sweeps
    where !groups.contains(where: {
      $0.source == sweep.source && (areRepeats || $0.name == sweep.name)
        && areEqual($0.temperature, sweep.temperature)
    }) {
      groups.append((sweep.source, sweep.name, sweep.temperature))
    }
    return groups
  }

  private static func areEqual(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return (left - right).magnitude < 1
  }

  /// The readings of the wanted ways.
  private static func taken(
    _ ways: [SweepTrace.Direction: [SweepPoint]], _ selection: SweepSelection, _ place: String
  ) throws -> [(SweepTrace.Direction, [SweepPoint])] {
    let all = (ways[.forward] ?? []) + (ways[.backward] ?? [])
    let wanted: [(SweepTrace.Direction, [SweepPoint])] =
      switch selection.directions {
      case .average: [(.both, all)]
      case .forward: [(.forward, ways[.forward] ?? [])]
      case .backward: [(.backward, ways[.backward] ?? [])]
      case .automatic, .both:
        [(.forward, ways[.forward] ?? []), (.backward, ways[.backward] ?? [])]
      }
    return wanted.filter { !$0.1.isEmpty }
  }

  /// Refuses currents that flow against their voltages.
  private static func requireSigns(_ trace: SweepTrace) throws {
    guard let most = trace.points.map(\.current.magnitude).max(), most > 0 else { return }
    let large = trace.points.filter { $0.current.magnitude > 0.2 * most && $0.voltage != 0 }
    let against = large.filter { $0.voltage * $0.current < 0 }
    guard let first = against.first, 10 * against.count > large.count else { return }
    let isMagnitude = trace.points.allSatisfy { $0.current >= -0.01 * most }
    throw InputError(
      source: trace.source, location: "line \(first.line)",
      found:
        "\(first.current) A at \(first.voltage) V, as in \(against.count) of \(large.count) lines",
      accepted: "currents with the sign of their voltage; "
        + (isMagnitude
          ? "for a column of magnitudes --current-sign magnitude"
          : "for the other end's current --current-sign inverted"))
  }
}

extension MeasuredStates {
  /// Joins both ways of a sweep where they agree, and gives names that tell states apart.
  private static func joined(
    _ traces: [SweepTrace], _ selection: SweepSelection, _ notes: inout [String]
  ) throws -> [SweepTrace] {
    var result: [SweepTrace] = []
    var index = 0
    while index < traces.count {
      let trace = traces[index]
      defer { index += 1 }
      guard index + 1 < traces.count, selection.directions == .automatic,
        traces[index + 1].direction == .backward, trace.direction == .forward,
        traces[index + 1].state == trace.state, traces[index + 1].source == trace.source,
        traces[index + 1].temperature == trace.temperature
      else {
        result.append(trace)
        continue
      }
      let other = traces[index + 1]
      index += 1
      // The last readings before the voltage turns belong to one way alone.
      let least = min(trace.points.count, other.points.count)
      if least < fewestPoints {
        var longer = trace.points.count >= other.points.count ? trace : other
        if least <= 2 {
          longer.points = SweepTrace.ordered(trace.points + other.points)
          longer.direction = .both
        } else {
          notes.append(
            "\(trace.source): sweep \(trace.state): \(least) readings of the other way, left out")
        }
        result.append(longer)
        continue
      }
      let agreement = SweepDirection.difference(trace, other)
      if agreement.relative < max(0.02, 3 * agreement.noise) {
        var both = trace
        both.direction = .both
        both.points = SweepTrace.ordered(trace.points + other.points)
        notes.append(
          String(
            format: "%@: sweep %@: forward and backward agree (%.2g %%): one state", trace.source,
            trace.state, 100 * agreement.relative))
        result.append(both)
      } else {
        notes.append(
          String(
            format: "%@: sweep %@: forward and backward differ by %.3g %%: two states",
            trace.source, trace.state, 100 * agreement.relative))
        notes += SweepDirection.meeting(trace, other).map {
          "\(trace.source): sweep \(trace.state): \($0)"
        }
        result += [trace, other]
      }
    }
    return named(result)
  }

  /// Names that differ: the way where a sweep has two, the file where several have the same names.
  private static func named(_ traces: [SweepTrace]) -> [SweepTrace] {
    let split = Set(traces.filter { $0.direction == .backward }.map { $0.source + "\n" + $0.state })
    var traces = traces
    for index in traces.indices {
      let key = traces[index].source + "\n" + traces[index].state
      if split.contains(key) { traces[index].state += " \(traces[index].direction.rawValue)" }
    }
    // The same name at another temperature is the same state; at the same one it is another.
    var seen: [String: Int] = [:]
    for index in traces.indices {
      let degrees = traces[index].temperature.map { "\($0.rounded())" } ?? ""
      let key = "\(traces[index].state)\n\(degrees)"
      seen[key, default: 0] += 1
      if let count = seen[key], count > 1 {
        traces[index].state += " (\(count))"
      }
    }
    // Thermometers flicker: temperatures within a kelvin are that of the first.
    var known: [Double] = []
    for index in traces.indices {
      guard let degrees = traces[index].temperature else { continue }
      if let near = known.first(where: { ($0 - degrees).magnitude < 1 }) {
        traces[index].temperature = near
      } else {
        known.append(degrees)
      }
    }
    return traces
  }
}
