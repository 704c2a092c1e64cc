internal import Foundation
internal import LinearAlgebra

/// A few functions of a code that span those of all arrays of a group.
///
/// Arrays of one technology have nearly the same functions of the voltage, and a group whose arrays share them
/// evaluates them once. They are the leading eigenvectors of the Gram matrix of all functions, weighted by what
/// they carry; the first is 1 at the largest code and all others are 0 there, which keeps them small.
struct SharedFunctions {
  /// The values of every function for each code.
  let values: [[Double]]
  /// The codes that functions are compared at, and the eigenvectors there.
  private let places: [Int]
  private let units: [[Double]]
  /// What makes eigenvectors of the functions: their own scale, and the part of the first.
  private let scales: [Double]
  private let parts: [Double]

  /// The most codes that functions are compared at: they are smooth.
  private static let mostPlaces = 65

  /// Finds the functions.
  ///
  /// - Parameters:
  ///   - functions: The functions of all arrays, a value for each code, and the root of the sum of the squares of
  ///     what each has in its array's cells.
  ///   - full: The place of the largest code.
  ///   - most: How many there may be.
  ///   - tail: What they may leave, as the root of a sum of squares.
  init(
    _ functions: [(values: [Double], weight: Double)], full: Int, most: Int, tail: Double
  ) {
    let count = functions.first?.values.count ?? 0
    let taken = min(count, Self.mostPlaces)
    // Both ends among them.
    let places = (0..<taken).map { $0 * (count - 1) / max(taken - 1, 1) }
    var gram = Matrix(rows: taken, columns: taken)
    for function in functions {
      let own = places.map { function.weight * function.values[$0] }
      for row in 0..<taken where own[row] != 0 {
        for column in 0..<taken { gram[row, column] += own[row] * own[column] }
      }
    }
    let (values, vectors) = SymmetricEigenproblem.largest(of: gram, count: min(most, taken))
    let trace = (0..<taken).reduce(0) { $0 + gram[$1, $1] }
    var left = trace
    var kept = 0
    while kept < values.count && left > max(tail * tail * Double(taken), 1e-14 * trace)
      && values[kept] > 0
    {
      left -= values[kept]
      kept += 1
    }
    let units = (0..<kept).map(vectors.row)
    // Between the compared codes an eigenvector is what its sum of functions is.
    var whole = units.enumerated().map { index, unit in
      var whole = [Double](repeating: 0, count: count)
      for function in functions {
        let part =
          zip(places, unit).reduce(0) { $0 + function.values[$1.0] * $1.1 }
          * function.weight * function.weight / values[index]
        for code in 0..<count { whole[code] += part * function.values[code] }
      }
      return whole
    }
    var scales: [Double] = []
    var parts: [Double] = []
    for index in whole.indices {
      let largest = whole[index].reduce(0) { max($0, $1.magnitude) }
      if index == 0 {
        scales.append(whole[0][full].magnitude > 1e-3 * largest ? whole[0][full] : largest)
        parts.append(0)
      } else {
        let part = whole[0][full] == 0 ? 0 : whole[index][full] / whole[0][full]
        for code in 0..<count { whole[index][code] -= part * whole[0][code] }
        parts.append(part)
        scales.append(max(whole[index].reduce(0) { max($0, $1.magnitude) }, .leastNormalMagnitude))
      }
      for code in 0..<count { whole[index][code] /= scales[index] }
    }
    (self.places, self.units, self.scales, self.parts) = (places, units, scales, parts)
    self.values = whole
  }

  /// What makes a function of these.
  ///
  /// - Parameter function: One of those that they were found for.
  /// - Returns: A factor for each.
  func factors(of function: [Double]) -> [Double] {
    let along = units.map { unit in
      zip(places, unit).reduce(0) { $0 + function[$1.0] * $1.1 }
    }
    var factors = along.enumerated().map { $1 * scales[$0] }
    for index in along.indices.dropFirst() { factors[0] += along[index] * parts[index] }
    return factors
  }
}
