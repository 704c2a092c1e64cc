/// Values that a sweep looks up by its index, as lines of a behavioral source.
struct IndexTable {
  private let values: [Double]
  private let first: Int

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - values: One value per point of the sweep.
  ///   - first: The index of the first point.
  init(_ values: [Double], first: Int = 0) {
    self.values = values
    self.first = first
  }

  /// The expression of a source whose line has been begun, such as `bin0 in0 0 v=`.
  ///
  /// - Parameter start: The beginning of the line, up to the equals sign.
  /// - Returns: The line and its continuations.
  func lines(after start: String) -> [String] {
    let parts = values.map(BehavioralNumber.init)
    var lines = ["\(start)pwl(v(index),"] + points(parts.map(\.leading))
    if parts.contains(where: { $0.remainder != 0 }) {
      lines.append("+ +pwl(v(index),")
      lines += points(parts.map(\.remainder))
    }
    return lines
  }

  /// The points as continuation lines that close the table.
  private func points(_ values: [Double]) -> [String] {
    let points = values.enumerated().map { "\($0.offset + first),\($0.element)" }
    return stride(from: 0, to: points.count, by: 16).map { start in
      let isLast = start + 16 >= points.count
      let part = points[start..<min(start + 16, points.count)].joined(separator: ",")
      return "+ \(part)\(isLast ? ")" : ",")"
    }
  }
}
