internal import LinearAlgebra

extension TransientSolution {
  /// A named set of numbers, as golden data keep it.
  public struct Quantity: Sendable, Equatable {
    /// The name, such as `settling_time`.
    public var name: String
    /// The unit, such as `s`.
    public var unit: String
    /// The length of every axis; the batch comes first.
    public var shape: [Int]
    /// The numbers, the last axis running fastest.
    public var values: [Double]
  }

  /// All quantities of the reads, in the order of `docs/transients.md`.
  public var quantities: [Quantity] {
    let batch = energies.count
    func energy(_ name: String, _ part: (ReadEnergy) -> Double) -> Quantity {
      Quantity(name: "energy_\(name)", unit: "J", shape: [batch], values: energies.map(part))
    }
    return [
      Quantity(
        name: "settling_time", unit: "s", shape: [batch, settlingTimes.columns],
        values: settlingTimes.elements),
      Quantity(
        name: "final_currents", unit: "A", shape: [batch, finalCurrents.columns],
        values: finalCurrents.elements),
      energy("sources", \.sources), energy("array", \.array), energy("drivers", \.drivers),
      energy("sense", \.sense), energy("stored", \.stored),
    ]
  }
}
