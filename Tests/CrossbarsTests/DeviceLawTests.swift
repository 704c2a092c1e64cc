import Crossbars
import Foundation
import TestSupport
import Testing

@Suite struct DeviceLawTests {
  /// Voltages of both signs, none where two branches of a law meet.
  static func voltages(_ sample: SampleDevice) -> [Double] {
    (-37...37).map { (Double($0) + 0.123) / 37.2 * sample.largestVoltage }
  }

  @Test(arguments: SampleDevice.all)
  func `carries no current at zero volts`(sample: SampleDevice) {
    for conductance in sample.conductances {
      #expect(sample.device.current(at: 0, conductance: conductance) == 0)
      #expect(sample.device.current(at: 0.1, conductance: 0) == 0)
    }
  }

  @Test(arguments: SampleDevice.all)
  func `has a current that rises with the voltage and with the conductance`(sample: SampleDevice) {
    for voltage in Self.voltages(sample) {
      var last = -Double.infinity
      for conductance in sample.conductances {
        let slope = sample.device.slope(at: voltage, conductance: conductance)
        #expect(slope > 0 && slope.isFinite, "\(conductance) S at \(voltage) V: \(slope)")
        let current = sample.device.current(at: voltage, conductance: conductance)
        let size = voltage < 0 ? -current : current
        #expect(size > max(last, 0), "\(conductance) S at \(voltage) V: \(current)")
        last = size
      }
    }
  }

  @Test(arguments: SampleDevice.all)
  func `tells the same together as apart`(sample: SampleDevice) {
    // Another order of the same operations, and another hyperbolic sine.
    let tolerance = Tolerance(relative: 1e-14)
    let voltages = Self.voltages(sample)
    for conductance in sample.conductances + [0] where conductance > 0 || !Self.isSingular(sample) {
      for (index, voltage) in voltages.enumerated() {
        let current = sample.device.current(at: voltage, conductance: conductance)
        let slope = sample.device.slope(at: voltage, conductance: conductance)
        let response = sample.device.response(at: voltage, conductance: conductance)
        #expect(tolerance.admits(response.current, reference: current))
        #expect(tolerance.admits(response.slope, reference: slope))
        let count = 1 + index % 8
        var several = SIMD8<Double>(repeating: 0.1)
        for lane in 0..<count { several[lane] = voltages[(index + lane) % voltages.count] }
        let currents = sample.device.currents(at: several, count: count, conductance: conductance)
        #expect(tolerance.admits(currents[0], reference: current))
        // A current does not depend on its neighbors.
        let alone = sample.device.currents(
          at: SIMD8(repeating: several[count - 1]), count: 1, conductance: conductance)
        #expect(alone[0] == currents[count - 1])
      }
    }
  }

  /// Whether the law has no state of 0 S.
  private static func isSingular(_ sample: SampleDevice) -> Bool {
    !(sample.device.slope(at: 0.1, conductance: 0) == 0)
  }

  @Test(arguments: SampleDevice.all)
  func `has the slope of its current`(sample: SampleDevice) {
    for conductance in sample.conductances {
      for voltage in Self.voltages(sample) {
        let step = 1e-5 * sample.largestVoltage
        func current(_ steps: Double) -> Double {
          sample.device.current(at: voltage + steps * step, conductance: conductance)
        }
        // Fourth-order differences; what is left is rounding, 1e-16/1e-5, and the curvature of a
        // Schottky contact, whose scale is 1e-2 of the range.
        let difference =
          (8 * (current(1) - current(-1)) - (current(2) - current(-2))) / (12 * step)
        let tolerance = Tolerance(relative: 2e-7, absolute: 1e-9 * conductance)
        let slope = sample.device.slope(at: voltage, conductance: conductance)
        #expect(
          tolerance.admits(slope, reference: difference),
          "\(conductance) S at \(voltage) V: \(slope), not \(difference)")
      }
    }
  }

  @Test(arguments: SampleDevice.all.filter { $0.description != "jart-vcm" })
  func `has its conductance as slope at zero volts`(sample: SampleDevice) {
    for conductance in sample.conductances {
      // States are found by Newton's method to rounding.
      #expect(
        Tolerance(relative: 1e-13).admits(
          sample.device.slope(at: 0, conductance: conductance), reference: conductance))
    }
  }

  @Test func `reads a Stanford-PKU cell at its published resistances`() {
    let device = TunnelGapDevice(
      currentScale: 1e-3, gapScale: 0.25e-9, characteristicVoltage: 0.25, gaps: 0.2e-9...1.7e-9)
    for (gap, resistance) in [(0.2e-9, 542.0), (1.7e-9, 219e3)] {
      let conductance = device.conductance(ofGap: gap)
      #expect(
        Tolerance(relative: 1e-14).admits(device.gap(ofConductance: conductance), reference: gap))
      // The published values have three digits.
      #expect(
        Tolerance(relative: 0.01).admits(
          0.1 / device.current(at: 0.1, conductance: conductance), reference: resistance))
    }
  }

  @Test(arguments: [(20e26, 1.60e3), (0.008e26, 122e3)])
  func `reads a JART cell at its published resistances`(concentration: Double, resistance: Double)
    throws
  {
    let values = JARTParameters()
    let circuit = JARTCircuit(values, concentration: concentration, temperature: 293)
    let current = circuit.law(at: 0.1).current
    #expect(Tolerance(relative: 0.01).admits(0.1 / current, reference: resistance))
    // The cubic between the states finds a concentration to 1e-8.
    let device = try #require(JARTDevice(values, temperature: 293))
    #expect(
      Tolerance(relative: 1e-7).admits(
        device.concentration(ofConductance: current / 0.1), reference: concentration))
    #expect(
      Tolerance(relative: 1e-7).admits(
        device.current(at: 0.1, conductance: current / 0.1), reference: current))
  }

  @Test func `states the conductance of a JART cell at the reference voltage`() throws {
    let device = try #require(JARTDevice(JARTParameters(), temperature: 300))
    for conductance in [1e-5, 4e-5, 2e-4, 5e-4] {
      #expect(
        Tolerance(relative: 1e-7).admits(
          device.current(at: 0.1, conductance: conductance), reference: 0.1 * conductance))
    }
  }

  @Test func `has the published magnetoresistance and halves it at the half voltage`() {
    // P = 0.75: 2P²/(1 − P²) = 257 %.
    let magnetoresistance = 2 * 0.75 * 0.75 / (1 - 0.75 * 0.75)
    let device = TunnelJunctionDevice(
      parallelResistance: 6e3, magnetoresistance: magnetoresistance, halfVoltage: 0.5)
    func resistance(_ conductance: Double, _ voltage: Double) -> Double {
      voltage / device.current(at: voltage, conductance: conductance)
    }
    let antiparallel = 1 / (6e3 * (1 + magnetoresistance))
    #expect(Tolerance(relative: 2e-3).admits(1 / antiparallel, reference: 21.4e3))
    let atZero = resistance(antiparallel, 1e-6) / resistance(1 / 6e3, 1e-6) - 1
    #expect(Tolerance(relative: 1e-9).admits(atZero, reference: magnetoresistance))
    let atHalf = resistance(antiparallel, 0.5) / resistance(1 / 6e3, 0.5) - 1
    #expect(Tolerance(relative: 1e-12).admits(atHalf, reference: magnetoresistance / 2))
    // R(m) = Rp (1 + k)/(1 + k m).
    let k = magnetoresistance / (magnetoresistance + 2)
    for direction in [-1, -0.3, 0, 0.7, 1.0] {
      let expected = 6e3 * (1 + k) / (1 + k * direction)
      #expect(
        Tolerance(relative: 0, absolute: 1e-12).admits(
          device.direction(ofConductance: 1 / expected), reference: direction))
    }
  }

  @Test func `lets a metal-oxide cell conduct by its temperature`() throws {
    func device(_ temperature: Double) throws -> MetalOxideDevice {
      try #require(
        MetalOxideDevice(
          linear: [-2.58e-6, 0.977, 1.166e-7], cubic: [1.18, 6596, 1.605e-3],
          states: 3.16e-6...316e-6, referenceTemperature: 300.15, temperature: temperature))
    }
    // A1 grows by a2 per kelvin.
    let warm = try device(350.15).slope(at: 0, conductance: 1e-4)
    #expect(Tolerance(relative: 1e-12).admits(warm, reference: 1e-4 + 50 * 1.166e-7))
    // The fit as published, for the state 100 uS at 333 K and .3 V.
    let hot = try device(333)
    let linear = -2.58e-6 + 0.977 * 1e-4 + 1.166e-7 * 333
    let cubic = 1.18 * 1e-4 + 6596 * 1e-8 + 1.605e-3 * pow(333, -1.33)
    #expect(
      Tolerance(relative: 1e-12).admits(
        hot.current(at: 0.3, conductance: hot.conductance(ofState: 1e-4)),
        reference: linear * 0.3 + cubic * 0.027))
  }

  @Test func `refuses a polynomial that falls`() {
    #expect(throws: PolynomialDevice.NotIncreasing.self) {
      try PolynomialDevice(relativeCoefficients: [-2], largestVoltage: 0.3)
    }
  }
}

extension Device {
  /// The currents of one cell.
  fileprivate func currents(
    at voltages: SIMD8<Double>, count: Int, conductance: Double
  ) -> SIMD8<Double> {
    var values = voltages
    withUnsafeMutablePointer(to: &values) { values in
      withUnsafePointer(to: conductance) { conductance in
        replaceVoltages(
          UnsafeMutableBufferPointer(start: values, count: 1),
          conductances: UnsafeBufferPointer(start: conductance, count: 1), count: count)
      }
    }
    return values
  }
}
