internal import CKernels

/// What the converters of a layer's columns make of the sums of one stream; a number for each column of each section
/// in every list.
struct ColumnCodes: Sendable {
  private var inverse: [Float]
  private var lowest: [Float]
  private var highest: [Float]
  private var worth: [Float]

  /// Converters that give nothing.
  ///
  /// - Parameter count: The number of columns of all sections.
  init(count: Int) {
    inverse = [Float](repeating: 0, count: count)
    (lowest, highest, worth) = (inverse, inverse, inverse)
  }

  /// Sets the converter of a column.
  ///
  /// - Parameters:
  ///   - place: The place of the column.
  ///   - conversion: The converter.
  ///   - unit: What the integer 1 of the column's weights stands for.
  mutating func set(_ place: Int, _ conversion: IntegerSection.Conversion, unit: Double) {
    inverse[place] = Float(unit / Double(conversion.step))
    lowest[place] = conversion.lowest
    highest[place] = conversion.highest
    worth[place] = conversion.worth
  }

  /// Sets what the sums of a column are multiplied by, and nothing else.
  ///
  /// - Parameters:
  ///   - place: The place of the column.
  ///   - slope: The factor for the unit of its matrix.
  ///   - unit: What the integer 1 of the column's weights stands for.
  mutating func set(_ place: Int, slope: Float, unit: Double) {
    inverse[place] = Float(unit * Double(slope))
  }

  /// Calls a body with the converters as the kernels take them.
  func withKernel(_ body: (assay_column_codes) -> Void) {
    inverse.withUnsafeBufferPointer { inverse in
      lowest.withUnsafeBufferPointer { lowest in
        highest.withUnsafeBufferPointer { highest in
          worth.withUnsafeBufferPointer { worth in
            body(
              assay_column_codes(
                inverse: inverse.baseAddress, lowest: lowest.baseAddress,
                highest: highest.baseAddress, worth: worth.baseAddress))
          }
        }
      }
    }
  }
}
