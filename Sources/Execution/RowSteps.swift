internal import CKernels

/// Rows of every section in steps of neighbors among the codes, function after function.
struct RowSteps: Sendable {
  /// Where the steps of every section begin among all of them, and the end.
  private(set) var first: [Int32] = [0]
  /// Where the first number of every step lies, counted from the first of a patch in the first plane.
  private(set) var offsets: [Int32] = []
  /// The rows of every step, counted from the first of the section; −1 where a place has no row; *steps × width*.
  private var rows: [Int] = []
  /// The function of every step.
  private(set) var functions: [Int] = []
  private let width: Int

  /// Puts steps together.
  ///
  /// - Parameters:
  ///   - sections: The rows of every section.
  ///   - geometry: Where codes lie.
  ///   - width: The number of neighbors in a step.
  ///   - planes: For each function the number of the first element of its plane.
  init(_ sections: [Range<Int>], _ geometry: CodeGeometry, width: Int, planes: [Int]) {
    self.width = width
    for section in sections {
      let placed = section.map {
        (offset: geometry.offset(ofRow: $0), row: $0 - section.lowerBound)
      }
      .sorted { $0.offset < $1.offset }
      var starts: [Int] = []
      var groups: [Int] = []
      for (offset, row) in placed {
        if let start = starts.last, offset < start + width {
          groups[groups.count - width + offset - start] = row
        } else {
          starts.append(offset)
          groups += [row] + repeatElement(-1, count: width - 1)
        }
      }
      for (function, plane) in planes.enumerated() {
        offsets += starts.map { Int32(plane + $0) }
        rows += groups
        functions += starts.map { _ in function }
      }
      first.append(Int32(offsets.count))
    }
  }

  /// The steps of a section.
  func steps(ofSection section: Int) -> Range<Int> { Int(first[section])..<Int(first[section + 1]) }

  /// The rows of a step, counted from the first of its section; −1 where a place has no row.
  func rows(ofStep step: Int) -> ArraySlice<Int> { rows[step * width..<(step + 1) * width] }
}
