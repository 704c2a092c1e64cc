internal import Configuration
package import Crossbars
internal import LinearAlgebra

/// The cells of an array with their law.
package struct ArrayCells: Sendable {
  /// The law of the whole cell.
  package let law: any CellLaw
  /// The conductance of every memory device, in siemens; *rows · columns*.
  package let conductances: [Double]
  private let shifts: [Double]?
  /// How many cells side by side each one stands for; nil for one.
  private let counts: [Double]?

  /// Collects the cells of an array.
  ///
  /// - Parameters:
  ///   - crossbar: The array.
  ///   - law: The law of its cells; nil takes the technology's own.
  /// - Throws: `UnavailableError` if there is no law because the simulator alone can evaluate the
  ///   cell.
  package init(_ crossbar: Crossbar, law: (any CellLaw)? = nil) throws {
    guard let law = law ?? crossbar.technology.cellLaw else {
      throw UnavailableError(
        "cells of \(crossbar.technology.name)",
        reason: "a BSIM4 transistor without a characteristic has no law outside the simulator")
    }
    if case .transistor(let transistor) = crossbar.technology.cell.topology,
      case .bsim4 = transistor.model,
      crossbar.deviations.thresholdShifts?.elements.contains(where: { $0 != 0 }) == true
    {
      throw UnavailableError(
        "cells of \(crossbar.technology.name)",
        reason: "the characteristic of a BSIM4 transistor holds at one threshold voltage: take a "
          + "level-1 transistor for deviating thresholds")
    }
    self.law = law
    conductances = crossbar.conductances.elements
    shifts = crossbar.deviations.thresholdShifts?.elements
    counts = nil
  }

  /// The cells of neighboring columns taken together, each with the mean of what its cells have.
  ///
  /// - Parameters:
  ///   - whole: The cells of an array.
  ///   - widths: How many columns are taken together, from the first on.
  package init(_ whole: ArrayCells, widths: [Int]) {
    let columns = widths.reduce(0, +)
    let rows = whole.conductances.count / max(columns, 1)
    func means(_ values: [Double]) -> [Double] {
      (0..<rows).flatMap { row in
        var first = row * columns
        return widths.map { width in
          defer { first += width }
          return width == 1
            ? values[first] : values[first..<first + width].reduce(0, +) / Double(width)
        }
      }
    }
    law = whole.law
    conductances = means(whole.conductances)
    shifts = whole.shifts.map(means)
    counts = (0..<rows).flatMap { _ in widths.map(Double.init) }
  }

  /// The currents of one cell between two voltages.
  package func current(_ cell: Int, word: Double, bit: Double) -> CellCurrent {
    let current = law.current(
      word: word, bit: bit, conductance: conductances[cell], thresholdShift: shifts?[cell] ?? 0)
    return counts.map { current.times($0[cell]) } ?? current
  }

  /// The voltage of the node between the two devices of a cell, in volts; nil where there is none.
  func innerVoltage(_ cell: Int, word: Double, bit: Double) -> Double? {
    law.innerVoltage(
      word: word, bit: bit, conductance: conductances[cell], thresholdShift: shifts?[cell] ?? 0)
  }

  /// The currents of one cell into its bit line at eight pairs of voltages.
  ///
  /// - Parameters:
  ///   - cell: The number of the cell.
  ///   - word: The word-line voltages, in volts.
  ///   - bit: The bit-line voltages, in volts.
  ///   - count: How many of the pairs, from the first, are wanted.
  /// - Returns: The currents, in amperes.
  package func currents(
    _ cell: Int, word: SIMD8<Double>, bit: SIMD8<Double>, count: Int
  ) -> SIMD8<Double> {
    var currents = SIMD8<Double>.zero
    withUnsafePointer(to: word) { word in
      withUnsafePointer(to: bit) { bit in
        self.currents(of: cell..<cell + 1, word: word, bit: bit, count: count, into: &currents)
      }
    }
    return currents
  }

  /// The currents of all cells into their bit lines, each at its own pair of voltages.
  ///
  /// - Parameters:
  ///   - word: The word-line voltages, in volts.
  ///   - bit: The bit-line voltages, in volts.
  /// - Returns: The currents, in amperes.
  package func currents(word: [Double], bit: [Double]) -> [Double] {
    let words = word.map { SIMD8(repeating: $0) }
    let bits = bit.map { SIMD8(repeating: $0) }
    let currents = [SIMD8<Double>](unsafeUninitializedCapacity: words.count) { currents, count in
      guard let first = currents.baseAddress else { return }
      first.initialize(repeating: .zero, count: words.count)
      self.currents(of: words.indices, word: words, bit: bits, count: 1, into: first)
      count = words.count
    }
    return currents.map { $0[0] }
  }

  /// The currents of neighboring cells into their bit lines at several times eight pairs of voltages.
  ///
  /// - Parameters:
  ///   - range: The numbers of the cells.
  ///   - word: The word-line voltages, in volts; *cells × groups*.
  ///   - bit: The bit-line voltages, in volts.
  ///   - groups: How many times eight pairs there are for every cell.
  ///   - count: How many of every eight pairs, from the first, are wanted.
  ///   - currents: What gets the currents, in amperes.
  package func currents(
    of range: Range<Int>, word: UnsafePointer<SIMD8<Double>>, bit: UnsafePointer<SIMD8<Double>>,
    groups: Int = 1, count: Int = 8, into currents: UnsafeMutablePointer<SIMD8<Double>>
  ) {
    let places = range.count * groups
    guard law.isTwoTerminal else {
      for place in 0..<places {
        for lane in 0..<count {
          currents[place][lane] =
            current(
              range.lowerBound + place / groups, word: word[place][lane], bit: bit[place][lane]
            ).current
        }
      }
      return
    }
    for place in 0..<places { currents[place] = word[place] - bit[place] }
    conductances.withUnsafeBufferPointer { conductances in
      law.replaceVoltages(
        UnsafeMutableBufferPointer(start: currents, count: places),
        conductances: UnsafeBufferPointer(rebasing: conductances[range]), count: count)
    }
    guard let counts else { return }
    for place in 0..<places { currents[place] *= counts[range.lowerBound + place / groups] }
  }

  /// The slope of every cell at zero volts, in siemens.
  var slopesAtZero: [Double] {
    conductances.indices.map { current($0, word: 0, bit: 0).wordSlope }
  }
}
