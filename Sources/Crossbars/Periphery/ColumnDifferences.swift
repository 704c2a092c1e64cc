public import LinearAlgebra

/// The amplifiers behind the pairs of an array's columns, with what deviates in each.
public struct ColumnDifferences: Sendable {
  /// The nominal amplifier.
  public let amplifier: DifferenceAmplifier
  /// The number of columns of the array.
  public let columns: Int
  private let deviations: [DifferenceAmplifier.Deviation]

  /// Programs the amplifiers of an array.
  ///
  /// - Parameters:
  ///   - amplifier: The nominal amplifier.
  ///   - crossbar: The array.
  init(_ amplifier: DifferenceAmplifier, of crossbar: Crossbar) {
    self.amplifier = amplifier
    columns = crossbar.columns
    deviations = crossbar.deviations.differenceDeviations
  }

  /// The number of pairs.
  public var count: Int { columns / 2 }

  /// How the amplifier of a pair deviates.
  ///
  /// - Parameter pair: The number of the pair.
  /// - Returns: The deviation.
  public func deviation(ofPair pair: Int) -> DifferenceAmplifier.Deviation {
    deviations.isEmpty ? .none : deviations[pair]
  }

  /// The outputs for known outputs of the column amplifiers.
  ///
  /// - Parameter voltages: The outputs of the column amplifiers, in volts; *batch × columns*.
  /// - Returns: The voltages, in volts, *batch × pairs*; nil where the columns are not all of the array, or form no
  ///   pairs.
  public func voltages(for voltages: Matrix) -> Matrix? {
    guard voltages.columns == columns, columns % 2 == 0 else { return nil }
    return Matrix(rows: voltages.rows, columns: count) { sample, pair in
      let place = amplifier.pairs.columns(ofPair: pair, of: columns)
      return amplifier.output(
        positive: voltages[sample, place.positive], negative: voltages[sample, place.negative],
        deviation: deviation(ofPair: pair))
    }
  }

  /// How much an error of the column amplifiers' outputs can move an output at most.
  package var reach: Double {
    (0..<count).map { amplifier.reach(deviation(ofPair: $0)) }.max() ?? 0
  }
}
