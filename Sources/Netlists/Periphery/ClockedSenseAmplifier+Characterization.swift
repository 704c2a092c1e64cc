public import Crossbars
internal import Foundation

extension ClockedSenseAmplifier {
  /// The voltages from the threshold at which decisions are asked for: just outside of the metastable window, and up to
  /// the supply; inside of it, where it is wide enough for the arithmetic of the simulator.
  ///
  /// - Parameter offset: What is added to the threshold, in volts.
  /// - Returns: Voltages, in volts, in ascending order.
  public func characterizationVoltages(offset: Double = 0) -> [Double] {
    let threshold = thresholdVoltage + offset
    let window = metastableVoltage
    let margin = 1e-12 * max(threshold.magnitude, supplyVoltage)
    var distances = [window * 1.001 + margin, window * 2 + 2 * margin]
    while let last = distances.last, last < supplyVoltage { distances.append(3 * last) }
    if window > 1e3 * margin { distances = [0, window * 0.5, window * 0.999] + distances }
    return Set(distances.flatMap { [-$0, $0] }).sorted().map { threshold + $0 }
  }

  /// The decisions of the sense amplifier, swept over given voltages.
  ///
  /// Its vectors are the voltage and the decision.
  ///
  /// - Parameters:
  ///   - voltages: What it decides about, in volts.
  ///   - offset: What is added to the threshold, in volts.
  /// - Returns: The circuit.
  public func characterizationDeck(
    voltages: [Double], offset: Double = 0
  ) -> CharacterizationDeck {
    CharacterizationDeck(
      title: "clocked sense amplifier, decisions", first: 0, pointCount: voltages.count,
      vectors: ["v(in)", "v(decision)"],
      elements: IndexTable(voltages).lines(after: "bin in 0 v=")
        + netlistElements(named: "", input: "in", output: "decision", offset: offset))
  }

  /// How long the latches of the characterization regenerate, in seconds: the time of the decision, but no more than
  /// thirty times that of the growth by e.
  public var characterizationTime: Double { min(decisionTime, 30 * regenerationTime) }

  /// What the latches of the characterization begin with, in volts from the threshold: so little that one of them has
  /// just begun to be limited at the end, and more.
  public var characterizationDifferences: [Double] {
    let start = supplyVoltage * exp(-characterizationTime / regenerationTime)
    return [-0.3, 0.1, 1, -3, 30, 1e3, -1e5, 1e8].map { $0 * start }.filter {
      $0.magnitude < 0.5 * supplyVoltage
    }
  }

  /// When the clock of the characterization falls, in seconds.
  public var characterizationClock: Double { 2 * regenerationTime }

  /// Latches in time: they follow their inputs, and are clocked.
  ///
  /// Every latch is a capacitor that a switch connects to its input while the clock is 1, and that two cross-coupled
  /// stages charge with C/τ u (1 − u²/S²) while it is 0. Its vectors are the time and the voltages of the latches.
  ///
  /// - Returns: The circuit.
  public func latchDeck() -> CharacterizationDeck {
    let (capacitance, edge) = (1e-15, 1e-5 * regenerationTime)
    let clock = characterizationClock
    let stage = BehavioralNumber(capacitance / regenerationTime)
    let follow = BehavioralNumber(10 * capacitance / regenerationTime)
    let inverse = BehavioralNumber(1 / supplyVoltage)
    var elements = [
      "vclk clk 0 dc 1 pwl(0 1 \(clock - edge / 2) 1 \(clock + edge / 2) 0)"
    ]
    let differences = characterizationDifferences
    for (latch, difference) in differences.enumerated() {
      let held = "v(l\(latch))"
      let share = "\(held)*\(inverse)"
      elements += [
        "vd\(latch) d\(latch) 0 dc \(difference)",
        "bl\(latch) 0 l\(latch) i=v(clk)*\(follow)*(v(d\(latch))-\(held))"
          + "+(1-v(clk))*\(stage)*\(held)*(1-\(share)*\(share))",
        "cl\(latch) l\(latch) 0 \(capacitance)",
      ]
    }
    let end = clock + characterizationTime
    let step = regenerationTime / 400
    return CharacterizationDeck(
      title: "clocked sense amplifier, latches in time", first: 0,
      pointCount: Int(20 * end / step), vectors: ["time"] + differences.indices.map { "v(l\($0))" },
      elements: elements, transient: "tran \(step / 100) \(end) 0 \(step)")
  }
}
