import Configuration
import Crossbars
import Foundation
import LinearAlgebra
import Testing
import TestSupport

@Suite struct MeasuredSweepTests {
  static let valid = """
    voltage_volt,off_ampere,on_ampere
    -0.2,-2e-6,-20e-6
    -0.1,-1e-6,-10e-6
    0,0,0
    0.1,1.1e-6,11e-6
    0.3,4e-6,40e-6
    """

  private func sweeps(_ text: String) throws -> MeasuredSweeps {
    try MeasuredSweeps(text: text, source: "x.csv")
  }

  @Test func `passes through every point`() throws {
    let device = try #require(TableDevice(try sweeps(Self.valid)))
    for (voltage, off, on) in [(-0.2, -2e-6, -20e-6), (0.1, 1.1e-6, 11e-6), (0.3, 4e-6, 40e-6)] {
      for (state, current) in zip(device.conductances, [off, on]) {
        #expect(
          Tolerance(relative: 1e-14).admits(
            device.current(at: voltage, conductance: state), reference: current))
      }
    }
  }

  @Test func `rises between points that almost stand still`() {
    let curve = MonotoneCubic(
      abscissas: [0, 1, 2, 3, 4], ordinates: [0, 1, 1.001, 1.002, 9])
    var last = -Double.infinity
    for step in -100...500 {
      let value = curve.value(at: Double(step) / 100)
      #expect(value.ordinate > last && value.slope > 0, "\(step): \(value)")
      last = value.ordinate
    }
  }

  @Test func `meets a sinh as its points come closer`() throws {
    // The slopes are of second order, so the curve is of third.
    let errors = try [10, 20, 40].map { count in
      let lines = (-count...count).map { step in
        let voltage = 0.4 * Double(step) / Double(count)
        return "\(voltage),\(1e-5 * 0.25 * sinh(voltage / 0.25))"
      }
      let text = "voltage_volt,i_ampere\n" + lines.joined(separator: "\n")
      let device = try #require(TableDevice(try sweeps(text)))
      return (0..<100).map { step in
        let voltage = -0.4 + 0.8 * (Double(step) + 0.5) / 100
        let wanted = 1e-5 * 0.25 * sinh(voltage / 0.25)
        return device.current(at: voltage, conductance: device.conductances[0]) - wanted
      }.largestMagnitude
    }
    #expect(errors[2] < errors[1] / 4 && errors[1] < errors[0] / 4, "\(errors)")
    #expect(errors[2] < 1e-3 * 1e-5 * 0.4, "\(errors)")
  }

  @Test(arguments: [
    ("voltage_volt", "voltage", 1), ("on_ampere", "on_microampere_", 1), ("-0.1,", "-0.2,", 3),
    ("1.1e-6", "0", 5), ("1.1e-6", "nan", 5), ("4e-6,40e-6", "4e-6", 6), ("40e-6", "40 uA", 6),
    ("0,0,0", "0,1e-6,0", 4), ("0,0,0", "0,,0", 4), ("-0.2,-2e-6", "-0.2,2e-6", 3),
  ])
  func `refuses a wrong line and names it`(old: String, new: String, line: Int) throws {
    let text = Self.valid.replacingOccurrences(of: old, with: new)
    let error = #expect(throws: InputError.self) { try sweeps(text) }
    #expect(error?.location == "line \(line)", "\(String(describing: error))")
  }

  @Test func `refuses sweeps that do not reach zero volts`() {
    #expect(throws: InputError.self) {
      try sweeps("voltage_volt,i_ampere\n0.1,1e-6\n0.2,2e-6")
    }
    #expect(throws: InputError.self) { try sweeps("voltage_volt,i_ampere\n") }
    #expect(throws: InputError.self) { try sweeps("") }
  }

  @Test func `takes a point at zero volts from sweeps on both sides of it`() throws {
    let sweeps = try sweeps("voltage_volt,i_ampere\n-0.1,-1e-6\n0.2,2e-6")
    #expect(sweeps.voltages == [-0.1, 0, 0.2])
    #expect(sweeps.currents == [[-1e-6, 0, 2e-6]])
  }

  @Test func `refuses sweeps that cross`() throws {
    #expect(
      TableDevice(
        try sweeps("voltage_volt,a_ampere,b_ampere\n0,0,0\n0.1,1e-6,2e-6\n0.2,5e-6,4e-6")) == nil)
  }
}
