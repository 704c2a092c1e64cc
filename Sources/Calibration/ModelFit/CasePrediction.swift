internal import CrossbarModels
internal import Crossbars
internal import Foundation
public import LinearAlgebra
public import Records

/// The column currents that a member of the model family predicts for a list of cases.
///
/// Cases of one array share its programming, which is most of the work; arrays, and the points of a
/// search, share the processor's cores.
public struct CasePrediction: Sendable {
  /// What predicts.
  public enum Predictor: Sendable {
    /// A member of the family, with the input statistics that its operating point is chosen for.
    case model(CoreSettings, InputStatistics)
    /// The nodal solver with the stretched law of the cells: the exact circuit.
    case circuit

    /// Whether the exact circuit predicts.
    var isExact: Bool {
      if case .circuit = self { return true }
      return false
    }
  }

  private let cases: [CalibrationCase]
  private let predictor: Predictor
  /// The indices of the cases of every array.
  private let arrays: [[Int]]
  private let threads: Int

  /// Prepares a prediction.
  ///
  /// - Parameters:
  ///   - cases: The cases.
  ///   - predictor: What predicts.
  ///   - threads: The number of threads; nil for one per core.
  public init(_ cases: [CalibrationCase], by predictor: Predictor, threads: Int? = nil) {
    self.cases = cases
    self.predictor = predictor
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    var owners: [[Double]: Int] = [:]
    var arrays: [[Int]] = []
    for (index, item) in cases.enumerated() {
      if let owner = owners[item.conductances.elements] {
        arrays[owner].append(index)
      } else {
        owners[item.conductances.elements] = arrays.count
        arrays.append([index])
      }
    }
    self.arrays = arrays
  }

  /// The column currents at several sets of parameters.
  ///
  /// - Parameter points: The sets of parameters.
  /// - Returns: For every set and every case the currents, in amperes; *batch × columns* each.
  /// - Throws: What programming and reading throw.
  public func currents(at points: [ModelParameters]) throws -> [[Matrix]] {
    // The largest arrays first, so that no core ends up with one of them alone.
    let order = arrays.indices.sorted {
      (cases[arrays[$0][0]].size, $1) > (cases[arrays[$1][0]].size, $0)
    }
    let found = try concurrentMap(points.count * order.count, threads: threads) { task in
      try currents(
        ofArray: order[task / points.count], at: points[task % points.count])
    }
    return points.indices.map { point in
      var currents = cases.map { $0.columnCurrents }
      for (position, array) in order.enumerated() {
        for (place, index) in arrays[array].enumerated() {
          currents[index] = found[position * points.count + point][place]
        }
      }
      return currents
    }
  }

  private func currents(ofArray array: Int, at parameters: ModelParameters) throws -> [Matrix] {
    let crossbar = cases[arrays[array][0]].crossbar
    let inputs = arrays[array].map { cases[$0].inputs }
    switch predictor {
    case .circuit:
      return try CircuitModel(parameters: parameters).read(crossbar, inputs)
    case .model(let settings, let statistics):
      return try FastCrossbarModel(settings, parameters: parameters, statistics: statistics)
        .read(crossbar, inputs)
    }
  }
}
