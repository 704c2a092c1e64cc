internal import Configuration

extension Crossbar {
  /// The largest magnitude of offsets and threshold shifts that came from outside, in volts.
  private static let acceptedShift = 10.0
  /// The largest and the smallest of a ladder's resistors, over what they should have.
  private static let acceptedLadderFactors = 1e-6...1e6
  /// The largest shift of x₀ of a stochastic converter.
  private static let acceptedInputShift = 1e3
  /// The largest deviation of a threshold of a flash, in steps.
  private static let acceptedThresholdShift = 1e4

  /// The array with deviations that came from outside, measured or edited ones.
  ///
  /// - Parameters:
  ///   - parts: The deviations; what is not there does not deviate.
  ///   - source: The name of the file that holds a part, for messages.
  /// - Returns: The array.
  /// - Throws: `InputError` if a shape is not that of the array, if the technology has nothing that
  ///   deviates so, or if a value makes no circuit.
  public func deviating(
    by parts: [DeviationPart: DeviationValues], source: (DeviationPart) -> String
  ) throws -> Crossbar {
    var deviations = ArrayDeviations.none
    for part in DeviationPart.allCases {
      guard let values = parts[part] else { continue }
      let name = source(part)
      guard let shape = part.shape(rows: rows, columns: columns, technology: technology) else {
        throw InputError(
          source: name, found: "\(part.rawValue) for technology \(technology.name)",
          accepted: "no such file, or a technology with \(part.missing)")
      }
      guard values.shape == shape else {
        throw InputError(
          source: name, location: "shape", found: Self.text(values.shape),
          accepted: "\(Self.text(shape)) for an array of \(rows) × \(columns) cells")
      }
      for (index, value) in values.elements.enumerated() {
        guard let accepted = refusal(of: value, at: index, in: part) else { continue }
        let place =
          shape.count == 1
          ? "element \(index)" : "element (\(index / shape[1]), \(index % shape[1]))"
        throw InputError(source: name, location: place, found: "\(value)", accepted: accepted)
      }
      deviations[part] = values
    }
    return Crossbar(technology: technology, conductances: conductances, deviations: deviations)
  }

  /// What is accepted in the place of a value; nil for one that makes a circuit.
  private func refusal(of value: Double, at index: Int, in part: DeviationPart) -> String? {
    switch part {
    case .rowWireFactors: return Self.wireRefusal(value, technology.resistances.rowSegment)
    case .columnWireFactors: return Self.wireRefusal(value, technology.resistances.columnSegment)
    case .senseOffsets, .thresholdShifts, .differenceOffsets, .latchOffsets:
      return value.magnitude <= Self.acceptedShift
        ? nil : "a voltage of at most \(Self.acceptedShift) V"
    case .ladderMismatch, .differenceMismatch, .stochasticSensitivities:
      let range = Self.acceptedLadderFactors
      return range.contains(1 + value)
        ? nil : "a deviation above −1: 1 + δ from \(range.lowerBound) to \(range.upperBound)"
    case .stochasticOffsets:
      return value.magnitude <= Self.acceptedInputShift
        ? nil : "a part of full scale of at most \(Self.acceptedInputShift)"
    case .converterMismatch:
      guard let adc = technology.periphery.adc else { return nil }
      guard adc.architecture == .successiveApproximation else {
        return value.magnitude <= Self.acceptedThresholdShift
          ? nil : "a deviation of at most \(Self.acceptedThresholdShift) LSB"
      }
      // A capacitor of its bit's unit capacitors stays one.
      let nominal = Double(1 << max(index % adc.elementCount - 1, 0))
      return value > -0.99 * nominal && value <= 100 * nominal
        ? nil
        : "more than \(-0.99 * nominal) and at most \(100 * nominal) unit capacitors beside the "
          + "\(nominal) that this one has"
    }
  }

  private static func wireRefusal(_ factor: Double, _ segment: Double) -> String? {
    let resistance = factor * segment
    guard factor > 0, factor.isFinite, segment == 0 || acceptedResistances.contains(resistance)
    else {
      return segment == 0
        ? "a number above 0"
        : "a number above 0 that leaves a segment of \(segment) Ω between "
          + "\(acceptedResistances.lowerBound) and \(acceptedResistances.upperBound) Ω"
    }
    return nil
  }

  private static func text(_ shape: [Int]) -> String {
    "(" + shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? ",)" : ")")
  }
}
