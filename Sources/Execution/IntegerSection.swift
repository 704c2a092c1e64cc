/// A section of a layer: the rows of one row tile that are driven together, with all columns that they feed.
package struct IntegerSection {
  /// What one column's converter makes of the products that it sums.
  package struct Conversion: Sendable {
    /// The distance between two codes, in the unit of the matrix times one code of the inputs.
    package let step: Float
    /// The lowest and the highest code; integers below 2²².
    package let lowest: Float
    package let highest: Float
    /// What a code is worth in the layer's sums.
    package let worth: Float

    /// Describes a converter.
    package init(step: Float, lowest: Float, highest: Float, worth: Float) {
      self.step = step
      self.lowest = lowest
      self.highest = highest
      self.worth = worth
    }
  }

  /// Columns that are converted one by one: those of pairs, or of one polarity.
  package struct Columns {
    /// The matrix.
    let matrix: ColumnMatrix
    /// The converters of every stream, output after output.
    let conversions: [[Conversion]]

    /// Describes columns.
    ///
    /// - Parameters:
    ///   - matrix: The matrix, *rows × width*.
    ///   - width: The numbers of a row.
    ///   - conversions: The converters, *streams × outputs*.
    package init(matrix: [Float], width: Int, conversions: [[Conversion]]) {
      self.matrix = ColumnMatrix(matrix, width: width)
      self.conversions = conversions
    }
  }

  /// The rows of the layer's matrix.
  let rows: Range<Int>
  /// The columns: all of one sign, or first those that add and then those that subtract.
  let kinds: [Columns]

  /// Describes a section.
  ///
  /// - Parameters:
  ///   - rows: The rows of the layer's matrix.
  ///   - kinds: One or two sets of columns.
  package init(rows: Range<Int>, kinds: [Columns]) {
    self.rows = rows
    self.kinds = kinds
  }
}

/// The matrix of the columns of one section.
struct ColumnMatrix: Sendable {
  /// The numbers, *rows × width*.
  let numbers: [Float]
  /// The numbers of a row, of which the layer's outputs are the first.
  let width: Int

  init(_ numbers: [Float], width: Int) {
    (self.numbers, self.width) = (numbers, width)
  }

  private static let largestWeight = 32767.0

  /// The weights of a column as integers.
  ///
  /// - Parameters:
  ///   - output: The output.
  ///   - largestCode: The largest magnitude of a code: no sum of products with codes leaves 32 bits.
  /// - Returns: A weight for each row, and what the integer 1 stands for: 1 where they are integers already.
  func integers(ofOutput output: Int, largestCode: Int) -> (weights: [Int16], unit: Double) {
    let values = stride(from: output, to: numbers.count, by: width).map { Double(numbers[$0]) }
    let unit = Self.unit(of: values, largestCode: largestCode)
    return (values.map { Int16(($0 / unit).rounded(.toNearestOrEven)) }, unit)
  }

  private static func unit(of values: [Double], largestCode: Int) -> Double {
    let largest = values.reduce(0) { max($0, $1.magnitude) }
    let sum = values.reduce(0) { $0 + $1.magnitude }
    // Rounding may add half a unit a row.
    let room = 0x1p31 - 1 - Double(largestCode * values.count)
    let least = max(largest / largestWeight, sum * Double(largestCode) / room)
    guard largest > 0 else { return 1 }
    return least <= 1 && values.allSatisfy { $0 == $0.rounded() } ? 1 : least
  }
}
