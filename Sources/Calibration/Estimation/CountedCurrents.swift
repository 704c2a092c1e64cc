/// Currents that are evaluated once for parameters that differ in nothing.
///
/// The offset of an instrument is a parameter that moves no current: points of a search that differ in it
/// alone need the circuit once.
final class CountedCurrents {
  private let currents: ([[Double]]) throws -> [[Double]]
  private var last: (point: [Double], currents: [Double])?
  /// How many points were evaluated.
  private(set) var evaluations = 0

  init(_ currents: @escaping ([[Double]]) throws -> [[Double]]) {
    self.currents = currents
  }

  /// The currents at several points.
  func callAsFunction(at points: [[Double]]) throws -> [[Double]] {
    var wanted: [[Double]] = []
    for point in points where point != last?.point && !wanted.contains(point) {
      wanted.append(point)
    }
    let found = wanted.isEmpty ? [] : try currents(wanted)
    evaluations += wanted.count
    let known = last
    let all = points.map { point -> [Double] in
      if let index = wanted.firstIndex(of: point) { return found[index] }
      return known?.currents ?? []
    }
    // Of a batch that is one point alone the currents will be asked for again.
    if points.count == 1, let point = points.first { last = (point, all[0]) }
    return all
  }
}
