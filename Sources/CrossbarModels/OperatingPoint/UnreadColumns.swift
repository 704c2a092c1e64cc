internal import NodalAnalysis

/// Which columns behind those that are read may be taken together.
///
/// w cells of conductance g on segments r, taken as one at their middle, draw the current of each at the
/// voltage of the middle: exact for a voltage that falls linearly, and off by a part of w² r g / 24 for how
/// it bends. That changes the voltage at the columns that are read by what all the unread cells draw
/// through driver and wires.
enum UnreadColumns {
  /// What the voltage of a cell that is read may change by, as a part of it.
  private static let error = 1e-6
  /// The widths that are tried.
  private static let candidates = [15, 11, 9, 7, 5, 3]

  /// Chooses how many columns are taken together.
  ///
  /// - Parameters:
  ///   - cells: The cells of an array.
  ///   - circuit: Its wires and ends.
  ///   - outputs: The number of columns, from the first, that are read.
  /// - Returns: The widths of all columns, from the first, odd numbers; nil if each stays by itself.
  static func widths(
    _ cells: ArrayCells, _ circuit: ArrayCircuit, behind outputs: Int
  ) -> [Int]? {
    let unread = circuit.columns - outputs
    guard unread > 2, !circuit.isDrivenTwice, !circuit.isSensedTwice, !circuit.hasOffsets else {
      return nil
    }
    var (single, all, segment) = (0.0, 0.0, 0.0)
    for row in 0..<circuit.rows {
      let own = cells.conductances[
        row * circuit.columns + outputs..<(row + 1) * circuit.columns]
      single = max(single, own.max() ?? 0)
      all = max(all, own.reduce(0, +))
      segment = max(segment, circuit.rowSegments[row])
    }
    let drop = all * (circuit.driver + segment * Double(circuit.columns))
    guard
      let width = candidates.first(where: { width in
        Double(width * width) * segment * single / 24 * drop <= error && width <= unread
      })
    else { return nil }
    var widths = [Int](repeating: 1, count: outputs)
    var left = unread
    while left > 0 {
      let next = min(width, left)
      widths.append(next % 2 == 1 ? next : next - 1)
      left -= widths[widths.count - 1]
    }
    return widths
  }
}
