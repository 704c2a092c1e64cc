internal import Crossbars

/// Vectors of codes that drive some rows in ways that differ much: dense, sparse, together, by halves, and as
/// activations do.
struct ProbeVectors {
  /// The number of vectors.
  static let count = 8

  /// The codes of one stream, *vectors × inputs*; other rows have 0.
  let codes: [Float]

  /// Draws vectors.
  ///
  /// - Parameters:
  ///   - rows: The rows that are driven.
  ///   - inputs: The length of a vector.
  ///   - range: The codes of a row.
  ///   - seed: The seed of what is drawn.
  init(rows: Range<Int>, inputs: Int, range: ClosedRange<Int>, seed: UInt64 = 0) {
    var generator = SeededGenerator(seed: seed, stream: UInt64(rows.count))
    var codes = [Float](repeating: 0, count: Self.count * inputs)
    let highest = range.upperBound
    for vector in 0..<Self.count {
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
        let isNegative = range.lowerBound < 0 && Bool.random(using: &generator)
        codes[vector * inputs + row] = Float(isNegative ? -size : size)
      }
    }
    self.codes = codes
  }
}
