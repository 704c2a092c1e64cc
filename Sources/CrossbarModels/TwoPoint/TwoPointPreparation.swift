internal import Crossbars
internal import LinearAlgebra
internal import NodalAnalysis

/// An array at its two points, from which members with any number of products are made.
struct TwoPointPreparation: Sendable {
  /// The functions of the rows: with two points, and where wires take much of the current with three.
  private let variants: [TwoPointFunctions]
  /// What the numbers of the columns are fitted to; nil where rows do not change each other's shares.
  private let exact: ExactCurrents?

  /// What more products must leave of the residual to be taken.
  private static let gain = 0.9

  /// Finds both points, the functions of the rows, and the exact currents of a fit.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - crossbar: A programmed array.
  ///   - outputs: The number of columns, from the first, that are read; nil for all.
  /// - Throws: What ``TwoPointModel/program(_:)`` throws.
  init(_ model: TwoPointModel, _ crossbar: Crossbar, outputs: Int? = nil) throws {
    // What voltages behind amplifiers take, those of all columns do.
    let array = try EffectiveArray(
      crossbar, parameters: model.parameters, outputs: model.isLoaded ? nil : outputs)
    let solver = ExactArray(array)
    let points = try TwoPoints(
      array, statistics: model.statistics, rest: model.rest, exact: solver)
    let own = try points.shares()
    variants = (own.bent == nil ? [false] : [false, true]).map {
      TwoPointFunctions(points, own, isBent: $0, isLoaded: model.isLoaded)
    }
    exact = try variants[0].hasChange ? ExactCurrents(points, exact: solver) : nil
  }

  /// Fits the numbers of every column.
  ///
  /// - Parameter products: The number of products that make up the shares of the rows; nil takes as
  ///   many as help.
  /// - Returns: The array as a sum of products.
  /// - Throws: ``InputRangeError`` if a vector of the fit lies outside the functions' range.
  func programmed(products: Int?) throws -> ProgrammedTwoPoint {
    let most = variants[0].share.functions.rows
    // Where rows do not change each other nothing is fitted: all functions that carry anything count.
    let least = exact == nil ? variants[0].share.carrying : 1
    let counts = products.map { min($0, most)...min($0, most) } ?? least...most
    let candidates = try variants.flatMap { variant in
      try counts.map { count in
        var candidate = ProgrammedTwoPoint(variant, products: count)
        if let exact { try candidate.fit(exact) }
        return candidate
      }
    }
    // No product that all the others together do not make worth its time.
    let smallest = candidates.map(\.residual).min() ?? 0
    var taken =
      candidates.first { Self.gain * $0.residual <= smallest } ?? candidates[candidates.count - 1]
    if let levels = variants[0].levels { taken.restrict(to: levels) }
    return taken
  }
}
