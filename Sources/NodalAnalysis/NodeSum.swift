/// The currents that leave a node, added up, and what rounding can make of the sum.
struct NodeSum {
  /// The sum, in amperes.
  var current = 0.0
  /// The sum of conductance times the magnitudes of both voltages, in amperes.
  var rounding = 0.0
  /// The conductances of drivers times the magnitudes that their voltages were looked up from, in
  /// amperes.
  var lookup = 0.0

  /// Adds the current through a resistance.
  mutating func add(_ own: Double, _ other: Double, _ resistance: Double) {
    current += (own - other) / resistance
    rounding += (own.magnitude + other.magnitude) / resistance
  }

  /// Adds the current through a resistance from a driver.
  mutating func add(_ own: Double, driver voltage: Double, _ resistance: Double) {
    add(own, voltage, resistance)
    rounding += (KirchhoffResidual.sourceUnits - 1) * voltage.magnitude / resistance
  }

  static func + (left: NodeSum, right: NodeSum) -> NodeSum {
    NodeSum(
      current: left.current + right.current, rounding: left.rounding + right.rounding,
      lookup: left.lookup + right.lookup)
  }

  static func * (sum: NodeSum, weight: Double) -> NodeSum {
    NodeSum(
      current: weight * sum.current, rounding: weight * sum.rounding, lookup: weight * sum.lookup)
  }
}

extension KirchhoffResidual {
  /// Keeps the larger of this sum and the worst so far; a sum that is no number is worst of all.
  mutating func include(_ sum: NodeSum, at node: @autoclosure () -> String) {
    let magnitude = sum.current.magnitude
    let beyond = magnitude - Self.roundingUnit * sum.rounding
    if !(beyond <= unexplained) && !unexplained.isNaN {
      unexplained = beyond
      self.node = node()
    }
    let rest =
      magnitude - Self.eliminationUnits * Self.roundingUnit * (sum.rounding + sum.lookup)
    if !(rest <= beyondElimination) && !beyondElimination.isNaN {
      beyondElimination = rest
      nodeBeyondElimination = node()
    }
    if !(magnitude <= worst) && !worst.isNaN {
      worst = magnitude
      if unexplained == 0 { self.node = node() }
    }
  }
}
