internal import LinearAlgebra
internal import Netlists

/// What is measured on one simulated read.
struct MeasuredRead {
  /// The settling time of every column, in seconds.
  let settlingTimes: [Double]
  /// The current of every column at the end, in amperes.
  let finalCurrents: [Double]
  /// How far a settled current of every column may be from its final value, in amperes.
  let bands: [Double]
  /// Where the energy went.
  let energy: ReadEnergy
  /// The number of time points.
  let pointCount: Int

  /// A current that is small beside the others settles within a band that is this part of the band
  /// of the largest: at its end stands a difference of large ones.
  private static let smallestBandPart = 1e-3

  /// Measures a read.
  ///
  /// - Parameters:
  ///   - record: The simulated vectors.
  ///   - deck: The deck.
  ///   - tolerance: How far a settled current may be from its final value, as a part of it.
  init(_ record: TransientRecord, of deck: TransientDeck, tolerance: Double) {
    let final = record.columnCurrents.map { $0[$0.count - 1] }
    let largest = (record.columnCurrents + record.sourceCurrents).joined().largestMagnitude
    let largestFinal = final.largestMagnitude
    // Where all columns end near 0 A, the currents on the way there give the scale.
    let scale = max(Self.smallestBandPart * largestFinal, 1e-6 * largest)
    let bands = final.map { tolerance * max($0.magnitude, scale) }
    let settling = SettlingTime(times: record.times, riseTime: deck.riseTime)
    settlingTimes = zip(record.columnCurrents, bands).map { settling.time(of: $0, band: $1) }
    finalCurrents = final
    self.bands = bands
    energy = ReadEnergy(record, of: deck)
    pointCount = record.times.count
  }

  /// The largest change of a settling time from another measurement of the same read.
  ///
  /// - Parameter other: The other measurement.
  /// - Returns: The change over the longer of the two.
  func settlingChange(from other: MeasuredRead) -> Double {
    zip(settlingTimes, other.settlingTimes).map { own, other in
      let scale = max(own, other)
      return scale == 0 ? 0 : (own - other).magnitude / scale
    }.largestMagnitude
  }
}
