internal import Foundation

/// Where a device stops being in one state: a jump of the current, or its fall, away from 0 V.
///
/// From 0 V outward the current of one state rises and steepens smoothly. A step of more than four times
/// what the three steps before promise, beyond eight standard deviations of the noise and to half as
/// much again, is a jump (SET, or a broken contact); a current that falls by 3 %, beyond six standard
/// deviations, and does not come back is a RESET.
struct SwitchingEdge {
  private static let jump = 4.0
  private static let growth = 1.5
  private static let fall = 0.97

  /// Takes out what lies beyond switching on either side of 0 V.
  ///
  /// - Parameters:
  ///   - points: The readings by ascending voltage.
  ///   - noise: The noise of the currents.
  /// - Returns: The other readings, and a line for people on every side that was cut.
  static func removed(
    from points: [SweepPoint], noise: CurrentNoise
  ) -> (points: [SweepPoint], notes: [String]) {
    let offset =
      points.min { $0.voltage.magnitude < $1.voltage.magnitude }
      .flatMap { $0.voltage.magnitude < 0.02 * largestVoltage(points) ? $0.current : nil } ?? 0
    var kept: [SweepPoint] = []
    var notes: [String] = []
    for sign in [-1.0, 1.0] {
      let side = points.filter { sign > 0 ? $0.voltage >= 0 : $0.voltage < 0 }
      let outward = sign > 0 ? side : side.reversed()
      let currents = outward.map { sign * ($0.current - offset) }
      var end = outward.count
      if let edge = edge(outward.map { $0.voltage.magnitude }, currents, noise) {
        end = edge.index
        let (inner, outer) = (outward[edge.index - 1], outward[min(edge.index, outward.count - 1)])
        notes.append(
          String(
            format:
              "line %d: the current %@ from %.4g A at %.4g V (line %d) to %.4g A at %.4g V, where the "
              + "device switches; left out from there", outer.line,
            edge.isFall ? "falls" : "jumps", inner.current, inner.voltage, inner.line,
            outer.current, outer.voltage))
      }
      kept += sign > 0 ? Array(outward[..<end]) : outward[..<end].reversed()
    }
    return (kept, notes)
  }

  private static func largestVoltage(_ points: [SweepPoint]) -> Double {
    points.map(\.voltage.magnitude).max() ?? 0
  }

  private static func edge(
    _ voltages: [Double], _ currents: [Double], _ noise: CurrentNoise
  ) -> (index: Int, isFall: Bool)? {
    guard voltages.count > 4 else { return nil }
    var largest = (index: 0, current: -Double.infinity)
    for index in voltages.indices {
      let deviation = noise.deviation(at: currents[index])
      if currents[index] > largest.current { largest = (index, currents[index]) }
      let highest = noise.deviation(at: largest.current)
      if largest.current > 0, currents[index] < fall * largest.current - 6 * highest,
        currents[index...].allSatisfy({ $0 < largest.current })
          || currents[index...].prefix(3).allSatisfy({ $0 < fall * largest.current - 3 * highest })
      {
        return (largest.index + 1, true)
      }
      guard index >= 4 else { continue }
      let width = voltages[index] - voltages[index - 1]
      guard width > 0 else { continue }
      let before = (1...3).map { back -> Double in
        let step = voltages[index - back] - voltages[index - back - 1]
        return step > 0 ? (currents[index - back] - currents[index - back - 1]) / step : 0
      }
      let promised = max(before.max() ?? 0, 0) * width
      let change = currents[index] - currents[index - 1]
      if change > jump * promised + 8 * deviation,
        currents[index] > growth * max(currents[index - 1], 0)
      {
        // The noise at the level after a jump may be larger than the whole state before it.
        return (index, false)
      }
    }
    return nil
  }
}
