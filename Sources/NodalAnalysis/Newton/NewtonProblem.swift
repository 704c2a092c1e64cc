/// What Newton's method needs of a network with non-linear elements, for one input vector.
///
/// An instance has a state, the node voltages, at which the currents were evaluated, and factors of
/// the network whose elements are their slopes at some earlier state.
protocol NewtonProblem: AnyObject {
  /// How far the state is from meeting Kirchhoff's current law, relative to the largest cell
  /// current; NaN if a current is no number.
  var residual: Double { get }

  /// Finds the step that would solve the network, were it what the factors say: −J⁻¹ F for the sums
  /// F of the currents at the nodes and the factored J.
  func findStep()

  /// Moves to a part of the step, from the state where it was found, and evaluates there.
  func move(to fraction: Double)

  /// Factors the network at the slopes of the present state.
  ///
  /// - Returns: Whether the network could be factored.
  func factor() -> Bool

  /// The derivative of the co-content at a part of the step over that part, in watts: the currents
  /// left at the nodes times the step.
  func cocontentSlope(at fraction: Double) -> Double

  /// Moves along the step for as long as it leads downhill.
  ///
  /// - Returns: Whether any part of the step led downhill.
  func descend() -> Bool
}

extension NewtonProblem {
  /// Moves to where the co-content no longer falls steeply.
  ///
  /// The co-content Σ ∫ I dV is convex along the step, since every current rises with its voltage,
  /// so its slope rises from a negative value and turns once at most. Bisection therefore cannot
  /// fail. It looks for a slope of a tenth of the first: the exact minimum would cost evaluations
  /// that the next step makes worthless.
  func descend() -> Bool { descendCocontent() }

  /// What ``descend()`` is where there is a co-content.
  func descendCocontent() -> Bool {
    let first = cocontentSlope(at: 0)
    let end = cocontentSlope(at: 1)
    // Only a slope that has turned and grown means that the step went too far.
    guard first < 0, !(end <= -0.5 * first) else {
      move(to: 1)
      return true
    }
    var (low, high) = (0.0, 1.0)
    var fraction = 1.0
    for _ in 0..<60 {
      fraction = 0.5 * (low + high)
      let slope = cocontentSlope(at: fraction)
      if slope.magnitude <= -0.1 * first { break }
      if slope < 0 { low = fraction } else { high = fraction }
    }
    move(to: fraction)
    return true
  }
}
