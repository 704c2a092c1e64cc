import CrossbarModels
import Crossbars
import Inference
import Networks
import Records
import Testing

/// What single precision and integers change of a network's outputs, against what converters change of them.
@Suite struct ArithmeticTests {
  private func logits(
    _ small: SmallNetwork, _ arithmetic: Arithmetic, kind: ModelKind, adcBits: Int = 8,
    ranges: ConverterRanges? = nil, change: (inout EvaluationOptions) -> Void
  ) throws -> (logits: [Double], ranges: ConverterRanges?) {
    var options = EvaluationOptions(
      solver: .fcm,
      technology: Technology(
        name: "bent",
        cell: Cell(
          device: SinhDevice(characteristicVoltage: 0.25), onResistance: 50e3,
          offResistance: 500e3),
        resistances: ArrayResistances(segments: 5, ends: 50), read: ReadConditions(voltage: 0.25)))
    options.mapping.tile.rows = 16
    options.mapping.tile.columns = 8
    options.mapping.outputs.bits = adcBits
    options.fast.kind = kind
    options.ranges = ranges
    options.arithmetic = arithmetic
    change(&options)
    let outcome = try small.evaluate(options)
    return (outcome.logits.elements.map(Double.init), outcome.ranges)
  }

  private func distance(_ one: [Double], _ other: [Double]) -> Double {
    zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// Encodings with one reference column, with a digital sum, and pairs that are read apart go other ways.
  @Test(arguments: [ModelKind.linear, .twoPoint], [0, 1, 2, 3])
  func `single precision is a hundredth of the converters, and integers less than half`(
    kind: ModelKind, way: Int
  ) throws {
    let small = try SmallNetwork(images: 150)
    func change(_ options: inout EvaluationOptions) {
      switch way {
      case 1: options.mapping.outputs.reads = .column
      case 2: options.mapping.weights.encoding = .offset
      case 3: options.mapping.inputs.bitsPerStream = 4
      default: break
      }
    }
    func found(
      _ arithmetic: Arithmetic, adcBits: Int = 8, ranges: ConverterRanges? = nil
    ) throws -> (logits: [Double], ranges: ConverterRanges?) {
      try logits(
        small, arithmetic, kind: kind, adcBits: adcBits, ranges: ranges, change: change)
    }
    let (integer, ranges) = try found(.automatic)
    let single = try found(.single, ranges: ranges).logits
    let double = try found(.double, ranges: ranges).logits
    let bare = try found(.double, adcBits: 0).logits
    let converters = distance(double, bare)
    #expect(converters > 0)
    #expect(
      distance(single, double) < 0.01 * converters, "\(distance(single, double) / converters)")
    #expect(
      distance(integer, double) < 0.5 * converters, "\(distance(integer, double) / converters)")
  }
}
