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
    /// The matrix, *rows × width*.
    let matrix: [Float]
    /// The numbers of a row of the matrix, of which the layer's outputs are the first.
    let width: Int
    /// The converters of every stream, output after output.
    let conversions: [[Conversion]]

    /// Describes columns.
    ///
    /// - Parameters:
    ///   - matrix: The matrix, *rows × width*.
    ///   - width: The numbers of a row.
    ///   - conversions: The converters, *streams × outputs*.
    package init(matrix: [Float], width: Int, conversions: [[Conversion]]) {
      self.matrix = matrix
      self.width = width
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
