internal import CKernels
internal import Foundation

/// Converters that compare a current some times, and count how often it passes.
///
/// A read is +1 with the probability (1 + tanh z) / 2, or that of a curve, for the z that the current is above a threshold.
package struct Counter: Sendable, Equatable {
  /// How much the threshold of every sample lies above the column's.
  package let shifts: [Float]
  /// The probability of +1; nil for (1 + tanh z) / 2.
  package let curve: Curve?
  /// Whether a read is +1 without chance where z is not below 0.
  package let isSharp: Bool
  /// e^{2 shift}, by which the kernels know shifts.
  private let steps: [Float]

  /// A probability that rises with z, straight between even places.
  package struct Curve: Sendable, Equatable {
    /// The first and the last place.
    package let places: ClosedRange<Float>
    /// The probabilities from place to place; two or more.
    package let probabilities: [Float]

    /// Describes a curve.
    package init(places: ClosedRange<Float>, probabilities: [Float]) {
      (self.places, self.probabilities) = (places, probabilities)
    }
  }

  /// The most samples of a conversion.
  package static let mostSamples = Int(assay_most_samples)

  /// Describes converters.
  ///
  /// - Parameters:
  ///   - samples: The number of samples, 1 to ``mostSamples``.
  ///   - spacing: How far the thresholds of neighboring samples are apart; 0 for one threshold.
  ///   - curve: The probability of +1; nil for (1 + tanh z) / 2.
  ///   - isSharp: Whether a read is +1 without chance where z is not below 0.
  package init(
    samples: Int, spacing: Double = 0, curve: Curve? = nil, isSharp: Bool = false
  ) {
    precondition((1...Self.mostSamples).contains(samples), "\(samples) samples")
    let middle = Double(samples - 1) / 2
    shifts = (0..<samples).map { Float(spacing * (Double($0) - middle)) }
    steps = shifts.map { Float(exp(2 * Double($0))) }
    (self.curve, self.isSharp) = (curve, isSharp)
  }

  /// The number of samples.
  package var samples: Int { shifts.count }

  /// Up to which z of either sign a conversion without a slope of its own follows.
  var reach: Float {
    guard !isSharp, samples > 1 else { return 1 }
    return Float(samples) * (shifts[1] - shifts[0]) / 2
  }

  /// Calls a body with the converters of some columns as the kernels take them.
  func withKernel(_ columns: CountColumns, _ body: (inout assay_counter) -> Void) {
    func kernel(_ curve: UnsafePointer<Float>?, _ body: (inout assay_counter) -> Void) {
      steps.withUnsafeBufferPointer { steps in
        shifts.withUnsafeBufferPointer { shifts in
          columns.withPointers { threshold, worth, base in
            let places = self.curve?.places ?? 0...1
            let count = self.curve?.probabilities.count ?? 0
            var counter = assay_counter(
              samples: Int32(samples), is_sharp: isSharp ? 1 : 0, steps: steps.baseAddress,
              curve: curve, curve_count: count,
              curve_first: places.lowerBound,
              curve_inverse: Float(count - 1) / (places.upperBound - places.lowerBound),
              shifts: shifts.baseAddress, threshold: threshold, worth: worth, base: base)
            body(&counter)
          }
        }
      }
    }
    guard let curve else { return kernel(nil, body) }
    curve.probabilities.withUnsafeBufferPointer { kernel($0.baseAddress, body) }
  }
}

/// What tells the converters of columns apart; a number for each column in every list.
struct CountColumns: Sendable {
  private(set) var threshold: [Float]
  private(set) var worth: [Float]
  private(set) var base: [Float]

  /// Columns that give nothing.
  init(count: Int) {
    threshold = [Float](repeating: 0, count: count)
    (worth, base) = (threshold, threshold)
  }

  /// Sets the converter of a column.
  mutating func set(_ place: Int, _ conversion: CountConversion) {
    (threshold[place], worth[place], base[place]) =
      (conversion.threshold, conversion.worth, conversion.base)
  }

  func withPointers(
    _ body: (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?) -> Void
  ) {
    threshold.withUnsafeBufferPointer { threshold in
      worth.withUnsafeBufferPointer { worth in
        base.withUnsafeBufferPointer { base in
          body(threshold.baseAddress, worth.baseAddress, base.baseAddress)
        }
      }
    }
  }
}

/// What a converter that counts makes of a column's current.
package struct CountConversion: Sendable, Equatable {
  /// z of the unit of the matrix times one code of the inputs.
  package let slope: Float
  /// What is taken from z.
  package let threshold: Float
  /// What a count of +1 is worth in the layer's sums, and what no count stands for.
  package let worth: Float
  package let base: Float
  /// By how much the decoded sum rises with the threshold while the count is the same.
  package let rise: Float

  /// Describes a converter.
  package init(slope: Float, threshold: Float, worth: Float, base: Float, rise: Float = 0) {
    (self.slope, self.threshold, self.worth, self.base) = (slope, threshold, worth, base)
    self.rise = rise
  }
}

/// Which draws those of some inputs are: chance follows from their numbers alone.
package struct Draws: Sendable {
  /// The vectors of an image.
  let positions: Int
  /// The key of the draws of an image among the inputs, from 0.
  private let key: @Sendable (_ image: Int) -> UInt64

  /// Describes draws.
  ///
  /// - Parameters:
  ///   - positions: The vectors of an image.
  ///   - key: The key of the draws of an image among the inputs, from 0.
  package init(positions: Int, key: @escaping @Sendable (_ image: Int) -> UInt64) {
    (self.positions, self.key) = (positions, key)
  }

  /// The draws of a read of an image, from one of its positions on.
  ///
  /// - Parameters:
  ///   - read: The number of the read among those that a vector takes.
  ///   - columns: The number of columns of every read.
  ///   - image: The image.
  ///   - position: The position.
  /// - Returns: The draws of all columns, from that position on.
  func kernel(read: Int, columns: Int, image: Int, position: Int) -> assay_draws {
    assay_draws(
      key: key(image), element: UInt64(read * columns * positions + position),
      column_step: UInt64(positions))
  }
}

/// Converts currents of columns that do not come from integers.
extension Counter {
  /// Adds what converters make of currents.
  ///
  /// - Parameters:
  ///   - values: z of every conversion before its threshold, *vectors × width*; the width is a multiple of 16.
  ///   - conversions: The converters of the columns; more columns give nothing.
  ///   - draws: The draws; nil for means.
  ///   - read: The number of the read among those that a vector takes.
  ///   - first: The number of the first vector among those of the draws' images.
  ///   - width: The numbers of a vector.
  ///   - sums: What is added to, *vectors × width*.
  package func add(
    _ values: [Float], by conversions: [CountConversion], draws: Draws?, read: Int, first: Int,
    width: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    var columns = CountColumns(count: width)
    for (place, conversion) in conversions.enumerated() { columns.set(place, conversion) }
    let count = values.count / width
    let positions = draws?.positions ?? count
    var start = 0
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      while start < count {
        let (image, position) = (first + start).quotientAndRemainder(dividingBy: positions)
        let run = min(count - start, positions - position)
        withKernel(columns) { counter in
          convert(
            &counter,
            draws?.kernel(
              read: read, columns: conversions.count, image: image, position: position), run,
            width, values + start * width, sums + start * width)
        }
        start += run
      }
    }
  }

  /// Adds counts, or their means without draws.
  func convert(
    _ counter: inout assay_counter, _ draws: assay_draws?, _ patches: Int, _ stride: Int,
    _ values: UnsafePointer<Float>, _ sums: UnsafeMutablePointer<Float>
  ) {
    guard var draws else {
      return assay_add_count_means(&counter, patches, stride, values, sums)
    }
    assay_add_counts(&counter, &draws, patches, stride, values, sums)
  }
}
