import Configuration
import Crossbars
import Technologies
import TestSupport
import Testing

/// Presets of AIHWKit, against the fits that are stored here.
struct AIHWKitPresetTests {
  private static func technology(_ preset: String) throws -> Technology {
    try Technology(
      ConfigurationDocument(
        text: AIHWKitPreset(preset, name: "x").translation.technology, source: "t.toml"))
  }

  @Test(arguments: [
    ("StandardHWATrainingPreset", "pcm-joshi-aihwkit"), ("PCMLikeNoiseModel", "pcm-joshi-aihwkit"),
    ("HermesNoiseModel", "pcm-hermes"), ("ReRamWan2022NoiseModel", "rram-wan-aihwkit"),
  ])
  func `noise models are the stored fits`(preset: String, stored: String) throws {
    let found = try Self.technology(preset)
    let wanted = try StoredTechnology.read(stored)
    #expect(found.variation == wanted.variation)
    let tolerance = Tolerance(relative: 1e-4)  // 48.309 kΩ has five digits.
    #expect(
      tolerance.admits(found.cell.onConductance, reference: wanted.cell.onConductance),
      "\(found.cell.onConductance) and \(wanted.cell.onConductance)")
  }

  @Test func `every preset makes a technology and says what is left`() throws {
    for preset in AIHWKitPreset.names {
      let translation = try AIHWKitPreset(preset, name: "x").translation
      _ = try Self.technology(preset)
      #expect(!translation.assumed.isEmpty, "\(preset)")
      #expect(
        preset == "FloatingPointPreset" || !translation.taken.isEmpty, "\(preset)")
    }
    #expect(AIHWKitPreset.names.contains("TTv2EcRamMOPreset"))
    #expect(AIHWKitPreset.names.contains("ReRamES4Preset"))
  }

  @Test func `the standard preset has its wires, bits and bounds`() throws {
    let translation = try AIHWKitPreset("StandardHWATrainingPreset", name: "x").translation
    let found = try Self.technology("StandardHWATrainingPreset")
    // 0.35 Ω beside 5 µS are 0.07 Ω beside 25 µS.
    #expect(
      Tolerance(relative: 1e-12).admits(
        found.resistances.columnSegment, reference: 0.07))
    #expect(found.resistances.rowSegment == 0)
    // Ten full inputs on full weights: 10 × 0.2 V × 25 µS.
    let mapping = try ConfigurationDocument(text: translation.mapping, source: "m.toml").root
    let range = try mapping.table("adc").number("range", in: 0...1)
    #expect(Tolerance(relative: 1e-12).admits(range, reference: 5e-5))
    #expect(translation.unmatched.contains { $0.key == "forward.out_noise" })
  }

  @Test func `an unknown preset is refused with those that are known`() throws {
    let error = try #require(throws: UsageError.self) {
      try AIHWKitPreset("MyPreset", name: "x")
    }
    #expect(error.description.contains("StandardHWATrainingPreset"))
  }
}
