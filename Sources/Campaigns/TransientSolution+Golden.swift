internal import GoldenData
internal import SpiceSolving

extension TransientSolution {
  /// The name of the quantity that holds the evidence.
  static let evidenceName = "transient_evidence"

  /// The quantities of the reads as a suite keeps them, with their evidence among them.
  ///
  /// Each may move as far, when SPICE runs again, as it may when the time steps are halved.
  var goldenQuantities: [GoldenQuantity] {
    let bounds = TransientBounds.standard
    let stored = quantities.map { quantity in
      GoldenQuantity(
        name: quantity.name, unit: quantity.unit, shape: quantity.shape, values: quantity.values,
        tolerance: quantity.unit == "s" ? bounds.settlingChange : bounds.energyChange)
    }
    let values = [
      evidence.energyBalance, evidence.staticDifference, evidence.settlingChange,
      evidence.energyChange,
    ]
    // How small an error is, is no result: another version may double it.
    return stored + [
      GoldenQuantity(
        name: Self.evidenceName, unit: "1", shape: [values.count], values: values, tolerance: 1)
    ]
  }
}
