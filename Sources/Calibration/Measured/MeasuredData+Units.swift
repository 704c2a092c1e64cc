internal import Configuration
internal import Crossbars
internal import Foundation
internal import LinearAlgebra

extension MeasuredData {
  /// Currents that are off by more are in another unit.
  ///
  /// A technology that is right to a factor of five or so is a start; a slip of the unit is a factor of
  /// a thousand. This is halfway between 1 and 1000 on the scale of logarithms.
  private static let strangeFactor = 31.6
  /// No reading of an array lies as far beyond all that its technology explains.
  private static let impossibleReading = 1000.0

  /// Refuses currents in another unit or of the other sign, and readings that are none.
  ///
  /// - Parameter expected: The currents that the technology predicts for every case, in amperes;
  ///   *batch × columns* each.
  /// - Throws: `InputError` with the file.
  func refuseCurrentUnits(expected: [Matrix]) throws {
    var rest = expected[...]
    for item in measurements {
      let own = Array(rest.prefix(item.cases.count))
      rest = rest.dropFirst(item.cases.count)
      let largest = own.map(\.largestMagnitude).largestMagnitude
      guard largest > 0 else { continue }
      // Small currents may be nothing but the offset.
      var ratios: [Double] = []
      for (found, predicted) in zip(item.cases, own) {
        for (reading, current) in zip(found.columnCurrents.elements, predicted.elements)
        where !reading.isNaN && current.magnitude > 0.1 * largest {
          ratios.append(reading / current)
        }
      }
      ratios.sort()
      guard !ratios.isEmpty else { continue }
      let median = ratios[ratios.count / 2]
      guard median > 0 || ratios[(ratios.count - 1) / 2] > 0 else {
        throw InputError(
          source: item.files.currents,
          found: median == 0
            ? "currents that are mostly 0 A where the technology predicts some"
            : "currents of the other sign than the technology \(technology.name) predicts",
          accepted: "amperes, positive where the current leaves a column for its sense circuit")
      }
      guard (1 / Self.strangeFactor...Self.strangeFactor).contains(median) else {
        throw InputError(
          source: item.files.currents,
          found: String(format: "currents mostly %.3g times those that the technology ", median)
            + "\(technology.name) predicts",
          accepted: "amperes, for conductances in siemens and voltages in volts, and a technology "
            + "that is about right: within a factor of \(Int(Self.strangeFactor))")
      }
      for (array, (found, predicted)) in zip(item.cases, own).enumerated() {
        let columns = predicted.columns
        for (place, reading) in found.columnCurrents.elements.enumerated()
        where reading.magnitude > Self.impossibleReading * largest {
          throw InputError(
            source: item.files.currents,
            location: (item.cases.count > 1 ? "array \(array), " : "")
              + "vector \(place / columns), column \(place % columns)",
            found: "a current of \(reading) A, where the technology predicts at most \(largest) A",
            accepted: "a current in amperes, or NaN where an instrument was overloaded")
        }
      }
    }
  }
}
