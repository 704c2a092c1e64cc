public import Crossbars

extension TableDevice: NetlistDevice {
  /// The line that describes one cell.
  ///
  /// - Parameters:
  ///   - name: What tells this cell from the others.
  ///   - wordLine: The node on the word line.
  ///   - bitLine: The node on the bit line.
  ///   - conductance: The conductance at zero volts, in siemens; positive.
  /// - Returns: A behavioral current source with one branch for every piece of the curve.
  public func netlistElement(
    named name: String, from wordLine: String, to bitLine: String, conductance: Double
  ) -> String {
    let voltage = "v(\(wordLine),\(bitLine))"
    let mixture = mixture(ofConductance: conductance)
    let points = sweeps[0].abscissas
    /// The mean of two pieces is the piece of the mean.
    func piece(_ index: Int) -> String {
      var sum = [0.0, 0.0, 0.0, 0.0]
      for (sweep, weight) in mixture {
        for (power, value) in sweeps[sweep].coefficients(ofPiece: index).enumerated() {
          sum[power] += weight * value
        }
      }
      // Eleven digits, which the simulator keeps, are 1e-11 of the current.
      let x = "(\(voltage)-(\(points[index])))"
      return "(\(sum[0]))+\(x)*((\(sum[1]))+\(x)*((\(sum[2]))+\(x)*(\(sum[3]))))"
    }
    func tangent(_ point: Int) -> String {
      var current = 0.0
      var slope = 0.0
      for (sweep, weight) in mixture {
        current += weight * sweeps[sweep].ordinates[point]
        slope += weight * sweeps[sweep].slopes[point]
      }
      return "(\(current))+(\(slope))*(\(voltage)-(\(points[point])))"
    }
    /// The branches of the pieces in a range, halved until one is left.
    func branches(_ range: Range<Int>) -> String {
      guard range.count > 1 else {
        let index = range.lowerBound
        return index < 0
          ? tangent(0)
          : index == points.count - 1 ? tangent(points.count - 1) : piece(index)
      }
      let middle = range.lowerBound + range.count / 2
      return "(\(voltage)<(\(points[middle]))?(\(branches(range.lowerBound..<middle))):"
        + "(\(branches(middle..<range.upperBound))))"
    }
    return "bc\(name) \(wordLine) \(bitLine) i=\(branches(-1..<points.count))"
  }
}
