internal import Configuration
internal import Crossbars
internal import Foundation
internal import LinearAlgebra

extension TechnologyRecord.Part {
  /// The names of all parts, in the order of the circuit.
  static let names = ["selector", "transistor", "dac", "tia", "adc", "stochastic"]

  /// The parts that a technology has.
  static func all(of technology: Technology) -> [Self] {
    var parts: [Self] = []
    switch technology.cell.topology {
    case .memory: break
    case .selector(let selector):
      parts.append(
        Self(
          name: "selector",
          parameters: [
            DeviceParameter("saturation_current_ampere", selector.saturationCurrent),
            DeviceParameter("characteristic_voltage_volt", selector.characteristicVoltage),
          ]))
    case .transistor(let transistor): parts.append(Self(transistor))
    }
    let periphery = technology.periphery
    if let dac = periphery.dac {
      parts.append(
        Self(
          name: "dac",
          parameters: [
            DeviceParameter("bits", Double(dac.bits)),
            DeviceParameter("unit_resistance_ohm", dac.unitResistance),
            DeviceParameter("switch_resistance_ohm", dac.switchResistance),
          ]))
    }
    if let amplifier = periphery.amplifier {
      parts.append(
        Self(
          name: "tia",
          parameters: [
            DeviceParameter("feedback_resistance_ohm", amplifier.feedbackResistance),
            DeviceParameter("open_loop_gain", amplifier.openLoopGain),
          ]
            // JSON has no infinity: an amplifier without saturation has no such value.
            + (amplifier.isLinear
              ? []
              : [DeviceParameter("saturation_voltage_volt", amplifier.saturationVoltage)])))
    }
    if let adc = periphery.adc {
      parts.append(
        Self(
          name: "adc", model: adc.architecture.rawValue,
          parameters: [
            DeviceParameter("bits", Double(adc.bits)),
            DeviceParameter("zero_voltage_volt", adc.zeroVoltage),
            DeviceParameter("full_scale_voltage_volt", adc.fullScaleVoltage),
            DeviceParameter("offset_lsb", adc.offset),
            DeviceParameter("gain_error", adc.gainError),
            DeviceParameter("mismatch_lsb", adc.mismatch),
          ]))
    }
    if let converter = periphery.stochastic {
      parts.append(
        Self(
          name: "stochastic",
          parameters: [
            DeviceParameter("sensitivity", converter.sensitivity),
            DeviceParameter("offset", converter.offset),
            DeviceParameter("zero_voltage_volt", converter.zeroVoltage),
            DeviceParameter("full_scale_voltage_volt", converter.fullScaleVoltage),
          ]))
    }
    return parts
  }

  private init(_ transistor: AccessTransistor) {
    var parameters = [
      DeviceParameter("width_meter", transistor.width),
      DeviceParameter("length_meter", transistor.length),
      DeviceParameter("gate_voltage_volt", transistor.gateVoltage),
    ]
    switch transistor.model {
    case .level1(let values):
      parameters += [
        DeviceParameter("threshold_voltage_volt", values.thresholdVoltage),
        DeviceParameter("transconductance_ampere_per_volt2", values.transconductance),
        DeviceParameter("channel_length_modulation_per_volt", values.channelLengthModulation),
        DeviceParameter("body_effect_sqrt_volt", values.bodyEffect),
        DeviceParameter("surface_potential_volt", values.surfacePotential),
        DeviceParameter("drain_resistance_ohm", values.drainResistance),
        DeviceParameter("source_resistance_ohm", values.sourceResistance),
        DeviceParameter("junction_saturation_current_ampere", values.junctionCurrent),
      ]
      self.init(name: "transistor", model: "level-1", parameters: parameters)
    case .bsim4(let card):
      self.init(
        name: "transistor", model: "bsim4", parameters: parameters, sha256: Self.digest(of: card))
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
