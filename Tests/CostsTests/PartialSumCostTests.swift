import Configuration
import Costs
import Foundation
import Inference
import Networks
import Records
import TestSupport
import Testing

/// Converters of partial sums side by side.
struct PartialSumCostTests {
  private static func design(
    _ subject: Design.Subject, _ mapping: String, _ file: CostFile, device: String? = nil
  ) throws -> Design {
    try Design.all(
      of: subject, mapping: CostSubject.mapping(mapping), technology: nil, file: file,
      devices: [device].compactMap { $0 }, name: mapping)[0]
  }

  private static let array = Design.Subject.array(rows: 128, columns: 128)

  @Test(arguments: [
    (4, 0.7862, 361.0), (6, 1.1962, 626.9), (8, 1.6666, 1200.0), (10, 2.3789, 3002.1),
  ])
  func `ADCs have the published energy and area`(bits: Int, energy: Double, area: Double) throws {
    let adc = try #require(CostSubject.file("isaac-32nm").adc)
    #expect(agrees(try adc.energy.value(bits: bits) * 1e12, energy, to: 5e-5))
    #expect(agrees(try adc.area.value(bits: bits) * 1e12, area, to: 2e-4))
  }

  @Test(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
  func `ResNet-20 makes the published number of conversions`() throws {
    let file = try CostSubject.file("partial-sums-32nm")
    let network = try CostSubject.resnet20()
    let whole = try Self.design(.network(network), "adc-8", file).cost(file).total
    #expect(whole.conversions == 466_954)
    // 1.667 pJ of the reference is rounded.
    #expect(agrees((whole.energy[.converter] ?? 0) * 1e6, 0.778412, to: 3e-4))
    var mapping = try CostSubject.mapping("stochastic-4")
    mapping.digitalLayers = Set(
      [network.matrixLayers[0].name, network.matrixLayers.last?.name].compactMap { $0 })
    let inner = try Design.all(
      of: .network(network), mapping: mapping, technology: nil, file: file,
      devices: ["sot-mtj-projected"], name: "inner")[0].cost(file).total
    #expect(inner.conversions == 450_560)
    #expect(inner.comparisons == 4 * 450_560)
  }

  @Test func `one full array costs what its parts add up to`() throws {
    let file = try CostSubject.file("partial-sums-32nm")
    let base = try Self.design(Self.array, "adc-8", file).cost(file).total
    // By hand: a pair of 0.3 mW for 10 ns, 128 drivers, 128 columns that are held, converted and added.
    let shared = 2 * 0.3e-3 * 10e-9 + 128 * (3.90625e-6 * 10e-9 + 9.765625e-9 * 10e-9)
    let energy = shared + 128 * (8 * 1.94878e-13 + 256 * 4.2005e-16 + 2.08333e-14)
    #expect(agrees(base.totalEnergy, energy, to: 1e-6), "\(base.totalEnergy)")
    #expect(agrees(base.latency, 10e-9 + 128 / 1.2e9, to: 1e-6), "\(base.latency)")
    let one = try Self.design(Self.array, "stochastic-1", file, device: "sot-mtj-projected")
      .cost(file).total
    #expect(agrees(one.totalEnergy, shared + 128 * (30e-15 + 2.08333e-14), to: 1e-6))
    #expect(agrees(one.latency, 12.5e-9, to: 1e-9))
    // The reference's latencies against ADCs of 8 and 4 bits.
    #expect(agrees(base.latency / one.latency, 9.3, to: 6e-3))
    let coarse = try Self.design(Self.array, "adc-4", file).cost(file).total
    #expect(agrees(coarse.latency / one.latency, 5.1, to: 1e-2))
    let four = try Self.design(Self.array, "stochastic-4", file, device: "sot-mtj-projected")
      .cost(file).total
    // Three bits count four samples.
    #expect(agrees(four.energy[.counter] ?? 0, 128 * 4 * 2.6e-15, to: 1e-9))
    #expect(agrees(four.area[.counter] ?? 0, 128 * 3 * 3.808594e-13, to: 1e-9))
    #expect(one.energy[.counter] == 0 && one.area[.counter] == 0)
  }

  @Test func `an array that stays on costs as long as it is converted`() throws {
    let settling = try CostSubject.file("partial-sums-32nm")
    let on = try CostSubject.file(
      "partial-sums-32nm", ["read.array_on": .string("conversion")])
    func energy(_ file: CostFile) throws -> Double {
      try Self.design(Self.array, "stochastic-8", file, device: "sot-mtj-projected").cost(file)
        .total.energy[.array] ?? 0
    }
    // Eight samples of 2.5 ns behind 10 ns.
    #expect(agrees(try energy(on) / energy(settling), 3, to: 1e-9))
  }

  @Test func `an adder a converter is counted by converters`() throws {
    let shared = try CostSubject.file("partial-sums-32nm")
    let own = try CostSubject.file("partial-sums-32nm", ["shift_add.per": .string("converter")])
    func area(_ file: CostFile) throws -> Double {
      try Self.design(Self.array, "stochastic-1", file, device: "sot-mtj-projected").cost(file)
        .total.area[.shiftAdd] ?? 0
    }
    #expect(agrees(try area(own) / area(shared), 128, to: 1e-12))
  }

  @Test func `slices, streams and polarities multiply conversions`() throws {
    let file = try CostSubject.file("partial-sums-32nm")
    let plain = try Self.design(Self.array, "adc-8", file).cost(file).total
    let cut = try Self.design(Self.array, "streams-adc-8", file).cost(file).total
    #expect(cut.conversions == 16 * plain.conversions)
    #expect(cut.arrays == 2 * plain.arrays)
    // Two slices of two polarities are four times the columns of one ADC, which has 128 at most.
    #expect(cut.converters == 4 * plain.converters)
    let skipped = try Self.design(Self.array, "streams-adc-8", file).skipping(0.5).cost(file).total
    #expect(
      agrees(skipped.energy[.converter] ?? 0, 0.5 * (cut.energy[.converter] ?? 0), to: 1e-12))
    #expect(skipped.latency == cut.latency)
  }

  @Test func `streams of different lengths cost what theirs cost together`() throws {
    let file = try CostSubject.file("partial-sums-32nm")
    let streams = 4
    func cost(_ samples: [Int]?) throws -> Cost {
      var mapping = try CostSubject.mapping("stochastic-4")
      (mapping.inputs.bits, mapping.inputs.bitsPerStream) = (streams, 1)
      mapping.partialSums?.streamSamples = samples
      return try Design.all(
        of: Self.array, mapping: mapping, technology: nil, file: file,
        devices: ["sot-mtj-projected"], name: "m")[0].cost(file).total
    }
    let alike = try cost(nil)
    let shares = (0..<streams).map { $0 % 2 == 0 ? 2 : 6 }
    let mean = Double(shares.reduce(0, +)) / Double(streams)
    let shared = try cost(shares)
    #expect(Double(shared.comparisons) == mean / 4 * Double(alike.comparisons))
    #expect(
      agrees(
        shared.energy[.converter] ?? 0, mean / 4 * (alike.energy[.converter] ?? 0), to: 1e-12))
    let error = #expect(throws: InputError.self) {
      try cost([Int](repeating: 4, count: streams + 1))
    }
    #expect(error?.location?.contains("samples") == true)
  }

  @Test func `bits of equal error are those of the published table`() throws {
    for (levels, error) in [(2, 0.363380), (4, 0.118846), (8, 0.037440), (16, 0.011543)] {
      let found = UniformQuantizer(levels: levels).error
      #expect((found - error).magnitude < 6e-7, "\(levels) levels: \(found)")
    }
    for (samples, bits) in [(2, 1.09), (4, 1.27), (8, 1.51), (16, 1.79)] {
      let error = SampleStatistics(samples: samples).error(
        deviation: SampleStatistics.deviation(samples: samples, thresholds: .common))
      #expect((UniformQuantizer.bits(leaving: error) - bits).magnitude < 5.1e-3)
    }
    #expect(UniformQuantizer.wholeBits(leavingAtMost: 0.26748) == 2)
    #expect(UniformQuantizer.wholeBits(leavingAtMost: 0.363381) == 1)
    let file = try CostSubject.file("partial-sums-32nm")
    let design = try Self.design(Self.array, "stochastic-4", file, device: "sot-mtj-projected")
    let equal = try #require(design.equalErrorADC)
    #expect(equal.converter == "ADC, 2 bits")
    #expect(equal.notes(file).count == 1, "figures of two bits are extrapolated")
    #expect(try equal.cost(file).total.conversions == design.cost(file).total.conversions)
    #expect(equal.equalErrorADC == nil)
  }

  @Test func `every device that can compare is a design`() throws {
    let file = try CostSubject.file("partial-sums-32nm")
    func devices(_ mapping: String) throws -> [String] {
      try Design.all(
        of: Self.array, mapping: CostSubject.mapping(mapping), technology: nil, file: file,
        devices: [], name: mapping
      ).compactMap(\.device?.name)
    }
    #expect(try devices("stochastic-4") == ["sot-mtj-measured", "sot-mtj-projected"])
    #expect(try devices("sense-amplifier") == ["latch"])
    #expect(try devices("stepped-8").count == 3)
    #expect(try devices("adc-8").isEmpty)
  }

  @Test func `what no figure is for is refused by name`() throws {
    let file = try CostSubject.file("partial-sums-32nm")
    func refusal(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch { return "\(error)" }
    }
    let latch = refusal {
      _ = try Self.design(Self.array, "stochastic-4", file, device: "latch")
    }
    #expect(latch.contains("partial-sums-32nm.toml") && latch.contains("latch"), "\(latch)")
    let unknown = refusal {
      _ = try Self.design(Self.array, "stochastic-4", file, device: "diode")
    }
    #expect(unknown.contains("[device.diode]") && unknown.contains("sot-mtj-projected"))
    let puma = try CostSubject.file("puma-32nm")
    let none = refusal { _ = try Self.design(Self.array, "stochastic-4", puma) }
    #expect(none.contains("puma-32nm.toml") && none.contains("[device]"), "\(none)")
    let table = try CostSubject.file(
      "partial-sums-32nm",
      [
        "adc.energy_joule": .table([
          "bits": .array([.integer(4)]), "values": .array([.number(1e-12)]),
        ])
      ])
    let bits = refusal { _ = try Self.design(Self.array, "adc-8", table).cost(table) }
    #expect(bits.contains("adc.energy_joule") && bits.contains("8 bits"), "\(bits)")
    let unconverted = refusal {
      _ = try Design.all(
        of: Self.array, mapping: CostSubject.whole(64) { $0.outputs.bits = 0 }, technology: nil,
        file: file, devices: [], name: "none")[0].cost(file)
    }
    #expect(unconverted.contains("adc.bits"), "\(unconverted)")
  }
}
