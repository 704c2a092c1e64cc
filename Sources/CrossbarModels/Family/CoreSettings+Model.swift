public import Crossbars
public import Records

extension CoreSettings {
  /// The member as a model of plain reads: rows driven at their first columns, columns sensed at
  /// their last rows behind the parameters' sense resistance, without converters.
  ///
  /// - Parameters:
  ///   - parameters: Physical or calibrated parameters.
  ///   - statistics: How often a row has which voltage; the linear member needs none, and of the
  ///     two-point member they tell the range alone.
  ///   - rest: The driver voltage of a row at rest, in volts.
  /// - Returns: The model.
  public func model(
    parameters: ModelParameters, statistics: InputStatistics, rest: Double = 0
  ) -> any CrossbarModel {
    switch kind {
    case .linear: LinearModel(parameters: parameters)
    case .secant: SecantModel(parameters: parameters, statistics: statistics)
    case .twoPoint:
      TwoPointModel(
        parameters: parameters, statistics: statistics, rest: rest, products: products)
    case .chord:
      ChordModel(
        parameters: parameters, statistics: statistics, steps: steps ?? Self.defaultSteps)
    }
  }

  /// Whether the member takes any wires and ends, thresholds and amplifier offsets as they are.
  var takesAnyCircuit: Bool {
    kind == .twoPoint || kind == .chord
  }

  /// The member in a few words.
  public var name: String {
    if let products { return "\(kind.rawValue), \(products) + 1 products" }
    if kind == .chord {
      let steps = steps ?? Self.defaultSteps
      return "\(kind.rawValue), \(steps) step\(steps == 1 ? "" : "s")"
    }
    return kind.rawValue
  }
}
