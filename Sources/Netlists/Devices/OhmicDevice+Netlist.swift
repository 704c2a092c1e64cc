public import Crossbars

extension OhmicDevice: NetlistDevice {
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    "rc\(name) \(wordLine) \(bitLine) \(1 / conductance)"
  }
}
