public import Crossbars
public import LinearAlgebra
public import Records

extension InputStatistics {
  /// The statistics of a load of which nothing but the technology is known.
  ///
  /// - Parameters:
  ///   - technology: The technology, for its read voltage.
  ///   - isSigned: Whether rows have negative voltages, too.
  /// - Returns: Any voltage up to the read voltage, all as likely.
  public static func fullScale(of technology: Technology, isSigned: Bool) -> InputStatistics {
    isSigned ? .signed(upTo: technology.read.voltage) : .uniform(upTo: technology.read.voltage)
  }

  /// How close two voltages may be, as a part of their range, to be levels of their own.
  private static let closestLevels = 1e-5

  /// The statistics of inputs that are there.
  ///
  /// Up to 256 different voltages are taken as they are; more of them, and some that lie too close to be told
  /// apart in single precision, are sorted into 32 voltages at equal distances.
  ///
  /// - Parameter inputs: Row voltages, in volts; at least one.
  /// - Returns: Their voltages and frequencies.
  public static func observed(_ inputs: Matrix) -> InputStatistics {
    var counts: [Double: Int] = [:]
    for value in inputs.elements {
      // Negative zero is no other voltage.
      counts[value == 0 ? 0 : value, default: 0] += 1
    }
    if counts.count == 1 { counts[counts[0] == nil ? 0 : 1] = 0 }
    let voltages = counts.keys.sorted()
    let low = voltages[0]
    let high = voltages[voltages.count - 1]
    let narrowest = zip(voltages.dropFirst(), voltages).map { $0 - $1 }.min() ?? 0
    guard voltages.count > 256 || narrowest < closestLevels * (high - low) else {
      return InputStatistics(
        voltages: voltages, probabilities: voltages.map { Double(counts[$0] ?? 0) },
        isDiscrete: true)
    }
    let last = 31
    var weights = [Double](repeating: 0, count: last + 1)
    for (voltage, count) in counts {
      let place = (voltage - low) / (high - low) * Double(last)
      weights[Int(place.rounded())] += Double(count)
    }
    return InputStatistics(
      // The last one exactly, so that no voltage lies beyond it.
      voltages: (0...last).map {
        $0 == last ? high : low + (high - low) * Double($0) / Double(last)
      }, probabilities: weights, isDiscrete: false)
  }

  /// Draws input vectors whose rows are independent.
  ///
  /// - Parameters:
  ///   - count: The number of vectors.
  ///   - rows: The number of rows.
  ///   - generator: The source of chance.
  /// - Returns: The voltages, in volts; *count × rows*.
  public func draw(_ count: Int, rows: Int, using generator: inout SeededGenerator) -> Matrix {
    var sums: [Double] = []
    for probability in probabilities { sums.append((sums.last ?? 0) + probability) }
    var inputs = Matrix(rows: count, columns: rows)
    for place in inputs.elements.indices {
      let chance = generator.uniform() * (sums.last ?? 1)
      let index = sums.firstIndex { chance < $0 } ?? sums.count - 1
      inputs.elements[place] = voltages[index]
    }
    return inputs
  }
}
