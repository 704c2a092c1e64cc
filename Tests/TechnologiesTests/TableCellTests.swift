import Configuration
import Crossbars
import Foundation
import Technologies
import TestSupport
import Testing

/// Raw loops on their way to a table cell.
struct TableCellTests {
  private static func states(
    _ text: String, _ change: (inout SweepSelection) -> Void = { _ in }
  ) throws -> MeasuredStates {
    var selection = SweepSelection()
    change(&selection)
    return try MeasuredStates(
      [SweepFile(Data(text.utf8), source: "loop.csv")], reading: SweepReading(),
      selection: selection)
  }

  @Test(arguments: ["0", "1e-300", "1e-6"])
  func `currents that do not depend on the voltage are refused`(current: String) {
    let rows = (0..<21).map { "\(0.025 * Double($0)),\(current)" }
    let error = #expect(throws: InputError.self) {
      try Self.states("voltage_volt,current_ampere\n" + rows.joined(separator: "\n"))
    }
    #expect(error?.found.contains("from line 2") == true, "\(error?.description ?? "")")
  }

  @Test(arguments: 0..<8)
  func `a loop of a bipolar device becomes two states`(seed: Int) throws {
    let measured = try Self.states(BipolarLoop.text(seed: UInt64(seed)))
    #expect(measured.states == ["1 forward", "1 backward"])
    #expect(measured.notes.contains { $0.contains("limited by the instrument") })
    #expect(measured.notes.contains { $0.contains("jumps") && $0.contains("line ") })
    #expect(measured.notes.contains { $0.contains("falls") && $0.contains("line ") })
    let table = try TableCell(measured)
    #expect(table.states.map(\.name) == ["1 forward", "1 backward"])
    let (low, high) = (table.voltages.min() ?? 0, table.voltages.max() ?? 0)
    // Between RESET of the one state and SET, or the compliance, of the other.
    #expect(low <= BipolarLoop.reset + 0.041 && low >= BipolarLoop.reset, "\(low) V")
    #expect(high >= 0.6 && high < BipolarLoop.set, "\(high) V")
    for (state, truth) in zip(
      table.states, [BipolarLoop.offConductance, BipolarLoop.onConductance])
    {
      // Slopes at 0 V of some noisy readings.
      #expect((state.conductance / truth - 1).magnitude < 0.06, "\(state)")
      let offset = try #require(state.offset)
      #expect(
        (offset - BipolarLoop.offset).magnitude < 4 * state.offsetError + 1e-9, "\(state)")
    }
    for (state, device, conductance) in [
      (0, BipolarLoop.off, BipolarLoop.offConductance),
      (1, BipolarLoop.on, BipolarLoop.onConductance),
    ] {
      for voltage in [-0.4, -0.2, 0.2, 0.4] {
        let truth = device.current(at: voltage, conductance: conductance)
        let value = table.device.current(
          at: voltage, conductance: table.device.conductances[state])
        #expect((value / truth - 1).magnitude < 0.02, "\(voltage) V: \(value) for \(truth)")
      }
    }
  }

  @Test func `cycles of one loop are one pair of states`() throws {
    let measured = try Self.states(BipolarLoop.text(seed: 3, cycles: 4))
    #expect(measured.states == ["1 forward", "1 backward"])
    let table = try TableCell(measured)
    #expect((table.states[1].conductance / BipolarLoop.onConductance - 1).magnitude < 0.04)
  }

  @Test func `one way alone is one state`() throws {
    let measured = try Self.states(BipolarLoop.text(seed: 4)) { $0.directions = .backward }
    #expect(measured.states == ["1 backward"])
    #expect(
      try (TableCell(measured).states[0].conductance / BipolarLoop.onConductance - 1).magnitude
        < 0.06)
  }

  @Test func `a read sweep there and back is one state`() throws {
    var forged = ForgedSweeps(seed: 21)
    let device = SinhDevice(characteristicVoltage: 0.3)
    let there = forged.trace("a") { device.current(at: $0, conductance: 1e-5) }
    let back = forged.trace("a") { device.current(at: $0, conductance: 1e-5) }
    let lines = (there.points + back.points.reversed()).map { "\($0.voltage),\($0.current)" }
    let measured = try Self.states("V (V),I (A)\n" + lines.joined(separator: "\n"))
    #expect(measured.states == ["1"])
    #expect(measured.traces[0].points.count == 41)
    #expect(measured.traces[0].points[3].count == 2)
  }

  @Test func `noise and offset are reported as they are`() throws {
    var forged = ForgedSweeps(seed: 22)
    forged.absoluteNoise = 1e-3
    forged.relativeNoise = 0
    forged.voltages = (-100...100).map { Double($0) * 0.005 }
    let device = SinhDevice(characteristicVoltage: 0.3)
    let largest = device.current(at: 0.5, conductance: 1e-5)
    let table = try TableCell(
      MeasuredStates(traces: forged.traces(of: device, [1e-5])))
    // 201 readings know their noise to a twentieth.
    #expect((table.noise.absolute / (1e-3 * largest) - 1).magnitude < 0.25, "\(table.noise)")
    let state = table.states[0]
    #expect(state.neighbors > 5, "noisy readings are smoothed")
    #expect(((state.offset ?? 0) - 3e-3 * largest).magnitude < 4 * state.offsetError)
    // Smoothing within the noise changes readings by it, no more.
    #expect((0.8...1.1).contains(state.smoothing), "\(state.smoothing)")
  }

  @Test func `readings without noise keep their values`() throws {
    var forged = ForgedSweeps(seed: 23)
    (forged.absoluteNoise, forged.relativeNoise, forged.offset) = (0, 0, 0)
    let device = SinhDevice(characteristicVoltage: 0.3)
    let table = try TableCell(MeasuredStates(traces: forged.traces(of: device, [1e-5])))
    #expect(table.voltages.count == 41)
    for (voltage, current) in zip(table.voltages, table.currents[0]) where voltage != 0 {
      let truth = device.current(at: voltage, conductance: 1e-5)
      #expect((current / truth - 1).magnitude < 1e-4, "\(voltage) V: \(current) for \(truth)")
    }
  }

  @Test func `a current that falls is refused with both lines and values`() throws {
    // A dip about 0.6 V, too smooth for noise.
    let currents = (0...50).map { step -> Double in
      let voltage = Double(step) * 0.02
      let distance = (voltage - 0.6) / 0.12
      return 1e-6 * voltage * (1 - 0.6 * exp(-distance * distance))
    }
    let lines = currents.enumerated().map { "\(Double($0.offset) * 0.02),\($0.element)" }
    let measured = try Self.states("V (V),I (A)\n" + lines.joined(separator: "\n")) {
      $0.keepsSwitching = true
    }
    let bottom = try #require((20...50).min { currents[$0] < currents[$1] })
    let top = try #require((0...bottom).max { currents[$0] < currents[$1] })
    #expect {
      try TableCell(measured)
    } throws: { error in
      let text = "\(error)"
      return text.contains("line \(bottom + 2),") && text.contains("in line \(top + 2)")
        && text.contains("\(currents[bottom]) A") && text.contains("\(currents[top]) A")
    }
  }

  @Test func `states that cross are refused with both lines and values`() throws {
    let lines = (0...10).map { step in
      let voltage = Double(step) / 10
      return "\(voltage),\(1e-6 * voltage),\(0.4e-6 * voltage + 2e-6 * voltage * voltage * voltage)"
    }
    let measured = try Self.states("V (V),a (A),b (A)\n" + lines.joined(separator: "\n"))
    #expect {
      try TableCell(measured)
    } throws: { error in
      "\(error)".contains("line ") && "\(error)".contains("state a")
        && "\(error)".contains("state b")
    }
  }

  @Test func `currents against their voltages are refused, and read on request`() throws {
    let lines = (-10...10).map { "\(Double($0) / 20),\(abs(Double($0)) * 1e-6)" }
    let text = "V (V),I (A)\n" + lines.joined(separator: "\n")
    #expect {
      try Self.states(text)
    } throws: { "\($0)".contains("--current-sign magnitude") && "\($0)".contains("line 2") }
    var reading = SweepReading()
    reading.sign = .magnitude
    let measured = try MeasuredStates(
      [SweepFile(Data(text.utf8), source: "raw.csv", reading: reading)], reading: reading,
      selection: SweepSelection())
    #expect(try (TableCell(measured).states[0].conductance / 2e-5 - 1).magnitude < 1e-3)
  }

  @Test func `sweeps at two temperatures are no table`() throws {
    var forged = ForgedSweeps(seed: 24)
    let traces = [27.0, 85].map { degrees in
      forged.trace("a", temperature: degrees) { 1e-5 * $0 * (1 + degrees / 100) }
    }
    #expect {
      try TableCell(MeasuredStates(traces: traces))
    } throws: { "\($0)".contains("27.0, 85.0 °C") }
  }

  @Test func `the table reads as a technology, with another's wires`() throws {
    let table = try TableCell(Self.states(BipolarLoop.text(seed: 5)))
    let range = table.device.conductanceRange
    let text = TechnologyText(
      name: "loop", source: "a \"test\"", comments: ["one\ntwo"],
      cellLines: [
        "device = \"table\"", "on_resistance_ohm = \(1 / range.upperBound)",
        "off_resistance_ohm = \(1 / range.lowerBound)", "sweep_file = \"loop.csv\"",
      ], temperature: 27, readVoltage: 0.2
    ).text
    let read = try Technology(
      ConfigurationDocument(text: text, source: "loop.toml"),
      resources: .recorded(["loop.csv": table.sweepFile(comments: ["a comment"])]))
    #expect(read.cell.device.parameters == table.device.parameters)
  }
}
