internal import CKernels

extension TwoPointSection.Columns {
  /// The numbers of a column as the kernels take them.
  ///
  /// - Parameters:
  ///   - output: The column.
  ///   - stream: The stream.
  ///   - units: What the integer 1 stands for in the sums of the shares in words and in bytes, of the changes in
  ///     both, and of softenings or bends.
  ///   - isSigned: Whether inputs have both signs.
  /// - Returns: The numbers with their places, as `assay_number` has them.
  func numbers(
    ofOutput output: Int, stream: Int, units: [Double], isSigned: Bool
  ) -> [(place: Int, value: Float)] {
    let conversion = conversions[stream][output]
    let step = Double(conversion.step)
    let powers = TwoPointSection.powers(isSigned: isSigned)
    let own: [(assay_number, Double)] = [
      (assay_column_words, units[0] / step), (assay_column_bytes, units[1] / step),
      (assay_column_changes, units[2]), (assay_column_change_bytes, units[3]),
      // Softenings are currents, bends are not.
      (assay_column_last, units[4] / (isSigned ? step : 1)),
      (assay_column_lowest, Double(conversion.lowest)),
      (assay_column_highest, Double(conversion.highest)),
      (assay_column_worth, Double(conversion.worth)),
    ]
    return own.map { (Int($0.rawValue), Float($1)) }
      + changeFit.enumerated().map { number, values in
        // The share is in steps.
        (
          Int(assay_column_change_fit.rawValue) + number,
          Float(values[output] * (number == 0 ? step : 1))
        )
      }
      + terms.enumerated().map { term, values in
        // Bends are in the unit of currents still, and their term takes it along.
        let power = powers[term] + (term == TwoPointSection.bendTerm ? 1 : 0)
        return (
          Int(assay_column_terms.rawValue) + term,
          Float(TwoPointSection.scaled(values[output], by: step, power: power))
        )
      }
  }
}
