internal import LinearAlgebra

/// Golden cases divided into those that a fit sees and those that judge it.
///
/// Cases of one programmed array stay together, so that a held-out array is one that the fit has
/// never seen under any input. Of every size the last array is held out; a size with a single
/// array is held out whole, which makes it a test of extrapolation.
public struct CaseSplit: Sendable {
  /// The cases that the fit sees.
  public let training: [CalibrationCase]
  /// The cases that judge the fit.
  public let heldOut: [CalibrationCase]

  /// Divides cases.
  ///
  /// If every size has a single array, the largest sizes are held out and the smallest is trained
  /// on.
  ///
  /// - Parameter cases: The cases of a suite, in the suite's order.
  public init(_ cases: [CalibrationCase]) {
    var arraysOfSize: [[Int]: [[Double]]] = [:]
    for item in cases {
      let size = [item.conductances.rows, item.conductances.columns]
      let known = arraysOfSize[size, default: []]
      guard !known.contains(item.conductances.elements) else { continue }
      arraysOfSize[size] = known + [item.conductances.elements]
    }
    var judges = Set<[Double]>()
    for arrays in arraysOfSize.values {
      if let last = arrays.last { judges.insert(last) }
    }
    if arraysOfSize.values.allSatisfy({ $0.count == 1 }),
      let smallest = arraysOfSize.keys.min(by: { ($0[0] * $0[1], $0[0]) < ($1[0] * $1[1], $1[0]) }),
      let array = arraysOfSize[smallest]?.first
    {
      judges.remove(array)
    }
    training = cases.filter { !judges.contains($0.conductances.elements) }
    heldOut = cases.filter { judges.contains($0.conductances.elements) }
  }
}
