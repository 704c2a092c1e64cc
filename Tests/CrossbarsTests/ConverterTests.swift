import Crossbars
import Foundation
import LinearAlgebra
import Testing

@Suite struct ConverterTests {
  /// The node voltages of a ladder by its whole nodal matrix.
  private func nodalOutput(
    _ dac: LadderDAC, code: Int, readVoltage: Double, mismatch: [Double]
  ) -> Double {
    var matrix = Matrix(rows: dac.bits, columns: dac.bits)
    var sources = [Double](repeating: 0, count: dac.bits)
    let reference = readVoltage * pow(2, Double(dac.bits)) / (pow(2, Double(dac.bits)) - 1)
    func series(_ bit: Int) -> Double { dac.unitResistance * (1 + mismatch[dac.bits + bit]) }
    for bit in 0..<dac.bits {
      let leg = 2 * dac.unitResistance * (1 + mismatch[bit]) + dac.switchResistance
      matrix[bit, bit] += 1 / leg
      if code >> bit & 1 == 1 { sources[bit] += reference / leg }
      if bit > 0 {
        matrix[bit, bit] += 1 / series(bit - 1)
        matrix[bit - 1, bit - 1] += 1 / series(bit - 1)
        matrix[bit, bit - 1] -= 1 / series(bit - 1)
        matrix[bit - 1, bit] -= 1 / series(bit - 1)
      }
    }
    matrix[0, 0] +=
      1 / (2 * dac.unitResistance * (1 + mismatch[2 * dac.bits - 1]) + dac.switchResistance)
    // Gaussian elimination from the first node; the matrix is diagonally dominant.
    for pivot in 0..<dac.bits - 1 {
      let factor = matrix[pivot + 1, pivot] / matrix[pivot, pivot]
      matrix[pivot + 1, pivot + 1] -= factor * matrix[pivot, pivot + 1]
      sources[pivot + 1] -= factor * sources[pivot]
    }
    return sources[dac.bits - 1] / matrix[dac.bits - 1, dac.bits - 1]
  }

  @Test(arguments: 1...12) func `a ladder is the solution of its nodal equations`(bits: Int) {
    let dac = LadderDAC(bits: bits, unitResistance: 10e3, switchResistance: 200)
    var chance = SeededGenerator(seed: UInt64(bits))
    let mismatch = dac.drawMismatch(relativeSigma: 0.02, using: &chance)
    #expect(mismatch.count == dac.resistorCount)
    for code in stride(from: 0, through: dac.largestCode, by: max(1, dac.largestCode / 50)) {
      let voltage = dac.outputVoltage(code: code, readVoltage: 0.4, mismatch: mismatch)
      let reference = nodalOutput(dac, code: code, readVoltage: 0.4, mismatch: mismatch)
      // Two eliminations in doubles.
      #expect((voltage - reference).magnitude <= 1e-14)
      #expect(dac.outputVoltage(code: -code, readVoltage: 0.4, mismatch: mismatch) == -voltage)
    }
  }

  @Test(arguments: 1...16) func `an ideal ladder gives equal steps up to the read voltage`(
    bits: Int
  ) {
    let dac = LadderDAC(bits: bits, unitResistance: 3e3)
    for code in [0, 1, dac.largestCode / 3, dac.largestCode / 2, dac.largestCode] {
      let voltage = dac.outputVoltage(code: code, readVoltage: 0.25)
      #expect((voltage - 0.25 * Double(code) / Double(dac.largestCode)).magnitude <= 1e-16 * 4)
      #expect(dac.code(nearest: voltage, readVoltage: 0.25) == code)
    }
    // R on either side of the ladder's last node, whatever the number of bits.
    #expect((dac.reduced().outputResistance / 3e3 - 1).magnitude < 1e-14)
  }

  @Test func `a voltage takes the nearest code of its sign`() {
    let dac = LadderDAC(bits: 2, unitResistance: 1e4)
    let codes = [0, 0.04, 0.05, 0.11, -0.05, -0.3, 0.9].map {
      dac.code(nearest: $0, readVoltage: 0.3)
    }
    #expect(codes == [0, 0, 1, 1, -1, -3, 3])
  }

  @Test(arguments: [Double.infinity, 1, 0.05], [1.0, 30, 1e5])
  func `an amplifier meets its own curve and Kirchhoff's law`(saturation: Double, gain: Double) {
    let amplifier = TransimpedanceAmplifier(
      feedbackResistance: 20e3, openLoopGain: gain, saturationVoltage: saturation)
    for offset in [0, 2e-3, -0.01] {
      for current in [0, 1e-9, -3e-6, 2.4e-6, 5e-5, -5e-4] {
        let point = amplifier.operatingPoint(current: current, offset: offset)
        // The current through the feedback resistor is the whole current.
        let drop = point.input - point.output
        #expect((drop - current * 20e3).magnitude <= 1e-13 * (1 + drop.magnitude))
        // The output follows the input by the gain, which magnifies the rounding of the input.
        let output = amplifier.output(atInput: point.input, offset: offset)
        #expect((output - point.output).magnitude <= 1e-15 * (1 + gain))
        #expect(point.output.magnitude <= saturation)
        let back = amplifier.current(atInput: point.input, offset: offset)
        #expect((back.current - current).magnitude <= 1e-15 * (1 + gain) / 20e3)
        #expect(back.slope >= 1 / 20e3)
      }
    }
    #expect(amplifier.inputResistance == 20e3 / (1 + gain))
  }

  @Test func `an ideal converter rounds and clips`() {
    let adc = ADC(architecture: .flash, bits: 3, zeroVoltage: 0.1, fullScaleVoltage: -0.6)
    let converters = ProgrammedConverters(.adc(adc), mismatch: nil)
    // One step is −0.1 V.
    let codes = [0.9, 0.1, 0.06, 0.04, -0.24, -0.26, -0.56, -3].map {
      converters.value(of: $0, column: 0)
    }
    #expect(codes == [0, 0, 0, 1, 3, 4, 7, 7])
    let shifted = ADC(
      architecture: .flash, bits: 3, zeroVoltage: 0, fullScaleVoltage: 7, offset: 0.75,
      gainError: 0.1)
    // Positions 0.75, 1.85 and 7.35.
    let other = ProgrammedConverters(.adc(shifted), mismatch: nil)
    #expect([0.0, 1, 6].map { other.value(of: $0, column: 0) } == [1, 2, 7])
  }

  /// The converter as its circuit works: one comparison after the other.
  private func successiveCode(_ weights: [Double], position: Double) -> Int {
    var kept = 0.0
    var code = 0
    for bit in weights.indices.reversed() where position + 0.5 >= kept + weights[bit] {
      kept += weights[bit]
      code += 1 << bit
    }
    return code
  }

  @Test(arguments: 0..<20) func `thresholds of a SAR converter are those of its comparisons`(
    seed: Int
  ) {
    let adc = ADC(
      architecture: .successiveApproximation, bits: 2 + seed % 7, zeroVoltage: 0,
      fullScaleVoltage: 1, mismatch: seed < 10 ? 0.1 : 0.8)
    var chance = SeededGenerator(seed: UInt64(seed))
    let mismatch = adc.drawMismatch(using: &chance)
    let thresholds = adc.thresholds(mismatch: mismatch)
    #expect(zip(thresholds, thresholds.dropFirst()).allSatisfy { $0 <= $1 })
    let weights = adc.capacitorWeights(mismatch: mismatch)
    let converters = ProgrammedConverters(.adc(adc), mismatch: Matrix([mismatch]))
    for _ in 0..<500 {
      let position = (1.2 * chance.uniform() - 0.1) * Double(adc.largestCode)
      let code = converters.code(at: position, column: 0)
      let reference = successiveCode(weights, position: position)
      // Next to a threshold two sums of the same weights may round apart.
      let isNear = thresholds.contains { ($0 - position).magnitude < 1e-12 }
      #expect(code == reference || isNear)
    }
  }

  @Test func `draws of the stochastic converter have its mean and variance`() {
    let converter = StochasticConverter(
      sensitivity: 1.79907, offset: 0.00821, fullScaleVoltage: -0.5)
    // tanh(1.79907 (0.5 − 0.00821)) at half of full scale.
    #expect((converter.mean(at: -0.25) - 0.70879824299994).magnitude < 1e-13)
    #expect(
      converter.probability(at: -0.25) + converter.probability(at: 0.25 + 2 * -0.00821 * 0.5) == 1)
    var chance = SeededGenerator(seed: 5)
    let sums = (0..<2000).map { _ in Double(converter.sum(at: -0.25, count: 50, using: &chance)) }
    let mean = sums.reduce(0, +) / 2000
    let variance = sums.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 1999
    let expected = 50 * (1 - 0.70879824299994 * 0.70879824299994)
    // Five standard errors of a mean and of a variance of 2000 values.
    #expect((mean / 50 - 0.70879824299994).magnitude < 5 * (expected / 2000).squareRoot() / 50)
    #expect((variance / expected - 1).magnitude < 5 * (2.0 / 1999).squareRoot())
  }

  @Test func `drivers hold what their own ladders give`() {
    var technology = Technology(
      name: "t", cell: Cell(device: OhmicDevice(), onResistance: 1e5, offResistance: 1e6),
      resistances: ArrayResistances(segments: 1, ends: 1), read: ReadConditions(voltage: 0.3))
    let dac = LadderDAC(bits: 2, unitResistance: 1e4)
    technology.periphery.dac = dac
    technology.read.mode.unselectedRows = .half
    let deviation = (0..<4).map { 0.01 * Double($0 - 2) }
    let crossbar = Crossbar(
      technology: technology, conductances: Matrix(rows: 3, columns: 1, repeating: 1e-5),
      deviations: ArrayDeviations(
        ladderMismatch: Matrix([[0, 0, 0, 0], deviation, [0, 0, 0, 0]])))
    let input = [0.09, 0.3, 0]
    // Half of the read voltage lies between codes 1 and 2, and takes the larger one.
    #expect(crossbar.driverCodes(for: input) == [1, 3, 2])
    let voltages = crossbar.driverVoltages(for: input)
    #expect((voltages[0] - 0.1).magnitude < 1e-15 && (voltages[2] - 0.2).magnitude < 1e-15)
    #expect(voltages[1] == dac.outputVoltage(code: 3, readVoltage: 0.3, mismatch: deviation))
    #expect(voltages[1] != 0.3)
  }
}
