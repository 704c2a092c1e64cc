public import GoldenData

extension CalibrationCase {
  /// Takes a stored case as a fit sees it.
  ///
  /// - Parameter item: A case of golden data.
  public init(_ item: GoldenCase) {
    self.init(
      slug: item.slug, conductances: item.conductances, inputs: item.inputs,
      columnCurrents: item.columnCurrents)
  }
}
