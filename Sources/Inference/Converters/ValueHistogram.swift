/// How often values occur, for choosing the range of a converter.
///
/// Filling takes two passes over the values: the first finds the extent, the second counts.
package struct ValueHistogram: Sendable {
  private static let binCount = 4096

  /// The smallest value; infinite as long as there is none.
  package private(set) var lowest = Float.infinity
  /// The largest value; infinite as long as there is none.
  package private(set) var highest = -Float.infinity
  private var bins: [Bin] = []
  /// The weight of the zeros.
  private var zeroWeight = 0.0

  /// The values of one interval other than zero.
  private struct Bin {
    var weight = 0.0
    var sum = 0.0
  }

  /// Creates an empty histogram.
  package init() {}

  /// First pass: extends the extent.
  package mutating func extend(over values: UnsafeBufferPointer<Float>) {
    // Eight at a time; what is no number is passed over, as in a minimum.
    var (low, high) = (SIMD8(repeating: lowest), SIMD8(repeating: highest))
    let whole = values.count / 8 * 8
    let bytes = UnsafeRawBufferPointer(values)
    for place in stride(from: 0, to: whole, by: 8) {
      let some = bytes.loadUnaligned(fromByteOffset: 4 * place, as: SIMD8<Float>.self)
      low.replace(with: some, where: some .< low)
      high.replace(with: some, where: some .> high)
    }
    (lowest, highest) = (low.min(), high.max())
    for value in values[whole...] {
      lowest = min(lowest, value)
      highest = max(highest, value)
    }
  }

  /// First pass: extends the extent by that of another histogram.
  package mutating func extend(by other: ValueHistogram) {
    lowest = min(lowest, other.lowest)
    highest = max(highest, other.highest)
  }

  /// Whether all values that the first pass saw are numbers.
  package var isFinite: Bool { lowest > highest || (lowest.isFinite && highest.isFinite) }

  /// Second pass: counts values inside the extent.
  ///
  /// - Parameters:
  ///   - values: Finite values; those outside the extent count at its ends.
  ///   - weight: How much an error of one of the values counts.
  package mutating func count(_ values: UnsafeBufferPointer<Float>, weight: Double = 1) {
    count(values, weights: CollectionOfOne(weight))
  }

  /// Second pass: counts values inside the extent.
  ///
  /// - Parameters:
  ///   - values: Finite values; those outside the extent count at its ends.
  ///   - weights: How much an error of each value counts; the last stands for all that follow.
  mutating func count(
    _ values: UnsafeBufferPointer<Float>, weights: some RandomAccessCollection<Double>
  ) {
    if bins.isEmpty { bins = [Bin](repeating: Bin(), count: Self.binCount) }
    // In double precision: the width of an extent may be below what a single-precision quotient
    // can be taken by, or above all single-precision numbers.
    let low = Double(lowest)
    let scale = highest > lowest ? Double(Self.binCount) / (Double(highest) - low) : 0
    var following = weights.makeIterator()
    var weight = 1.0
    for value in values {
      weight = following.next() ?? weight
      guard value != 0 else {
        zeroWeight += weight
        continue
      }
      let place = (Double(value) - low) * scale
      let bin = Int(min(max(place, 0), Double(Self.binCount - 1)))
      bins[bin].weight += weight
      bins[bin].sum += weight * Double(value)
    }
  }

  /// The counted values in ascending order but for the zeros, which come last, each with its weight;
  /// values that are nearly alike are one.
  var values: [(value: Double, weight: Double)] {
    counted + (zeroWeight > 0 ? [(0, zeroWeight)] : [])
  }

  /// The counted values other than zero, in ascending order.
  private var counted: [(value: Double, weight: Double)] {
    bins.filter { $0.weight > 0 }.map { ($0.sum / $0.weight, $0.weight) }
  }

  /// The largest resolution of which a code more or less at one end moves the best range.
  private static let coarseBits = 4

  /// What a converter's range may look like; every range holds zero.
  package enum Shape: Sendable {
    /// From zero upwards.
    case fromZero
    /// As far below zero as above.
    case symmetric
    /// Any limits around zero.
    case free
  }

  /// The range with the least mean square error of a converter.
  ///
  /// Limits are searched on a grid of 1/64 of the extent: first by the error of clipping plus
  /// step²/12 for what is inside, then, among the best, by the error of a converter's own codes.
  /// Zero is in every range: a row without a drive must not add up to anything over the streams and
  /// arrays of a layer, however rare it is on sample images.
  ///
  /// - Parameters:
  ///   - bits: The resolution.
  ///   - shape: What the range may look like.
  /// - Returns: The range; a range of width 0 if all values are zero or there is none.
  package func bestRange(bits: Int, shape: Shape) -> ClosedRange<Float> {
    guard highest >= lowest else { return 0...0 }
    let low = Double(min(lowest, 0))
    let high = Double(max(highest, 0))
    let magnitude = max(-low, high)
    // Every range holds zero, whose code is exact: zeros bring no error.
    let values = counted
    guard !values.isEmpty else {
      return shape == .symmetric ? -Float(magnitude)...Float(magnitude) : Float(low)...Float(high)
    }
    let sums = CumulativeMoments(values)
    var candidates: [(error: Double, range: ClosedRange<Float>)] = []
    func consider(_ low: Double, _ high: Double) {
      guard Float(high) > Float(low) else { return }
      candidates.append(
        (sums.error(low: low, high: high, bits: bits), Float(low)...Float(high)))
    }
    let parts = (0...64).map { Double($0) / 64 }
    switch shape {
    case .fromZero:
      for part in parts { consider(0, high * part) }
    case .symmetric:
      for part in parts { consider(-magnitude * part, magnitude * part) }
    case .free:
      for below in low < 0 ? parts : [0] {
        for above in high > 0 ? parts : [0] { consider(low * below, high * above) }
      }
    }
    // Uniform noise is a poor guess where steps are as wide as the values' peak; with a few codes it
    // is none at all, and every candidate is judged by its own.
    candidates.sort { $0.error < $1.error }
    let isCoarse = bits <= Self.coarseBits
    let finalists = candidates.prefix(isCoarse ? candidates.count : 32).map { candidate in
      let converter =
        isCoarse && shape == .symmetric && bits > 1
        ? Converter(symmetric: candidate.range.upperBound, bits: bits)
        : Converter(covering: candidate.range, bits: bits)
      return (error: Self.error(of: converter, values), range: candidate.range)
    }
    return finalists.min { $0.error < $1.error }?.range ?? Float(low)...Float(high)
  }

  /// The squared error of a converter over the counted values; zeros have none.
  private static func error(
    of converter: Converter, _ values: [(value: Double, weight: Double)]
  ) -> Double {
    let (step, low, high) = (
      Double(converter.step), Double(converter.lowest), Double(converter.highest)
    )
    var error = 0.0
    for (value, weight) in values {
      // Adding 1.5 · 2⁵² rounds to an integer, to even ones between two, without a call of the C library; no value is
      // as many steps as that.
      let code = min(max((value / step + 0x1.8p52) - 0x1.8p52, low), high)
      error += weight * (code * step - value) * (code * step - value)
    }
    return error
  }
}
