internal import Crossbars

/// Vectors of codes that drive some rows in ways that differ much: dense, sparse, together, by halves, and as
/// activations do; or a few rows alone, as words and classes do.
struct ProbeVectors {
  /// What vectors have in common.
  enum Kind {
    case spread
    /// One, two, four and eight rows.
    case few
  }

  /// The number of vectors of a kind.
  static let each = 8

  /// The number of vectors.
  let count: Int
  /// The codes of one stream, *vectors × inputs*; other rows have 0.
  let codes: [Float]

  /// Draws vectors.
  ///
  /// - Parameters:
  ///   - kinds: The kinds, of each of which there are ``each``.
  ///   - rows: The rows that are driven.
  ///   - inputs: The length of a vector.
  ///   - range: The codes of a row.
  ///   - seed: The seed of what is drawn.
  init(
    _ kinds: [Kind], rows: Range<Int>, inputs: Int, range: ClosedRange<Int>, seed: UInt64 = 0
  ) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(rows.count))
    count = kinds.count * Self.each
    var codes = [Float](repeating: 0, count: count * inputs)
    func sign(_ size: Int) -> Float {
      let isNegative = range.lowerBound < 0 && Bool.random(using: &generator)
      return Float(isNegative ? -size : size)
    }
    let highest = range.upperBound
    for (part, kind) in kinds.enumerated() {
      for vector in 0..<Self.each {
        let start = (part * Self.each + vector) * inputs
        switch kind {
        case .spread:
          for row in rows {
            let random = Int.random(in: 0...highest, using: &generator)
            let isOn = Int.random(in: 0..<5, using: &generator) == 0
            let isSmall = Bool.random(using: &generator)
            let isFirstHalf = row - rows.lowerBound < rows.count / 2
            let size =
              switch vector {
              case 0: random
              case 1: isOn ? random : 0
              case 2: highest
              case 3: isOn ? highest : 0
              case 4: isFirstHalf ? random : 0
              // Most activations are small, and many are none.
              default: isSmall ? 0 : random * random / max(highest, 1) / 2
              }
            codes[start + row] = sign(size)
          }
        case .few:
          for _ in 0..<1 << (vector / 2) {
            let row = Int.random(in: rows, using: &generator)
            let random = Int.random(in: min(1, highest)...highest, using: &generator)
            codes[start + row] = sign(vector.isMultiple(of: 2) ? highest : random)
          }
        }
      }
    }
    self.codes = codes
  }
}
