import Crossbars
import Foundation
import LinearAlgebra
import Records
import TestSupport
import Testing

@Suite struct TechnologyRecordTests {
  private func technology(_ device: any Device) -> Technology {
    ReferenceProblem.technology(device: device)
  }

  @Test(arguments: SampleDevice.all)
  func `tells a device from all others and reads back`(sample: SampleDevice) throws {
    let record = TechnologyRecord(technology(sample.device))
    let copy = try JSONDecoder().decode(
      TechnologyRecord.self, from: JSONEncoder().encode(record))
    #expect(copy == record)
    for other in SampleDevice.all {
      let difference = record.difference(from: technology(other.device))
      #expect((difference == nil) == (other.description == sample.description), "\(other)")
    }
  }

  @Test(arguments: SampleDevice.all)
  func `knows bent cells as their law does`(sample: SampleDevice) {
    #expect(TechnologyRecord(technology(sample.device)).hasBentCells != sample.device.isOhmic)
    var other = technology(sample.device)
    other.cell.topology = Self.transistor()
    #expect(TechnologyRecord(other).hasBentCells)
  }

  @Test func `names the parameter that differs`() {
    func device(_ voltage: Double) -> TunnelJunctionDevice {
      TunnelJunctionDevice(parallelResistance: 6e3, magnetoresistance: 2, halfVoltage: voltage)
    }
    let record = TechnologyRecord(technology(device(0.5)))
    let difference = record.difference(from: technology(device(0.4)))
    #expect(difference == "half_voltage_volt is 0.5, not 0.4")
  }

  private static let level1 = Level1Parameters(thresholdVoltage: 0.4, transconductance: 3e-4)

  private static func transistor(
    gate: Double = 1.2, _ parameters: Level1Parameters = level1
  ) -> CellTopology {
    .transistor(
      AccessTransistor(model: .level1(parameters), width: 1e-6, length: 1e-7, gateVoltage: gate))
  }

  private static let amplifier = TransimpedanceAmplifier(
    feedbackResistance: 1e4, openLoopGain: 1e4)

  /// One change of a technology, with what the record says about it.
  struct Change: Sendable, CustomStringConvertible {
    let description: String
    let apply: @Sendable (inout Technology) -> Void

    init(_ description: String, _ apply: @escaping @Sendable (inout Technology) -> Void) {
      self.description = description
      self.apply = apply
    }
  }

  static let changes = [
    Change("topology is 1T1R, not 1R") { $0.cell.topology = .memory },
    Change("topology is 1T1R, not 1S1R") {
      $0.cell.topology = .selector(Selector(saturationCurrent: 1e-6, characteristicVoltage: 0.1))
    },
    Change("gate_voltage_volt is 1.2, not 1.3") { $0.cell.topology = transistor(gate: 1.3) },
    Change("body_effect_sqrt_volt is 0.0, not 0.5") {
      var parameters = level1
      parameters.bodyEffect = 0.5
      $0.cell.topology = transistor(parameters)
    },
    Change("transistor is level-1, not bsim4") {
      $0.cell.topology = .transistor(
        AccessTransistor(
          model: .bsim4(.init(file: "n.card", name: "n", text: ".model n nmos level=14")),
          width: 1e-6, length: 1e-7, gateVoltage: 1.2))
    },
    Change("unselected_rows is grounded, not half") { $0.read.mode.unselectedRows = .half },
    Change("drive is single, not double") { $0.read.mode.driveSide = .double },
    Change("sense is bottom, not both") { $0.read.mode.senseSide = .both },
    Change("temperature_celsius is 27.0, not 85.0") { $0.read.temperature = 85 },
    Change("tia is present, not absent") { $0.periphery.amplifier = nil },
    Change("dac is absent, not present") {
      $0.periphery.dac = LadderDAC(bits: 4, unitResistance: 1e4)
    },
    Change("feedback_resistance_ohm is 10000.0, not 20000.0") {
      $0.periphery.amplifier?.feedbackResistance = 2e4
    },
  ]

  @Test(arguments: changes)
  func `names the first part of the circuit that differs`(change: Change) {
    var technology = technology(OhmicDevice())
    technology.cell.topology = Self.transistor()
    technology.periphery.amplifier = Self.amplifier
    let record = TechnologyRecord(technology)
    #expect(record.difference(from: technology) == nil)
    change.apply(&technology)
    #expect(record.difference(from: technology) == change.description)
  }

  @Test func `tells model cards and characteristics apart`() throws {
    func technology(_ text: String, _ scale: Double) -> Technology {
      var technology = self.technology(OhmicDevice())
      let channel = TransistorCharacteristic(
        lowerRange: 0...1, acrossRange: 0...1,
        conductances: Matrix(rows: 4, columns: 4) { _, _ in scale })
      technology.cell.topology = .transistor(
        AccessTransistor(
          model: .bsim4(
            .init(file: "n.card", name: "n", text: text, characteristic: channel)),
          width: 1e-6, length: 1e-7, gateVoltage: 1.2))
      return technology
    }
    let record = TechnologyRecord(technology("a", 1))
    #expect(record.difference(from: technology("a", 1)) == nil)
    for other in [technology("b", 1), technology("a", 2)] {
      #expect(
        record.difference(from: other) == "transistor has another model card or characteristic")
    }
  }
}
