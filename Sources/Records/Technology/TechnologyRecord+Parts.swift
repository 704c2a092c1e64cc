internal import Configuration
internal import Crossbars
internal import Foundation
internal import LinearAlgebra

extension TechnologyRecord.Part {
  /// The names of all parts, in the order of the circuit.
  static let names = [
    "selector", "transistor", "dac", "tia", "difference", "adc", "stochastic", "sense_amplifier",
  ]

  /// The parts that a technology has.
  static func all(of technology: Technology) -> [Self] {
    let periphery = technology.periphery
    return [
      cell(technology.cell.topology), Self("dac", periphery.dac), Self("tia", periphery.amplifier),
      Self("difference", periphery.difference, model: periphery.difference?.pairs.rawValue),
      Self("adc", periphery.adc, model: periphery.adc?.architecture.rawValue),
      stochastic(periphery.stochastic), Self("sense_amplifier", periphery.senseAmplifier),
    ].compactMap(\.self)
  }

  /// The stochastic converter, with the sum of its curve if it has one.
  private static func stochastic(_ converter: StochasticConverter?) -> Self? {
    var part = Self("stochastic", converter)
    if let curve = converter?.curve {
      part?.sha256 = Checksum.of(curve.inputs + curve.probabilities)
    }
    return part
  }

  private init?(_ name: String, _ part: (some KeyedPart)?, model: String? = nil) {
    guard let part else { return nil }
    self.init(name: name, model: model, parameters: part.parameters)
  }

  /// What is around the memory device; nil if nothing is.
  private static func cell(_ topology: CellTopology) -> Self? {
    switch topology {
    case .memory: return nil
    case .selector(let selector): return Self("selector", selector)
    case .transistor(let transistor):
      var part = Self("transistor", transistor, model: transistor.modelName)
      if case .bsim4(let card) = transistor.model { part?.sha256 = digest(of: card) }
      return part
    }
  }

  /// What the simulator evaluates and what the project's own solvers evaluate, as one sum.
  private static func digest(of card: AccessTransistor.ModelCard) -> String {
    let channel = card.characteristic.map { characteristic in
      Checksum.of(
        [
          characteristic.lowerRange.lowerBound, characteristic.lowerRange.upperBound,
          characteristic.acrossRange.lowerBound, characteristic.acrossRange.upperBound,
          Double(characteristic.conductances.rows),
        ] + characteristic.conductances.elements)
    }
    return Checksum.of(Data("\(card.name)\n\(card.text)\n\(channel ?? "")".utf8))
  }
}
