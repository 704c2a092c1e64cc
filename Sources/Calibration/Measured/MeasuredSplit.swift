internal import Configuration
internal import LinearAlgebra

/// Measured arrays divided into those that a fit sees and those that judge it, with what is known of
/// the noise of each.
struct MeasuredSplit {
  /// The arrays that the fit sees.
  let training: [CalibrationCase]
  /// The arrays that judge it.
  let heldOut: [CalibrationCase]
  /// What is known of every reading of an array, by its name; empty if nothing is.
  private let knowledge: [String: Matrix]
  private let isDeviation: Bool

  /// Divides the arrays as ``CaseSplit`` does.
  ///
  /// - Parameters:
  ///   - data: The measurements.
  ///   - sizes: The sizes that the fit sees; nil for the usual ones.
  /// - Throws: `InputError` if no array has one of the sizes.
  init(_ data: MeasuredData, sizes: [ArraySize]?) throws {
    let known = Set(data.cases.map(\.size)).sorted()
    for size in sizes ?? [] where !known.contains(size) {
      throw InputError(
        source: data.currentsFiles, found: "no array of size \(size)",
        accepted: "sizes of the arrays: \(known.map(\.description).joined(separator: ", "))")
    }
    let split = CaseSplit(data.cases, sizes: sizes.map { Set($0) })
    (training, heldOut) = (split.training, split.heldOut)
    var knowledge: [String: Matrix] = [:]
    for item in data.measurements {
      for (found, known) in zip(item.cases, item.knowledge) { knowledge[found.slug] = known }
    }
    self.knowledge = knowledge
    isDeviation = data.measurements.contains { $0.files.standardDeviations != nil }
  }

  /// The number of readings that the fit sees.
  var readings: Int { training.reduce(0) { $0 + Self.places($1).count } }

  /// What is known of the noise of the readings that the fit sees.
  func noise(absolute: Double?, relative: Double?) -> ReadingNoise {
    guard !knowledge.isEmpty else { return .parts(absolute: absolute, relative: relative) }
    let numbers = training.flatMap(known)
    return isDeviation ? .deviations(numbers) : .weights(numbers)
  }

  /// The scatter of the readings that the fit never saw over their noise; nil if there are none.
  ///
  /// - Parameters:
  ///   - predictions: The arrays, their currents less the offset, with the fitted currents.
  ///   - fit: The fit.
  /// - Returns: The root mean square of the residuals over their standard deviations.
  func heldOutScatter(
    _ predictions: [(item: CalibrationCase, currents: Matrix)], fit: MeasurementFit
  ) -> Double? {
    let judges = Set(heldOut.map(\.slug))
    // Weights are known up to a factor, which is the same for all readings.
    let factor = fit.deviations[0] * fit.deviations[0] * (training.flatMap(known).first ?? 1)
    var squares = 0.0
    var count = 0
    for (item, currents) in predictions where judges.contains(item.slug) {
      let known = known(item)
      for (position, place) in Self.places(item).enumerated() {
        let current = currents.elements[place]
        let error = item.columnCurrents.elements[place] - current
        let variance: Double
        if let absolute = fit.absoluteNoise, let relative = fit.relativeNoise {
          variance = absolute * absolute + relative * relative * current * current
        } else {
          let number = known[position]
          variance = isDeviation ? number * number : factor / number
        }
        guard variance > 0 else { continue }
        squares += error * error / variance
        count += 1
      }
    }
    return count == 0 ? nil : (squares / Double(count)).squareRoot()
  }

  /// What is known of the readings of an array that are not missing.
  private func known(_ item: CalibrationCase) -> [Double] {
    guard let matrix = knowledge[item.slug] else { return [] }
    return Self.places(item).map { matrix.elements[$0] }
  }

  private static func places(_ item: CalibrationCase) -> [Int] {
    item.columnCurrents.elements.indices.filter { !item.columnCurrents.elements[$0].isNaN }
  }
}
