internal import GoldenData
internal import LinearAlgebra
internal import SpiceSolving

extension CaseExamination {
  /// What is wrong with the stored transients of a case, as far as it shows without simulating.
  ///
  /// Energies must balance, final currents must have come to the static ones, and the recorded
  /// evidence must be acceptable. Settling times have no such law; simulating again finds them.
  ///
  /// - Parameters:
  ///   - item: The case as it is stored.
  ///   - settings: What the recipe asks for; nil for no transients.
  ///   - opinion: The static currents of the nodal solver, in amperes; *batch × columns*.
  /// - Returns: One line, or nil if nothing is wrong.
  func transientFinding(
    _ item: GoldenCase, _ settings: TransientSettings?, opinion: Matrix
  ) -> String? {
    func stored(_ name: String, _ shape: [Int]) -> [Double]? {
      item.quantities.first { $0.name == name && $0.shape == shape }?.values
    }
    let parts = ["sources", "array", "drivers", "sense", "stored"].map {
      stored("energy_\($0)", [item.batch])
    }
    let currents = stored("final_currents", [item.batch, item.columns])
    let times = stored("settling_time", [item.batch, item.columns])
    let evidence = stored(TransientSolution.evidenceName, [4])
    guard let settings else {
      return currents == nil && times == nil ? nil : "transients that the recipe does not ask for"
    }
    guard let currents, let times, let evidence, parts.allSatisfy({ $0 != nil }) else {
      return "the stored quantities are not those of a transient"
    }
    let bounds = TransientBounds.standard
    var recorded = TransientEvidence()
    (recorded.energyBalance, recorded.staticDifference) = (evidence[0], evidence[1])
    (recorded.settlingChange, recorded.energyChange) = (evidence[2], evidence[3])
    if let reason = bounds.objection(to: recorded) { return reason }
    for sample in 0..<item.batch {
      var energy = ReadEnergy()
      let values = parts.map { $0?[sample] ?? .nan }
      (energy.sources, energy.array, energy.drivers) = (values[0], values[1], values[2])
      (energy.sense, energy.stored) = (values[3], values[4])
      if !(energy.imbalance <= bounds.energyBalance) {
        return "the energies of input \(sample) miss their balance by \(energy.imbalance)"
      }
    }
    let scale = opinion.largestMagnitude
    for (place, (current, wanted)) in zip(currents, opinion.elements).enumerated() {
      let band = settings.tolerance * current.magnitude
      // Beside larger currents a small one settles within a part of their band, which only the
      // whole course of the read tells.
      guard (current - wanted).magnitude <= max(bounds.unsettledPart * band, 1e-7 * scale) else {
        return "the final current of input \(place / item.columns), column "
          + "\(place % item.columns) is \(current) A, the static one \(wanted) A"
      }
    }
    guard times.allSatisfy({ (0...settings.duration).contains($0) }) else {
      return "settling times outside the read"
    }
    return nil
  }
}
