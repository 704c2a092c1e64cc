import Configuration
import Costs
import Inference
import Networks
import Records
import TestSupport
import Testing

/// ResNet-20 under the figures of PUMA and ISAAC against numbers of another program, made with the formulas that these
/// simulators share.
@Suite(.enabled(if: ReferenceData.isPresent, "\(ReferenceData.absence)"))
struct PresetTests {
  /// The last digit of the reference.
  static let tolerance = 3e-5

  struct Row: Sendable {
    var size: Int
    var arrays: Int
    var utilization = 0.0
    var rowDrives = 0
    var conversions: Int
    var energy: Double
    var latency: Double
    var area: Double
    var product: Double
    var isaac = 0.0
  }

  @Test(arguments: [
    Row(
      size: 16, arrays: 2100, utilization: 0.9983, rowDrives: 2_534_464, conversions: 5_079_120,
      energy: 10.6103, latency: 0.9129, area: 2.74150, product: 26.555, isaac: 44.68),
    Row(
      size: 32, arrays: 562, utilization: 0.9326, rowDrives: 1_723_456, conversions: 2_646_056,
      energy: 5.7087, latency: 0.9129, area: 0.77653, product: 4.0469, isaac: 7.669),
    Row(
      size: 64, arrays: 196, utilization: 0.6685, rowDrives: 1_520_704, conversions: 1_490_964,
      energy: 3.6033, latency: 0.9129, area: 0.30117, product: 0.9907, isaac: 2.286),
    Row(
      size: 128, arrays: 118, utilization: 0.2776, rowDrives: 1_520_704, conversions: 933_908,
      energy: 3.2065, latency: 0.9129, area: 0.21897, product: 0.6410, isaac: 1.623),
  ])
  func `pairs in single cells cost what the reference says`(row: Row) throws {
    let found = try CostSubject.cost(
      CostSubject.whole(row.size), CostSubject.file("puma-32nm")
    ).total
    #expect(found.arrays == row.arrays)
    #expect(found.rowDrives == row.rowDrives)
    #expect(found.conversions == row.conversions)
    // Four digits are given.
    #expect((found.utilization - row.utilization).magnitude < 5.1e-5, "\(found.utilization)")
    #expect(agrees(found.totalEnergy * 1e6, row.energy, to: Self.tolerance), "\(found.totalEnergy)")
    #expect(agrees(found.latency * 1e3, row.latency, to: 6e-5), "\(found.latency)")
    #expect(agrees(found.totalArea * 1e6, row.area, to: Self.tolerance), "\(found.totalArea)")
    #expect(agrees(found.product, row.product, to: 8e-5), "\(found.product)")
    let isaac = try CostSubject.cost(
      CostSubject.whole(row.size), CostSubject.file("isaac-32nm")
    ).total
    #expect(agrees(isaac.product, row.isaac, to: 4e-4), "\(isaac.product)")
  }

  @Test(arguments: [
    Row(
      size: 16, arrays: 8400, conversions: 324_804_608, energy: 476.294, latency: 14.4440,
      area: 10.46146, product: 71971),
    Row(
      size: 32, arrays: 2248, conversions: 234_102_784, energy: 400.203, latency: 14.4440,
      area: 2.88667, product: 16686),
    Row(
      size: 64, arrays: 784, conversions: 243_802_112, energy: 482.629, latency: 14.4440,
      area: 1.06925, product: 7453.8),
    Row(
      size: 128, arrays: 472, conversions: 317_734_912, energy: 735.031, latency: 16.2495,
      area: 0.72342, product: 8640.5),
  ])
  func `slices and one-bit streams cost what the reference says`(row: Row) throws {
    let file = try CostSubject.file("puma-32nm", ["read.lines": .string("all")])
    let found = try CostSubject.cost(CostSubject.bitSerial(row.size), file).total
    #expect(found.arrays == row.arrays)
    #expect(found.conversions == row.conversions)
    #expect(agrees(found.totalEnergy * 1e6, row.energy, to: Self.tolerance), "\(found.totalEnergy)")
    #expect(agrees(found.latency * 1e3, row.latency, to: Self.tolerance), "\(found.latency)")
    #expect(agrees(found.totalArea * 1e6, row.area, to: Self.tolerance), "\(found.totalArea)")
    #expect(agrees(found.product, row.product, to: 6e-5), "\(found.product)")
  }

  @Test func `single layers cost what the reference says`() throws {
    let file = try CostSubject.file("puma-32nm")
    let layers = try CostSubject.cost(CostSubject.whole(64), file).layers
    let deep = try #require(layers.first { $0.name.contains("layer3.0.conv2") }).cost
    #expect(deep.arrays == 18)
    #expect(deep.reads == 1152)
    #expect(deep.rowDrives == 36864)
    #expect(deep.conversions == 73728)
    #expect(agrees(deep.totalEnergy * 1e6, 0.160511, to: 1e-5), "\(deep.totalEnergy)")
    #expect(agrees(deep.latency, 6.6e-6, to: 1e-9))
    let first = try #require(layers.first { $0.name.contains("conv1") }).cost
    #expect((first.utilization - 0.1055).magnitude < 5e-5)
    #expect(agrees(first.latency, 102.6e-6, to: 1e-9))
    #expect(agrees(first.totalArea * 1e6, 0.00307319, to: 1e-5), "\(first.totalArea)")
  }

  @Test func `tall arrays, differences and slices cost what the reference says`() throws {
    let file = try CostSubject.file("puma-32nm")
    let tall = try CostSubject.cost(
      CostSubject.whole(128) { $0.tile.columns = 16 }, file
    ).total
    #expect(tall.arrays == 320)
    #expect(tall.conversions == 933_908)
    #expect(agrees(tall.totalEnergy * 1e6, 2.36919, to: 1e-5), "\(tall.totalEnergy)")
    #expect(agrees(tall.totalArea * 1e6, 0.47622, to: 1.1e-5), "\(tall.totalArea)")
    let pairs = try CostSubject.cost(
      CostSubject.whole(64) { $0.outputs.reads = .difference }, file
    ).total
    #expect(pairs.conversions == 745_482)
    #expect(agrees(pairs.totalEnergy * 1e6, 2.22789, to: 1e-5), "\(pairs.totalEnergy)")
    #expect(agrees(pairs.totalArea * 1e6, 0.183572, to: 1e-5), "\(pairs.totalArea)")
    let sliced = try CostSubject.cost(
      CostSubject.whole(64) {
        $0.weights.bitsPerCell = 2
        $0.inputs.bitsPerStream = 1
      }, file
    ).total
    #expect(sliced.arrays == 784)
    #expect(sliced.conversions == 47_579_776)
    #expect(agrees(sliced.totalEnergy * 1e6, 104.147, to: 1e-5), "\(sliced.totalEnergy)")
    #expect(agrees(sliced.latency * 1e3, 7.1728, to: 1e-5), "\(sliced.latency)")
  }

  @Test(arguments: [(16, 0.5431), (32, 0.2713), (64, 0.1560), (128, 0.1338)])
  func `an ADC for 128 columns of a layer takes the reference's area`(
    size: Int, area: Double
  ) throws {
    let file = try CostSubject.file(
      "puma-32nm", ["adc.shared_in": .string("layer"), "adc.columns": .integer(128)])
    let found = try CostSubject.cost(CostSubject.whole(size), file).total
    #expect(agrees(found.totalArea * 1e6, area, to: 4e-4), "\(found.totalArea)")
  }

  @Test func `inputs behind rectifiers are known to have no sign`() throws {
    let network = try CostSubject.resnet20()
    #expect(network.inputSigns() == [true] + network.matrixLayers.dropFirst().map { _ in false })
    // A sign takes one of sixteen streams of the first layer.
    #expect(network.inputSigns(ofImages: false).allSatisfy { !$0 })
    var bits = Mapping()
    bits.images = Mapping.Images()
    bits.images?.length = 3
    let streams = try LayerPlan.layers(of: network, mapping: bits, technology: nil)
    let alike = try LayerPlan.layers(of: network, mapping: Mapping(), technology: nil)
    #expect(streams.map(\.positions) == alike.map { 3 * $0.positions })
    #expect(streams[0].driverBits == streams[1].driverBits)
    let plans = try LayerPlan.layers(
      of: network, mapping: CostSubject.bitSerial(64), technology: nil)
    #expect(plans.map(\.streams) == [15] + plans.dropFirst().map { _ in 16 })
  }
}
