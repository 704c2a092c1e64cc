import Configuration
import Crossbars
import LinearAlgebra
import TestSupport
import Testing

/// Deviations that come from outside.
struct DeviationTests {
  /// An array of converters of every kind, whose deviations are all known.
  private static let array = ConverterArray(
    seed: 3, isSaturating: false, architecture: .successiveApproximation
  ).crossbar

  private static var nominal: Crossbar {
    Crossbar(technology: array.technology, conductances: array.conductances)
  }

  private static func parts(of crossbar: Crossbar) -> [DeviationPart: DeviationValues] {
    var parts: [DeviationPart: DeviationValues] = [:]
    for part in DeviationPart.allCases { parts[part] = crossbar.deviations[part] }
    return parts
  }

  private func refusal(
    _ part: DeviationPart, of crossbar: Crossbar = nominal, _ edit: (inout DeviationValues) -> Void
  ) throws -> InputError {
    let shape =
      part.shape(
        rows: crossbar.rows, columns: crossbar.columns, technology: crossbar.technology)
      ?? [crossbar.rows, crossbar.columns]
    var values = DeviationValues(
      shape: shape, elements: Array(repeating: 0.5, count: shape.reduce(1, *)))
    edit(&values)
    return try #require(throws: InputError.self) {
      try crossbar.deviating(by: [part: values]) { "\($0.rawValue).npy" }
    }
  }

  @Test func `what an array has is what it gets back`() throws {
    let again = try Self.nominal.deviating(by: Self.parts(of: Self.array)) { $0.rawValue }
    #expect(again.deviations == Self.array.deviations)
    #expect(
      again.deviations.parts == [.senseOffsets, .ladderMismatch, .converterMismatch])
    #expect(try Self.nominal.deviating(by: [:]) { $0.rawValue }.deviations == .none)
  }

  @Test(arguments: [
    DeviationPart.rowWireFactors, .columnWireFactors, .senseOffsets, .ladderMismatch,
    .converterMismatch,
  ])
  func `another shape is refused with both`(part: DeviationPart) throws {
    let error = try refusal(part) {
      $0 = DeviationValues(shape: [1, 2], elements: [1, 1])
    }
    #expect(error.source == "\(part.rawValue).npy" && error.location == "shape")
    #expect(error.found == "(1, 2)")
    let rows = Self.nominal.rows
    #expect(error.accepted?.contains("\(rows) × \(Self.nominal.columns) cells") == true)
  }

  @Test(
    arguments: [
      (DeviationPart.rowWireFactors, 0), (.rowWireFactors, -1), (.columnWireFactors, -0.1),
      (.columnWireFactors, 1e30), (.senseOffsets, 11), (.ladderMismatch, -1),
      (.ladderMismatch, -1.5), (.converterMismatch, -40),
    ] as [(DeviationPart, Double)])
  func `a value that makes no circuit is refused with its place`(
    part: DeviationPart, value: Double
  ) throws {
    let error = try refusal(part) { $0.elements[$0.elements.count - 1] = value }
    #expect(error.found == "\(value)")
    #expect(error.location?.hasPrefix("element") == true && error.accepted != nil)
  }

  @Test func `what the technology has nothing for is refused`() throws {
    var technology = Self.array.technology
    technology.periphery = .ideal
    let plain = Crossbar(technology: technology, conductances: Self.array.conductances)
    for (part, word) in [
      (DeviationPart.thresholdShifts, "1T1R"), (.ladderMismatch, "[dac]"),
      (.converterMismatch, "[adc]"),
    ] {
      let error = try refusal(part, of: plain) { _ in }
      #expect(error.accepted?.contains(word) == true, "\(error)")
    }
  }

  @Test func `a fabricated array says what was programmed into it`() throws {
    let varied = try technology(
      "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n"
        + "[faults]\nstuck_on_fraction = 0.2\n[read_noise]\nrelative_sigma = 0.05\n")
    let targets = Matrix(rows: 9, columns: 8, repeating: 5e-6)
    let chance = InstanceChance(seed: 2, array: [4])
    let found = varied.fabricate(targets: targets, chance: chance)
    // Without faults and noise the programmed cells are what a read finds.
    let quiet = try technology(
      "[programming]\ndistribution = \"log-normal\"\nrelative_sigma = 0.1\n")
    #expect(
      found.record.programmed
        == quiet.fabricate(targets: targets, chance: chance).crossbar.conductances)
    #expect(found.record.programmed != found.crossbar.conductances)
  }
}
