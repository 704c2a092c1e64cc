/// One word line with the conductances of its cells to grounded bit lines, as a chain of nodes.
///
/// A current x(j) that enters node j makes the voltages W x with a symmetric matrix W ≥ 0 of n + n
/// numbers: its diagonal, and the part of a node's voltage that reaches its right neighbor. W is the
/// inverse of a tridiagonal matrix, and such a matrix is semiseparable:
///
///     W(j,l) = W(j,j) s(j) … s(l − 1),  l > j
///
/// because a current at j is seen at l only through the nodes between. Drivers, segments and cells may
/// be 0, and an open end is an infinite impedance: every formula is one of impedances side by side,
/// r / (1 + r g), and in series, which have values there, too.
struct WordLine {
  /// The diagonal of W, in ohms.
  let node: [Double]
  /// The part of a node's voltage that reaches the next, when the current comes from the left.
  let step: [Double]
  /// 1 − d(j) W(j, j), without the difference.
  let kept: [Double]
  /// The voltage of every node per volt at the driver.
  let reach: [Double]

  /// Describes a line.
  ///
  /// - Parameters:
  ///   - cells: The conductances of its cells, in siemens.
  ///   - driver: The resistance of its driver, in ohms.
  ///   - segments: The resistances between neighboring nodes, in ohms.
  ///   - isDrivenTwice: Whether there is a driver at the other end, too.
  init(cells: ArraySlice<Double>, driver: Double, segments: [Double], isDrivenTwice: Bool) {
    let cells = Array(cells)
    let n = cells.count
    var node = [Double](repeating: 0, count: n)
    var step = node
    var kept = node
    // The impedance to the right of a node, its own cell excluded; infinite where nothing is there.
    var right = [Double](repeating: isDrivenTwice ? driver : .infinity, count: n)
    for j in stride(from: n - 1, to: 0, by: -1) {
      let whole = Self.parallel(right[j], cells[j])
      let segment = segments[j - 1]
      right[j - 1] = segment + whole
      // whole / (segment + whole), which is 1 on a line without segments.
      step[j - 1] = segment == 0 ? 1 : whole.isInfinite ? 1 : whole / (segment + whole)
    }
    // From the left the impedance of all before a node, with the driver grounded. With it and the
    // right side as `lines`, the node is at lines / (1 + lines d), and 1 − d W is the rest of 1.
    var left = driver
    for j in 0..<n {
      let lines = Self.parallel(left, right[j].isInfinite ? 0 : 1 / right[j])
      node[j] = Self.parallel(lines, cells[j])
      kept[j] = 1 / (1 + lines * cells[j])
      if j < n - 1 { left = segments[j] + Self.parallel(left, cells[j]) }
    }
    self.node = node
    self.step = step
    self.kept = kept
    if isDrivenTwice {
      // All of an unloaded line is at one volt; the cells pull it down.
      let pulled = Self.product(node: node, step: step, cells)
      reach = pulled.map { 1 - $0 }
    } else {
      // The first node divides the volt between the driver and everything beyond.
      let beyond = Self.parallel(right[0], cells[0])
      var voltage = driver == 0 || beyond.isInfinite ? 1 : beyond / (driver + beyond)
      var reach = [voltage]
      for j in 1..<max(n, 1) {
        voltage *= step[j - 1]
        reach.append(voltage)
      }
      self.reach = reach
    }
  }

  /// A resistance and a conductance side by side, as a resistance.
  private static func parallel(_ resistance: Double, _ conductance: Double) -> Double {
    guard !resistance.isInfinite else { return 1 / conductance }
    return conductance.isInfinite ? 0 : resistance / (1 + resistance * conductance)
  }

  /// W x for one vector.
  func product(_ x: [Double]) -> [Double] { Self.product(node: node, step: step, x) }

  /// L(j) = s(j − 1) L(j − 1) + W(j,j) x(j) is what the sources up to j make, and what those beyond it
  /// make comes back by R(j) = s(j) (x(j + 1) + R(j + 1)), weighed with W(j,j).
  private static func product(node: [Double], step: [Double], _ x: [Double]) -> [Double] {
    var y = x
    var left = 0.0
    for j in x.indices {
      if j > 0 { left *= step[j - 1] }
      left += node[j] * x[j]
      y[j] = left
    }
    var right = 0.0
    for j in stride(from: x.count - 2, through: 0, by: -1) {
      right = step[j] * (x[j + 1] + right)
      y[j] += node[j] * right
    }
    return y
  }
}
