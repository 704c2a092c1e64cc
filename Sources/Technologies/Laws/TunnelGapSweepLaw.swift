internal import Crossbars
internal import Foundation

/// I = I₀ exp(−g / g₀) sinh(V / V₀), whose states are gaps.
///
/// A gap enters through the conductance alone, so sweeps determine V₀. I₀ and g₀ are conventions until gaps are
/// known otherwise: the published ones stand, as far as they reach the conductances.
struct TunnelGapSweepLaw: ConductanceLaw {
  var name: String { "stanford-pku" }
  var remark: String? {
    "its currents are those of sinh; sweeps determine the voltage, not the scales of current and gap"
  }

  func device(_ values: [Double]) -> (any Device)? {
    values[0] > 0 ? SinhDevice(characteristicVoltage: values[0]) : nil
  }

  func starts(_ data: LawData) -> [LawStart] {
    let best = SinhSweepLaw.scan(data)
    let obstacle = "currents depend on gap and scale through the conductance alone"
    return [
      LawStart(
        parameters: [
          LawParameter(
            key: SinhDevice.voltageKey, start: best.voltage, scale: best.voltage,
            lowerBound: 1e-3 * data.largestVoltage),
          // Jiang et al., IEEE TED 63(5), 2016: I₀ 1 mA, g₀ 0.25 nm. A gap is not negative.
          LawParameter(
            key: "current_scale_ampere",
            start: max(1e-3, 1.2 * (best.conductances.max() ?? 0) * best.voltage), scale: 1e-3,
            obstacle: obstacle),
          LawParameter(
            key: "gap_scale_meter", start: 0.25e-9, scale: 0.25e-9, obstacle: obstacle),
        ], states: best.conductances)
    ]
  }

  func keys(_ values: [Double], states: [Double], data: LawData) -> [String] {
    // A given I₀ may lie below what the states need; then the technology is refused with its key.
    let gaps = states.map { -values[2] * log($0 * values[0] / values[1]) }.sorted()
    let margin = 0.05 * values[2]
    return [
      "\(SinhDevice.voltageKey) = \(values[0])", "current_scale_ampere = \(values[1])",
      "gap_scale_meter = \(values[2])",
      "gap_range_meter = [\(max(gaps[0] - margin, 0)), \(gaps[gaps.count - 1] + margin)]",
    ]
  }
}
