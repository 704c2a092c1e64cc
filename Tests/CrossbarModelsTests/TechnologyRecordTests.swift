import CrossbarModels
import Crossbars
import Foundation
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

  @Test func `names the parameter that differs`() {
    func device(_ voltage: Double) -> TunnelJunctionDevice {
      TunnelJunctionDevice(parallelResistance: 6e3, magnetoresistance: 2, halfVoltage: voltage)
    }
    let record = TechnologyRecord(technology(device(0.5)))
    let difference = record.difference(from: technology(device(0.4)))
    #expect(difference == "half_voltage_volt is [0.5], not [0.4]")
  }
}
