internal import Crossbars
internal import GoldenData
internal import LinearAlgebra

/// What chance decided about a case: the numbers that a recipe and a stored suite must agree on.
struct ArrayRecord {
  private var parts: [(name: String, shape: [Int], values: [Double])] = []

  init(
    conductances: Matrix, targets: Matrix?, deviations: ArrayDeviations, inputs: Matrix
  ) {
    add("conductances", conductances)
    add("targets", targets)
    add("inputs", inputs)
    add("wire factors of rows", deviations.rowWireFactors)
    add("wire factors of columns", deviations.columnWireFactors)
    add("threshold shifts", deviations.thresholdShifts)
    add("sense offsets", deviations.senseOffsets)
    add("ladder deviations", deviations.ladderMismatch)
    add("converter deviations", deviations.converterMismatch)
    add("offsets of difference amplifiers", deviations.differenceOffsets)
    add("resistors of difference amplifiers", deviations.differenceMismatch)
    add("offsets of sense amplifiers", deviations.latchOffsets)
    add("offsets of stochastic converters", deviations.stochasticOffsets)
    add("sensitivities of stochastic converters", deviations.stochasticSensitivities)
  }

  init(_ item: GoldenCase) {
    self.init(
      conductances: item.conductances, targets: item.targets, deviations: item.deviations,
      inputs: item.inputs)
  }

  private mutating func add(_ name: String, _ matrix: Matrix?) {
    parts.append(
      (name, matrix.map { [$0.rows, $0.columns] } ?? [], matrix.map(\.elements) ?? []))
  }

  private mutating func add(_ name: String, _ values: [Double]?) {
    parts.append((name, values.map { [$0.count] } ?? [], values ?? []))
  }

  /// The names of the parts that differ.
  ///
  /// - Parameters:
  ///   - other: The record to compare with.
  ///   - tolerance: How far numbers may be apart, relative to those of the other record.
  /// - Returns: The names, none if the records agree.
  func differences(from other: ArrayRecord, tolerance: Double) -> [String] {
    zip(parts, other.parts).filter { mine, theirs in
      mine.shape != theirs.shape
        || !zip(mine.values, theirs.values).allSatisfy {
          ($0 - $1).magnitude <= tolerance * $1.magnitude
        }
    }.map(\.0.name)
  }
}
