public import Crossbars

extension SinhDevice: NetlistDevice {
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let scale = conductance * characteristicVoltage
    return "bc\(name) \(wordLine) \(bitLine) "
      + "i=\(scale)*sinh(v(\(wordLine),\(bitLine))/\(characteristicVoltage))"
  }
}
