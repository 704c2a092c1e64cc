internal import Crossbars

extension AccessTransistor {
  /// The model that all transistors share; those of a level-1 transistor whose threshold deviates
  /// have one of their own.
  var sharedModel: [String] {
    switch model {
    case .level1(let parameters): [Self.card(parameters, named: "access")]
    case .bsim4(let card): card.text.split(whereSeparator: \.isNewline).map(String.init)
    }
  }

  /// The lines that describe one transistor.
  ///
  /// A threshold shift is exact in both models: level 1 gets a card with another VTO, because the
  /// simulator knows no shift of a single transistor there, and BSIM4 the instance parameter
  /// `delvto`. Either adds no equation; a source in the gate would add two.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - drain: The node of the drain.
  ///   - gate: The node of the gate.
  ///   - source: The node of the source.
  ///   - shift: The deviation of the threshold voltage, in volts.
  /// - Returns: The transistor, and its model if it has one of its own.
  func netlistElements(
    named name: String, drain: String, gate: String, source: String, thresholdShift shift: Double
  ) -> [String] {
    func instance(_ model: String) -> String {
      "m\(name) \(drain) \(gate) \(source) 0 \(model) w=\(width) l=\(length)"
    }
    switch model {
    case .level1(var parameters):
      guard shift != 0 else { return [instance("access")] }
      parameters.thresholdVoltage += shift
      return [Self.card(parameters, named: "access\(name)"), instance("access\(name)")]
    case .bsim4(let card):
      return [instance(card.name) + (shift == 0 ? "" : " delvto=\(shift)")]
    }
  }

  private static func card(_ parameters: Level1Parameters, named name: String) -> String {
    ".model \(name) nmos level=1 vto=\(parameters.thresholdVoltage) "
      + "kp=\(parameters.transconductance) lambda=\(parameters.channelLengthModulation) "
      + "gamma=\(parameters.bodyEffect) phi=\(parameters.surfacePotential) "
      + "rd=\(parameters.drainResistance) rs=\(parameters.sourceResistance) "
      + "is=\(parameters.junctionCurrent)"
  }
}
