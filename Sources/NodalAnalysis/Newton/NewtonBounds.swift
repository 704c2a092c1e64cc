/// Where the iterations of the nodal solver end, the same on every path.
///
/// All are residuals of Kirchhoff's current law relative to the largest cell current of the array.
enum NewtonBounds {
  /// Where an iteration is done: a hundred rounding units of a sum over a few hundred cells, and
  /// four decades below what is reported as an error of a model.
  static let goal = 1e-13

  /// Where rounding may end it: a step that no longer halves a residual below this one has met the
  /// rounding of the voltages, which beside short wires exceeds ``goal``.
  ///
  /// Newton's method is quadratic and chord steps are linear with a rate that does not change, so
  /// that nothing else slows them down this close to the solution.
  static let rounding = 1e-11

  /// What the verdict accepts: ten times ``rounding``, because the verdict sums currents in another
  /// order, from voltages alone, and counts held nodes by the current that their error would make.
  static let accepted = 1e-10

  /// The residual below which Newton's step is taken whole.
  ///
  /// So close the method is quadratic and a whole step leads downhill. The slope of the co-content
  /// is no guide there: it is a product of two small numbers, the currents left and the step, and
  /// drowns in the rounding of the sums that it is the difference of.
  static let wholeSteps = 1e-6

  /// The largest number of Newton steps.
  static let mostSteps = 400

  /// How many steps in a row with fresh factors may fail to halve a residual above ``rounding``:
  /// far from the solution a damped step on an exponential gains one characteristic voltage only.
  static let mostIdleSteps = 100

  /// How often chord steps may fail to halve the residual before Newton's method takes over, and
  /// how often a residual below ``rounding`` may stay before it is taken.
  static let mostSlowSteps = 3

  /// The largest number of chord steps of an array's own factors.
  static let mostChordSteps = 60
}
