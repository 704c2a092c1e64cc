/// One state of a device at one temperature: readings by ascending voltage.
public struct SweepTrace: Sendable {
  /// The way the voltage went.
  public enum Direction: String, Sendable {
    /// Up.
    case forward
    /// Down.
    case backward
    /// Both, which agree.
    case both
  }

  /// The name of the state.
  public var state: String
  /// The file.
  public var source: String
  /// The temperature, in degrees Celsius; nil if nothing says it.
  public var temperature: Double?
  /// The way the voltage went.
  public var direction: Direction
  /// The readings by ascending voltage; those at one voltage are one.
  public var points: [SweepPoint]

  /// Creates a trace; the readings by ascending voltage.
  package init(
    state: String, source: String, temperature: Double?, direction: Direction,
    points: [SweepPoint]
  ) {
    self.state = state
    self.source = source
    self.temperature = temperature
    self.direction = direction
    self.points = points
  }

  /// The voltages, in volts.
  public var voltages: [Double] { points.map(\.voltage) }
  /// The range of the voltages, in volts.
  public var range: ClosedRange<Double> {
    (points.first?.voltage ?? 0)...(points.last?.voltage ?? 0)
  }

  /// The readings by ascending voltage, with those closer than a twentieth of a step as one.
  ///
  /// - Parameter points: Readings in any order.
  /// - Returns: Means of voltage and current.
  static func ordered(_ points: [SweepPoint]) -> [SweepPoint] {
    let sorted = points.sorted { ($0.voltage, $0.line) < ($1.voltage, $1.line) }
    let distinct = zip(sorted, sorted.dropFirst()).map { $1.voltage - $0.voltage }
      .filter { $0 > 1e-12 }.sorted()
    // Between passes over the same voltages steps are nearly 0: the larger half are the steps.
    let step = distinct.isEmpty ? 0 : distinct[distinct.count * 3 / 4]
    var merged: [SweepPoint] = []
    for point in sorted {
      guard let last = merged.last, point.voltage - last.voltage <= 0.05 * step else {
        merged.append(point)
        continue
      }
      let count = last.count + point.count
      let (old, new) = (Double(last.count), Double(point.count))
      merged[merged.count - 1] = SweepPoint(
        voltage: (last.voltage * old + point.voltage * new) / (old + new),
        current: (last.current * old + point.current * new) / (old + new), line: last.line,
        count: count)
    }
    return merged
  }

  /// The readings inside a range of voltages.
  ///
  /// - Parameter range: Volts.
  /// - Returns: The trace of those readings.
  func clipped(to range: ClosedRange<Double>) -> SweepTrace {
    var trace = self
    trace.points.removeAll { !range.contains($0.voltage) }
    return trace
  }
}
