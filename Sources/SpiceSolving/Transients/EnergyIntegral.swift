/// The integral of voltage times current over the time points of a simulation.
///
/// The simulator integrates by the trapezoidal rule, which charges a capacitance over a step by
/// the mean of the currents at its ends. With the *product of the means* as the energy of a step,
/// Tellegen's theorem holds for the means, because they obey both of Kirchhoff's laws; and a
/// capacitance takes exactly C (v₁² − v₀²) / 2. Sources, resistances and capacitances then balance
/// to rounding, whatever the steps are. The mean of the products does not: it was 1e-4 off with
/// the same points. In the first step from a corner of the drivers' ramps the simulator uses the
/// backward Euler rule, which charges by the current at the end of the step.
struct EnergyIntegral {
  private let times: [Double]
  private let isBackward: [Bool]

  /// Creates the integral.
  ///
  /// - Parameters:
  ///   - times: The time points, in seconds.
  ///   - corners: When the slope of a driver jumps, in seconds.
  init(times: [Double], corners: [Double]) {
    self.times = times
    isBackward = times.dropLast().map { time in
      corners.contains { ($0 - time).magnitude <= 1e-12 * $0 }
    }
  }

  /// The energy that an element takes, in joules.
  ///
  /// - Parameters:
  ///   - voltage: The voltage across it at a time point, in volts.
  ///   - current: The current through it at a time point, in amperes.
  /// - Returns: The energy.
  func energy(voltage: (Int) -> Double, current: (Int) -> Double) -> Double {
    var sum = 0.0
    var (oldVoltage, oldCurrent) = (voltage(0), current(0))
    for step in isBackward.indices {
      let (newVoltage, newCurrent) = (voltage(step + 1), current(step + 1))
      let meanCurrent = isBackward[step] ? newCurrent : (oldCurrent + newCurrent) / 2
      sum += (times[step + 1] - times[step]) * (oldVoltage + newVoltage) / 2 * meanCurrent
      (oldVoltage, oldCurrent) = (newVoltage, newCurrent)
    }
    return sum
  }

  /// The energy that a resistance between two nodes takes, in joules; 0 for 0 Ω.
  func dissipation(from: [Double], to: [Double], resistance: Double) -> Double {
    guard resistance != 0 else { return 0 }
    return energy(
      voltage: { from[$0] - to[$0] }, current: { (from[$0] - to[$0]) / resistance })
  }
}
