public import Crossbars
public import LinearAlgebra

/// A random array with converters of its own, all of which deviate.
public struct ConverterArray: Sendable, CustomStringConvertible {
  /// The seed that draws the array again.
  public let seed: UInt64
  /// The array.
  public let crossbar: Crossbar
  /// The row voltages, in volts; *batch × rows*.
  public let inputs: Matrix

  /// Draws an array of random shape and size with converters in front and behind.
  ///
  /// - Parameters:
  ///   - seed: The seed.
  ///   - size: The number of rows and of columns; nil draws up to 12.
  ///   - isSaturating: Whether some amplifiers saturate.
  ///   - architecture: The architecture of the ADCs; nil takes stochastic converters instead.
  public init(
    seed: UInt64, size: Int? = nil, isSaturating: Bool, architecture: ADC.Architecture?
  ) {
    self.seed = seed
    let array = RandomArray(seed: seed, isOhmic: seed % 2 == 0, batch: 6, largest: (12, 12))
    var chance = SeededGenerator(seed: seed, stream: 99)
    var technology = array.crossbar.technology
    if size != nil {
      technology.resistances.rowSegment = 2.5
      technology.resistances.columnSegment = 2.5
      technology.resistances.driver = 500
      technology.resistances.sense = 100
    }
    let rows = size ?? array.crossbar.rows
    let columns = size ?? array.crossbar.columns
    let conductances = Matrix(rows: rows, columns: columns) { _, _ in
      (0.1 + 0.9 * chance.uniform()) * technology.cell.onConductance
    }
    // About the output of a column whose rows are all at half of the read voltage.
    let scale = 0.5
    let feedback = scale / (0.25 * 0.5 * technology.cell.onConductance * Double(rows))
    technology.periphery = Periphery(
      dac: LadderDAC(bits: 5, unitResistance: 8e3, switchResistance: 30),
      amplifier: TransimpedanceAmplifier(
        feedbackResistance: feedback, openLoopGain: 500 + 1e4 * chance.uniform(),
        saturationVoltage: isSaturating ? 0.3 * scale : .infinity),
      converter: architecture.map {
        .adc(
          ADC(
            architecture: $0, bits: 6, zeroVoltage: 0.1, fullScaleVoltage: -0.9 * scale,
            offset: 0.4, gainError: -0.02, mismatch: 0.3))
      }
        ?? .stochastic(
          StochasticConverter(sensitivity: 4, offset: 0.00821, fullScaleVoltage: -scale)))
    let dac = technology.periphery.dac
    let adc = technology.periphery.adc
    crossbar = Crossbar(
      technology: technology, conductances: conductances,
      deviations: ArrayDeviations(
        senseOffsets: (0..<columns).map { _ in 2e-3 * chance.normal() },
        ladderMismatch: dac.map { dac in
          Matrix((0..<rows).map { _ in dac.drawMismatch(relativeSigma: 0.01, using: &chance) })
        },
        converterMismatch: adc.map { adc in
          Matrix((0..<columns).map { _ in adc.drawMismatch(using: &chance) })
        }))
    inputs = Matrix(rows: 6, columns: rows) { sample, _ in
      // Strong and weak vectors in turn, so that amplifiers enter saturation and leave it.
      let swing = sample % 2 == 0 ? 0.25 : 0.02
      return (sample == 4 ? -1 : 1) * swing * chance.uniform()
    }
  }

  /// The same draw with another array and other inputs.
  ///
  /// - Parameters:
  ///   - other: Where the seed comes from.
  ///   - crossbar: The array.
  ///   - inputs: The row voltages, in volts; *batch × rows*.
  public init(_ other: ConverterArray, crossbar: Crossbar, inputs: Matrix) {
    seed = other.seed
    self.crossbar = crossbar
    self.inputs = inputs
  }

  /// The seed, the shape and the device.
  public var description: String {
    "seed \(seed), \(crossbar.rows) × \(crossbar.columns), \(crossbar.technology.cell.device.name)"
  }
}
