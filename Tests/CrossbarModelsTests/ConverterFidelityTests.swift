import CrossbarModels
import Crossbars
import Foundation
import GoldenData
import LinearAlgebra
import Records
import Testing

/// The fast model with all its stages against SPICE with DAC, amplifier and ADC in the deck.
@Suite struct ConverterFidelityTests {
  static let suite: GoldenSuite? = try? GoldenFolder(
    contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("golden/fidelity")
  ).suite

  /// RxNN's figure is .28 % of full scale at worst, without converters.
  private static let accepted = 0.003

  @Test(
    .enabled(if: suite != nil, "golden/fidelity is missing"),
    arguments: [
      "converters-100k", "converters-sinh-100k", "converters-1t1r-50k", "converters-1s1r-100k",
    ])
  func `amplifier outputs and codes are within three thousandths of full scale`(
    key: String
  ) throws {
    let suite = try #require(Self.suite)
    let technology = try #require(try suite.technologiesByKey()[key])
    let adc = try #require(technology.periphery.adc)
    let span = (adc.fullScaleVoltage - adc.zeroVoltage).magnitude
    let settings = CoreSettings(key == "converters-100k" ? .linear : .twoPoint)
    for item in suite.cases where item.setting.technology == key {
      let programmed = try FastCrossbarModel(
        settings, statistics: .observed(item.inputs)
      ).program(item.crossbar(of: technology))
      let reading = try programmed.reading(of: item.inputs)
      let voltages = try #require(reading.amplifierVoltages)
      let stored = try #require(item.quantities.first { $0.name == "amplifier_voltages" })
      var worst = 0.0
      for (value, reference) in zip(voltages.elements, stored.values) {
        // Beyond the range of the ADC a code says nothing about the voltage.
        let range =
          min(
            adc.zeroVoltage, adc.fullScaleVoltage)...max(
            adc.zeroVoltage, adc.fullScaleVoltage)
        let clipped = [value, reference].map { min(max($0, range.lowerBound), range.upperBound) }
        worst.grow(toMagnitudeOf: (clipped[0] - clipped[1]) / span)
      }
      #expect(worst <= Self.accepted, "\(item.slug): \(worst)")
      let codes = try #require(reading.outputs?.codes)
      let storedCodes = try #require(item.quantities.first { $0.name == "adc_codes" })
      let steps = zip(codes.elements, storedCodes.values).map { $0 - $1 }.largestMagnitude
      // Rounding to the next code, beside the accepted error of the voltage.
      #expect(steps <= 1 + Self.accepted * Double(adc.largestCode), "\(item.slug): \(steps)")
    }
  }
}
