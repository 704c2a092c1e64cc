internal import LinearAlgebra

/// Golden cases divided into those that a fit sees and those that judge it, by array and by size.
///
/// Cases of one programmed array stay together, so that a held-out array is one that the fit has
/// never seen under any input. The fit sees arrays of some sizes alone, and of each of them the last
/// array judges it if there are several; all other sizes judge whether it carries over.
public struct CaseSplit: Sendable {
  /// The cases that the fit sees.
  public let training: [CalibrationCase]
  /// The cases that judge the fit.
  public let heldOut: [CalibrationCase]

  /// The most cells of an array that a fit sees if nothing else is asked for.
  ///
  /// Larger arrays take longer and are what a fit is wanted for; see `docs/calibration.md`.
  public static let usualCells = 32 * 32

  /// Divides cases.
  ///
  /// - Parameters:
  ///   - cases: The cases of a suite, in the suite's order.
  ///   - sizes: The sizes that the fit sees; nil for those of at most ``usualCells`` cells that have
  ///     several arrays. If there are none, the smallest size is taken whole.
  public init(_ cases: [CalibrationCase], sizes: Set<ArraySize>? = nil) {
    var arraysOfSize: [ArraySize: [[Double]]] = [:]
    for item in cases {
      let known = arraysOfSize[item.size, default: []]
      guard !known.contains(item.conductances.elements) else { continue }
      arraysOfSize[item.size] = known + [item.conductances.elements]
    }
    var seen: Set<ArraySize>
    if let sizes {
      seen = sizes
    } else {
      seen = Set(
        arraysOfSize.filter { $0.key.cells <= Self.usualCells && $0.value.count > 1 }.keys)
      if seen.isEmpty { seen = Set(arraysOfSize.keys.min().map { [$0] } ?? []) }
    }
    var judges = Set<[Double]>()
    for (size, arrays) in arraysOfSize where seen.contains(size) && arrays.count > 1 {
      if let last = arrays.last { judges.insert(last) }
    }
    func isSeen(_ item: CalibrationCase) -> Bool {
      seen.contains(item.size) && !judges.contains(item.conductances.elements)
    }
    training = cases.filter(isSeen)
    heldOut = cases.filter { !isSeen($0) }
  }
}
